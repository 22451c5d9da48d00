// Which slow difference in colour is drift, and not what was asked for?
//
// Up to 6 Lab and slow is drift (the answers of all models have it); more was asked for. The estimate never looks at
// what changed: it is a polynomial of the second degree through blocks that hardly differ, with weights that fall off
// for blocks that do not follow it.
#include "placement/slow_colour.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

constexpr float limit = 6;       // Lab
constexpr int block = 8;         // half-resolution pixels
constexpr float candidate = 9;   // Lab: a block with the largest drift and some new texture
constexpr std::size_t terms = 6; // 1, u, v, uv, u^2, v^2

struct Blocks {
    int columns = 0;
    int rows = 0;
    std::array<std::vector<float>, 3> mean;
    std::vector<float> spread; // deviation of the difference within the block
    std::vector<float> usable; // fraction of it that can be compared
};

Blocks blocks_of(Comparison const& c) {
    Blocks out;
    out.columns = (c.half.width + block - 1) / block;
    out.rows = (c.half.height + block - 1) / block;
    auto const count = static_cast<std::size_t>(out.columns * out.rows);
    for (auto& mean : out.mean)
        mean.assign(count, 0);
    out.spread.assign(count, 0);
    out.usable.assign(count, 0);
    for (int by = 0; by < out.rows; ++by) {
        for (int bx = 0; bx < out.columns; ++bx) {
            auto const i = static_cast<std::size_t>(by * out.columns + bx);
            double sum[3] = {0, 0, 0};
            double squares = 0;
            double weight = 0;
            for (int y = by * block; y < std::min((by + 1) * block, c.half.height); ++y) {
                for (int x = bx * block; x < std::min((bx + 1) * block, c.half.width); ++x) {
                    if (c.reach.at(x, y) <= 0) continue;
                    ++weight;
                    for (std::size_t k = 0; k < 3; ++k) {
                        double const d = static_cast<double>(c.answer[k].at(x, y) - c.source[k].at(x, y));
                        sum[k] += d;
                        squares += d * d;
                    }
                }
            }
            if (weight < block * block / 4.0) continue;
            double between = squares / weight;
            for (std::size_t k = 0; k < 3; ++k) {
                out.mean[k][i] = static_cast<float>(sum[k] / weight);
                between -= sum[k] * sum[k] / (weight * weight);
            }
            out.spread[i] = static_cast<float>(std::sqrt(std::max(between, 0.0)));
            out.usable[i] = 1;
        }
    }
    return out;
}

std::array<double, terms> basis(double u, double v) {
    return {1, u, v, u * v, u * u, v * v};
}

// Gaussian elimination with a ridge; small and well behaved.
std::array<std::array<double, terms>, 3> solve(std::array<std::array<double, terms>, terms> a,
                                               std::array<std::array<double, terms>, 3> b) {
    for (std::size_t i = 0; i < terms; ++i)
        a[i][i] += i == 0 ? 1e-6 : 0.5;
    for (std::size_t i = 0; i < terms; ++i) {
        for (std::size_t r = i + 1; r < terms; ++r) {
            double const f = a[r][i] / a[i][i];
            for (std::size_t k = i; k < terms; ++k)
                a[r][k] -= f * a[i][k];
            for (auto& side : b)
                side[r] -= f * side[i];
        }
    }
    std::array<std::array<double, terms>, 3> x{};
    for (std::size_t side = 0; side < 3; ++side) {
        for (std::size_t i = terms; i-- > 0;) {
            double sum = b[side][i];
            for (std::size_t k = i + 1; k < terms; ++k)
                sum -= a[i][k] * x[side][k];
            x[side][i] = sum / a[i][i];
        }
    }
    return x;
}

} // namespace

Planes carried(Planes const& differences, Plane const& known) {
    // Normalised averages over wider and wider surroundings, each filled up from the next wider one: fine where
    // something is known, smooth where nothing is. The planes are slow, so a quarter of the resolution carries them.
    Size const size = differences[0].size();
    Plane weight = halved(halved(known));
    Planes values;
    for (std::size_t k = 0; k < 3; ++k) {
        Plane product = differences[k];
        for (std::size_t i = 0; i < product.values.size(); ++i)
            product.values[i] *= known.values[i];
        values[k] = halved(halved(product));
    }
    struct Level {
        Planes mean;
        Plane weight;
    };
    std::vector<Level> levels;
    weight = gaussian(weight, 1.5);
    for (Plane& plane : values)
        plane = gaussian(plane, 1.5);
    for (;;) {
        levels.push_back({values, weight});
        if (std::min(weight.width, weight.height) <= 2) break;
        weight = halved(gaussian(weight, 1));
        for (Plane& plane : values)
            plane = halved(gaussian(plane, 1));
    }
    Planes out;
    for (std::size_t n = levels.size(); n-- > 0;) {
        Level const& level = levels[n];
        Plane const previous[3] = {out[0], out[1], out[2]};
        for (std::size_t k = 0; k < 3; ++k) {
            out[k] = n + 1 == levels.size() ? Plane(level.weight.width, level.weight.height)
                                            : enlarged(previous[k], level.weight.size());
            for (std::size_t i = 0; i < out[k].values.size(); ++i) {
                float const w = level.weight.values[i];
                // A place must be known well before it overrules its wider surroundings.
                float const share = w * w / (w * w + 0.01F);
                if (w > 1e-4F) out[k].values[i] += share * (level.mean[k].values[i] / w - out[k].values[i]);
            }
        }
    }
    for (Plane& plane : out)
        plane = enlarged(gaussian(plane, 1), size);
    return out;
}

SlowDrift first_drift(Comparison const& comparison) {
    SlowDrift out;
    Size const half = comparison.half;
    for (Plane& plane : out.lab)
        plane = Plane(half.width, half.height);
    Blocks const blocks = blocks_of(comparison);
    std::vector<float> weight(blocks.usable.size());
    std::array<std::array<double, terms>, 3> coefficients{};
    auto const place = [&](std::size_t i) {
        return std::pair{
            2 * (static_cast<double>(i % static_cast<std::size_t>(blocks.columns)) + 0.5) / blocks.columns - 1,
            2 * (static_cast<double>(i / static_cast<std::size_t>(blocks.columns)) + 0.5) / blocks.rows - 1};
    };
    auto const value = [&](std::size_t k, std::array<double, terms> const& b) {
        double sum = 0;
        for (std::size_t t = 0; t < terms; ++t)
            sum += coefficients[k][t] * b[t];
        return sum;
    };
    double scale = 5;
    for (int round = 0; round < 10; ++round) {
        std::array<std::array<double, terms>, terms> a{};
        std::array<std::array<double, terms>, 3> b{};
        for (std::size_t i = 0; i < weight.size(); ++i) {
            weight[i] = 0;
            if (blocks.usable[i] <= 0) continue;
            float const size = std::hypot(blocks.mean[0][i], blocks.mean[1][i], blocks.mean[2][i]);
            if (size > candidate) continue;
            auto const [u, v] = place(i);
            auto const q = basis(u, v);
            double squared = 0;
            for (std::size_t k = 0; k < 3; ++k)
                squared += std::pow(static_cast<double>(blocks.mean[k][i]) - value(k, q), 2);
            double const falloff = scale * scale / (scale * scale + squared);
            double const calm = 9 / (9 + static_cast<double>(blocks.spread[i] * blocks.spread[i]));
            double const w = falloff * falloff * calm;
            weight[i] = static_cast<float>(w);
            for (std::size_t r = 0; r < terms; ++r) {
                for (std::size_t s = 0; s < terms; ++s)
                    a[r][s] += w * q[r] * q[s];
                for (std::size_t k = 0; k < 3; ++k)
                    b[k][r] += w * q[r] * static_cast<double>(blocks.mean[k][i]);
            }
        }
        if (a[0][0] < 4) return out; // hardly a block is unchanged
        coefficients = solve(a, b);
        scale = std::max(1.2, scale * 0.75);
    }
    double over = 0;
    for (int y = 0; y < half.height; ++y) {
        double const v = 2 * (y + 0.5) / half.height - 1;
        for (int x = 0; x < half.width; ++x) {
            auto const q = basis(2 * (x + 0.5) / half.width - 1, v);
            double d[3];
            for (std::size_t k = 0; k < 3; ++k)
                d[k] = value(k, q);
            double const size = std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
            double const factor = size > static_cast<double>(limit) ? static_cast<double>(limit) / size : 1;
            over += size > static_cast<double>(limit) + 0.5 ? 1 : 0;
            for (std::size_t k = 0; k < 3; ++k)
                out.lab[k].at(x, y) = static_cast<float>(factor * d[k]);
        }
    }
    if (over > 0.5 * static_cast<double>(half.area())) {
        out.asked_for = true;
        for (Plane& plane : out.lab)
            std::fill(plane.values.begin(), plane.values.end(), 0.0F);
    }
    return out;
}

} // namespace inlay::placement

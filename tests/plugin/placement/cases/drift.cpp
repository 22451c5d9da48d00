// How does an answer differ from a clean edit?
#include "plugin/placement/cases/drift.h"

#include <algorithm>

namespace inlay::placement::cases {
namespace {

double corner_offset(Affine const& drifted, Affine const& plain, Size answer) {
    double worst = 0;
    for (Point const corner : {Point{0, 0}, Point{1.0 * answer.width, 0}, Point{0, 1.0 * answer.height},
                               Point{1.0 * answer.width, 1.0 * answer.height}}) {
        Point const a = placement::apply(drifted, corner);
        Point const b = placement::apply(plain, corner);
        worst = std::max(worst, std::hypot(a.x - b.x, a.y - b.y));
    }
    return worst;
}

float keys(float t) {
    t = std::abs(t);
    if (t < 1) return (1.5F * t - 2.5F) * t * t + 1;
    return t < 2 ? ((-0.5F * t + 2.5F) * t - 4) * t + 2 : 0;
}

} // namespace

Drift random_drift(Size layer, Size answer, bool warped, Random& random) {
    Drift out;
    Affine const plain =
        scaling(static_cast<double>(layer.width) / answer.width, static_cast<double>(layer.height) / answer.height);
    do {
        double const sx = random.real(0.95, 1.02);
        double const sy = std::clamp(sx + random.real(-0.03, 0.03), 0.95, 1.02);
        double const angle = random.chance(0.4) ? random.real(-0.004, 0.004) : 0;
        double const shift = random.real(0, 25);
        double const towards = random.real(0, 6.2832);
        double const cx = layer.width / 2.0;
        double const cy = layer.height / 2.0;
        Affine const around = {sx * std::cos(angle), -sy * std::sin(angle), 0,
                               sx * std::sin(angle), sy * std::cos(angle),  0};
        out.answer_to_layer = then(then(then(plain, moving(-cx, -cy)), around),
                                   moving(cx + shift * std::cos(towards), cy + shift * std::sin(towards)));
    } while (corner_offset(out.answer_to_layer, plain, answer) > 40);
    if (warped) {
        double const sigma = random.real(60, 130);
        double const to_layer = static_cast<double>(layer.width) / answer.width;
        double const size =
            random.real(0.49, 0.69) * to_layer; // deviation of each direction: median 1.18, 95 % 2.45 times this
        out.warp_x = smooth_noise(answer, sigma, random.seed());
        out.warp_y = smooth_noise(answer, sigma, random.seed());
        for (float& value : out.warp_x.values)
            value *= static_cast<float>(size);
        for (float& value : out.warp_y.values)
            value *= static_cast<float>(size);
    }
    out.texture = random.real(1.4, 3.4);
    out.colour_limit = random.real(0, 6);
    out.jpeg_quality = random.chance(0.7) ? random.whole(80, 95) : 0;
    out.mark = random.chance(0.4);
    return out;
}

Canvas rendered(Canvas const& world, int margin, Size answer, Drift const& drift) {
    double const shrink = std::max(drift.answer_to_layer[0], drift.answer_to_layer[4]);
    Canvas const source = shrink > 1.15 ? blurred(world, 0.4 * shrink) : world;
    Canvas out = canvas(answer, {});
    int const width = world[0].width;
    int const height = world[0].height;
    for (int y = 0; y < answer.height; ++y) {
        for (int x = 0; x < answer.width; ++x) {
            Point q = placement::apply(drift.answer_to_layer, {x + 0.5, y + 0.5});
            if (!drift.warp_x.empty()) q = {q.x + drift.warp_x.at(x, y), q.y + drift.warp_y.at(x, y)};
            double const u = q.x + margin - 0.5;
            double const v = q.y + margin - 0.5;
            int const ix = static_cast<int>(std::floor(u));
            int const iy = static_cast<int>(std::floor(v));
            float wx[4];
            float wy[4];
            for (int i = 0; i < 4; ++i) {
                wx[i] = keys(static_cast<float>(u - ix) - static_cast<float>(i - 1));
                wy[i] = keys(static_cast<float>(v - iy) - static_cast<float>(i - 1));
            }
            for (std::size_t channel = 0; channel < 3; ++channel) {
                float sum = 0;
                for (int j = 0; j < 4; ++j) {
                    float const* const row = source[channel].row(std::clamp(iy + j - 1, 0, height - 1));
                    for (int i = 0; i < 4; ++i)
                        sum += wy[j] * wx[i] * row[std::clamp(ix + i - 1, 0, width - 1)];
                }
                out[channel].at(x, y) = std::clamp(sum, 0.0F, 255.0F);
            }
        }
    }
    return out;
}

Canvas with_new_texture(Canvas const& clean, double amount, std::uint32_t seed) {
    Size const size = size_of(clean);
    auto const strength = static_cast<float>(amount);
    // Edges are redrawn, not copied: a fine jitter of a fraction of a pixel.
    Plane const jitter_x = smooth_noise(size, 5, seed + 1);
    Plane const jitter_y = smooth_noise(size, 5, seed + 2);
    Canvas moved = clean;
    float const reach = 0.3F * strength;
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            for (std::size_t channel = 0; channel < 3; ++channel)
                moved[channel].at(x, y) = sample(clean[channel], static_cast<float>(x) + reach * jitter_x.at(x, y),
                                                 static_cast<float>(y) + reach * jitter_y.at(x, y));
    Canvas const low = blurred(moved, 1.5);
    Canvas const lower = blurred(low, 5);
    Plane fine_energy(size.width, size.height);
    Plane coarse_energy(size.width, size.height);
    for (std::size_t i = 0; i < fine_energy.values.size(); ++i) {
        float const fine = moved[1].values[i] - low[1].values[i];
        float const coarse = low[1].values[i] - lower[1].values[i];
        fine_energy.values[i] = fine * fine;
        coarse_energy.values[i] = coarse * coarse;
    }
    fine_energy = gaussian(fine_energy, 4);
    coarse_energy = gaussian(coarse_energy, 6);
    Plane const white = white_noise(size, seed + 3);
    Plane fine = gaussian(white, 0.6);
    Plane const less_fine = gaussian(white, 1.6);
    for (std::size_t i = 0; i < fine.values.size(); ++i)
        fine.values[i] = 2.6F * (fine.values[i] - less_fine.values[i]);
    Plane const medium = smooth_noise(size, 2.2, seed + 4);
    Plane const keep = smooth_noise(size, 25, seed + 5);
    Canvas const tint{smooth_noise(size, 3, seed + 6), smooth_noise(size, 3, seed + 7),
                      smooth_noise(size, 3, seed + 8)};
    Canvas out = low;
    for (std::size_t i = 0; i < fine.values.size(); ++i) {
        float const kept = std::clamp(1 - strength * (0.35F + 0.15F * keep.values[i]), 0.1F, 1.0F);
        float const new_fine = fine.values[i] * strength * (0.55F * std::sqrt(fine_energy.values[i]) + 0.3F);
        float const new_medium = medium.values[i] * strength * (0.22F * std::sqrt(coarse_energy.values[i]) + 0.6F);
        float const colour = strength * (0.06F * std::sqrt(coarse_energy.values[i]) + 0.4F);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            float const detail = moved[channel].values[i] - low[channel].values[i];
            out[channel].values[i] = std::clamp(low[channel].values[i] + kept * detail + new_fine + new_medium +
                                                    colour * tint[channel].values[i],
                                                0.0F, 255.0F);
        }
    }
    return out;
}

Planes slow_colour(Size size, Drift const& drift, std::uint32_t seed) {
    Random random(seed);
    double c[3][6];
    for (auto& channel : c) {
        channel[0] = random.normal();
        channel[1] = 0.7 * random.normal();
        channel[2] = 0.7 * random.normal();
        for (int k = 3; k < 6; ++k)
            channel[k] = 0.4 * random.normal();
    }
    Planes out{Plane(size.width, size.height), Plane(size.width, size.height), Plane(size.width, size.height)};
    float largest = 1e-6F;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            double const u = 2 * (x + 0.5) / size.width - 1;
            double const v = 2 * (y + 0.5) / size.height - 1;
            float squares = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                double const value =
                    c[k][0] + c[k][1] * u + c[k][2] * v + c[k][3] * u * v + c[k][4] * u * u + c[k][5] * v * v;
                out[k].at(x, y) = static_cast<float>(value);
                squares += static_cast<float>(value * value);
            }
            largest = std::max(largest, std::sqrt(squares));
        }
    }
    for (Plane& plane : out)
        for (float& value : plane.values)
            value *= static_cast<float>(drift.colour_limit) / largest;
    return out;
}

Rect with_mark(Canvas& canvas, Random& random) {
    Size const size = size_of(canvas);
    double const radius = std::min(size.width, size.height) * random.real(0.02, 0.035);
    double const x = size.width - radius * random.real(1.6, 2.5);
    double const y = size.height - radius * random.real(1.6, 2.5);
    Rect const box{static_cast<int>(x - radius) - 1, static_cast<int>(y - radius) - 1, static_cast<int>(2 * radius) + 3,
                   static_cast<int>(2 * radius) + 3};
    Canvas const before = canvas;
    paint(
        canvas, box,
        [&](double px, double py) {
            double const u = std::abs(px - x) / radius;
            double const v = std::abs(py - y) / radius;
            return (std::sqrt(u) + std::sqrt(v) - 1) * radius * 0.5;
        },
        [&](double px, double py) {
            auto const at = [&](std::size_t c) {
                return 0.35F * before[c].at(static_cast<int>(px), static_cast<int>(py)) + 0.65F * 250;
            };
            return Rgb{at(0), at(1), at(2)};
        },
        1.5);
    return intersect(box, {0, 0, size.width, size.height});
}

} // namespace inlay::placement::cases

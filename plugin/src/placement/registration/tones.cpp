// Where does a picture lie that has hardly an edge?
#include "placement/registration/tones.h"

#include "placement/registration/linear.h"

#include <algorithm>

namespace inlay::placement {
namespace {

constexpr std::size_t terms = 6; // 1, u, v, uv, u^2, v^2: the slow colour
constexpr float plain = 5;       // Lab: nearer to the slow polynomial than this a place tells nothing
constexpr float agrees = 3;      // Lab

using Basis = std::array<double, terms>;
using Slow = std::array<std::array<double, terms>, 3>;

Basis basis_at(int x, int y, int width, int height) {
    double const u = 2 * (x + 0.5) / width - 1;
    double const v = 2 * (y + 0.5) / height - 1;
    return {1, u, v, u * v, u * u, v * v};
}

float value_of(std::array<double, terms> const& c, Basis const& b) {
    double sum = 0;
    for (std::size_t t = 0; t < terms; ++t)
        sum += c[t] * b[t];
    return static_cast<float>(sum);
}

// A robust polynomial through three planes.
Slow slow_of(Planes const& planes, std::vector<std::uint8_t> const& valid) {
    int const width = planes[0].width;
    int const height = planes[0].height;
    Slow out{};
    double scale = 12;
    for (int round = 0; round < 5; ++round) {
        std::array<std::array<double, terms>, terms> a{};
        std::array<std::array<double, terms>, 3> b{};
        for (std::size_t i = 0; i < terms; ++i)
            a[i][i] = 0.01;
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                auto const i =
                    static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
                if (valid[i] == 0) continue;
                Basis const q = basis_at(x, y, width, height);
                double squared = 0;
                for (std::size_t k = 0; k < 3; ++k) {
                    double const d = static_cast<double>(planes[k].values[i] - value_of(out[k], q));
                    squared += d * d;
                }
                double const falloff = scale * scale / (scale * scale + squared);
                double const w = falloff * falloff;
                for (std::size_t r = 0; r < terms; ++r) {
                    for (std::size_t s = 0; s < terms; ++s)
                        a[r][s] += w * q[r] * q[s];
                    for (std::size_t k = 0; k < 3; ++k)
                        b[k][r] += w * q[r] * static_cast<double>(planes[k].values[i]);
                }
            }
        }
        for (std::size_t k = 0; k < 3; ++k)
            if (!solve(a, b[k], out[k])) return out;
        scale = std::max(2.0, scale * 0.6);
    }
    return out;
}

struct State {
    Planes difference; // answer - source under the map
    std::vector<std::uint8_t> valid;
    Slow slow{};
    double median = 0;
};

State look(Planes const& answer, Planes const& source, Affine const& map) {
    State s;
    int const width = answer[0].width;
    int const height = answer[0].height;
    for (Plane& plane : s.difference)
        plane = Plane(width, height);
    s.valid.assign(answer[0].values.size(), 0);
    std::size_t i = 0;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x, ++i) {
            Point const p = placement::apply(map, {x + 0.5, y + 0.5});
            if (p.x < 1 || p.y < 1 || p.x > width - 1 || p.y > height - 1) continue;
            s.valid[i] = 1;
            for (std::size_t k = 0; k < 3; ++k)
                s.difference[k].values[i] = answer[k].values[i] - sample(source[k], static_cast<float>(p.x - 0.5),
                                                                         static_cast<float>(p.y - 0.5));
        }
    }
    s.slow = slow_of(s.difference, s.valid);
    std::vector<float> lengths;
    i = 0;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x, ++i) {
            if (s.valid[i] == 0) continue;
            Basis const q = basis_at(x, y, width, height);
            float squared = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                s.difference[k].values[i] -= value_of(s.slow[k], q);
                squared += s.difference[k].values[i] * s.difference[k].values[i];
            }
            lengths.push_back(std::sqrt(squared));
        }
    }
    if (!lengths.empty()) {
        auto const middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
        std::nth_element(lengths.begin(), middle, lengths.end());
        s.median = static_cast<double>(*middle);
    }
    return s;
}

// Of the places that are not plain in the answer: the fraction that agrees under a map.
struct Agreement {
    double told = 0;     // places that are not plain, and that the map takes into the source
    double agreeing = 0; // fraction of them
};

Agreement agreement_of(State const& state, Slow const& background, Planes const& answer) {
    Agreement out;
    double count = 0;
    std::size_t i = 0;
    for (int y = 0; y < answer[0].height; ++y) {
        for (int x = 0; x < answer[0].width; ++x, ++i) {
            if (state.valid[i] == 0) continue;
            Basis const q = basis_at(x, y, answer[0].width, answer[0].height);
            float far = 0;
            float off = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                float const f = answer[k].values[i] - value_of(background[k], q);
                far += f * f;
                off += state.difference[k].values[i] * state.difference[k].values[i];
            }
            if (far < plain * plain) continue;
            ++out.told;
            count += off < agrees * agrees ? 1 : 0;
        }
    }
    out.agreeing = out.told > 0 ? count / out.told : 0;
    return out;
}

double not_plain_part(Planes const& planes, Slow const& background) {
    double count = 0;
    std::size_t i = 0;
    for (int y = 0; y < planes[0].height; ++y) {
        for (int x = 0; x < planes[0].width; ++x, ++i) {
            Basis const q = basis_at(x, y, planes[0].width, planes[0].height);
            float far = 0;
            for (std::size_t k = 0; k < 3; ++k) {
                float const f = planes[k].values[i] - value_of(background[k], q);
                far += f * f;
            }
            count += far < plain * plain ? 0 : 1;
        }
    }
    return count / static_cast<double>(std::max<std::size_t>(i, 1));
}

} // namespace

Tones align_tones(Planes const& answer, Planes const& source, Affine const& start) {
    Tones out;
    out.map = start;
    int const width = answer[0].width;
    int const height = answer[0].height;
    double const unit = std::max(width, height) / 2.0;
    State state = look(answer, source, out.map);
    out.before = out.after = state.median;
    double scale = 8;
    for (int round = 0; round < 12; ++round) {
        std::array<std::array<double, 6>, 6> a{};
        std::array<double, 6> b{};
        for (std::size_t i = 0; i < 6; ++i)
            a[i][i] = 20;
        std::size_t i = 0;
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x, ++i) {
                if (state.valid[i] == 0) continue;
                Point const p = placement::apply(out.map, {x + 0.5, y + 0.5});
                auto const px = static_cast<float>(p.x - 0.5);
                auto const py = static_cast<float>(p.y - 0.5);
                double squared = 0;
                for (Plane const& plane : state.difference)
                    squared += static_cast<double>(plane.values[i] * plane.values[i]);
                double const falloff = scale * scale / (scale * scale + squared);
                double const w = falloff * falloff;
                double const u = (x + 0.5 - width / 2.0) / unit;
                double const v = (y + 0.5 - height / 2.0) / unit;
                for (std::size_t k = 0; k < 3; ++k) {
                    double const gx =
                        static_cast<double>(0.5F * (sample(source[k], px + 1, py) - sample(source[k], px - 1, py)));
                    double const gy =
                        static_cast<double>(0.5F * (sample(source[k], px, py + 1) - sample(source[k], px, py - 1)));
                    double const row[6] = {gx * u, gx * v, gx, gy * u, gy * v, gy};
                    double const e = static_cast<double>(state.difference[k].values[i]);
                    for (std::size_t r = 0; r < 6; ++r) {
                        for (std::size_t s = 0; s < 6; ++s)
                            a[r][s] += w * row[r] * row[s];
                        b[r] += w * row[r] * e;
                    }
                }
            }
        }
        std::array<double, 6> x{};
        if (!solve(a, b, x)) break;
        double const cx = width / 2.0;
        double const cy = height / 2.0;
        Affine trial = out.map;
        Affine const delta{x[0] / unit, x[1] / unit, x[2] - (x[0] * cx + x[1] * cy) / unit,
                           x[3] / unit, x[4] / unit, x[5] - (x[3] * cx + x[4] * cy) / unit};
        for (std::size_t k = 0; k < 6; ++k)
            trial[k] += delta[k];
        State next = look(answer, source, trial);
        if (next.median > out.after * 1.02) break;
        out.map = trial;
        out.after = next.median;
        state = std::move(next);
        scale = std::max(2.5, scale * 0.75);
        if (std::abs(x[0]) + std::abs(x[1]) + std::abs(x[2]) + std::abs(x[3]) + std::abs(x[4]) + std::abs(x[5]) < 0.01)
            break;
    }
    // How much of what is not plain agrees, and how much would by chance: at places where the answer surely does not
    // lie? Two drawings on white paper agree nearly everywhere, wherever one lies on the other.
    std::vector<std::uint8_t> const all(source[0].values.size(), 1);
    Slow const background = slow_of(answer, all);
    out.agreeing = agreement_of(state, background, answer).agreeing;
    for (Point const far : {Point{1, 0}, Point{-1, 0}, Point{0, 1}, Point{0, -1}}) {
        Affine const moved = then(out.map, moving(far.x * width / 5.0, far.y * height / 5.0));
        out.by_chance = std::max(out.by_chance, agreement_of(look(answer, source, moved), background, answer).agreeing);
    }
    out.not_plain = std::min(not_plain_part(answer, background), not_plain_part(source, slow_of(source, all)));
    return out;
}

} // namespace inlay::placement

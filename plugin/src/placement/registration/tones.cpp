// Where does a picture lie that has hardly an edge?
//
// The answer is explained as: source at its place, colours mixed linearly (or left), plus a slow polynomial. Place,
// mixture and polynomial are found together, since a gradient that moved looks nearly like one that changed its colour.
#include "placement/registration/tones.h"

#include "placement/registration/linear.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace inlay::placement {
namespace {

constexpr std::size_t slow_terms = 6;                 // 1, u, v, uv, u^2, v^2
constexpr std::size_t channel_terms = 3 + slow_terms; // of each answer channel: the source's three, and the polynomial
constexpr std::size_t unknowns = 6 + 3 * channel_terms;
constexpr float plain = 5;         // Lab: nearer to the slow polynomial than this a place tells nothing
constexpr float agrees = 3;        // Lab
constexpr double unit_colour = 50; // Lab: makes the mixture's terms as large as the polynomial's
constexpr int levels = 3;

using Colour = std::array<std::array<double, channel_terms>, 3>;

struct Model {
    Affine map{1, 0, 0, 0, 1, 0};
    Colour colour{};
};

Colour unmixed() {
    Colour out{};
    for (std::size_t k = 0; k < 3; ++k)
        out[k][k] = unit_colour;
    return out;
}

// One resolution: both pictures, and the source's slopes.
struct Level {
    Planes answer;
    Planes source;
    Planes slope_x;
    Planes slope_y;
    Level(Planes ours, Planes theirs) : answer(std::move(ours)), source(std::move(theirs)) {
        for (std::size_t k = 0; k < 3; ++k) {
            Plane const& s = source[k];
            slope_x[k] = slope_y[k] = Plane(s.width, s.height);
            for (int y = 0; y < s.height; ++y) {
                for (int x = 0; x < s.width; ++x) {
                    slope_x[k].at(x, y) = 0.5F * (s.at(std::min(x + 1, s.width - 1), y) - s.at(std::max(x - 1, 0), y));
                    slope_y[k].at(x, y) = 0.5F * (s.at(x, std::min(y + 1, s.height - 1)) - s.at(x, std::max(y - 1, 0)));
                }
            }
        }
    }
    [[nodiscard]] int width() const { return answer[0].width; }
    [[nodiscard]] int height() const { return answer[0].height; }
};

// What is known about one pixel of the answer under a model.
struct Look {
    std::array<double, channel_terms> terms{}; // the source's colour there, and the polynomial's
    std::array<double, 3> rest{};              // answer - model
    double squared = 0;
    float px = 0; // where in the source
    float py = 0;
};

bool look(Level const& level, Model const& model, int x, int y, Look& out) {
    Point const p = placement::apply(model.map, {x + 0.5, y + 0.5});
    if (p.x < 0.5 || p.y < 0.5 || p.x > level.width() - 0.5 || p.y > level.height() - 0.5) return false;
    out.px = static_cast<float>(p.x - 0.5);
    out.py = static_cast<float>(p.y - 0.5);
    for (std::size_t j = 0; j < 3; ++j)
        out.terms[j] = static_cast<double>(sample(level.source[j], out.px, out.py)) / unit_colour;
    double const u = 2 * (x + 0.5) / level.width() - 1;
    double const v = 2 * (y + 0.5) / level.height() - 1;
    double const slow[slow_terms] = {1, u, v, u * v, u * u, v * v};
    std::copy(std::begin(slow), std::end(slow), out.terms.begin() + 3);
    out.squared = 0;
    for (std::size_t k = 0; k < 3; ++k) {
        double sum = 0;
        for (std::size_t t = 0; t < channel_terms; ++t)
            sum += model.colour[k][t] * out.terms[t];
        out.rest[k] = static_cast<double>(level.answer[k].at(x, y)) - sum;
        out.squared += out.rest[k] * out.rest[k];
    }
    return true;
}

struct Freedom {
    bool place = true;
    bool mixture = false;
};

// One step of Gauss and Newton, weights falling off beyond `scale` (Geman and McClure).
bool step(Level const& level, Model& model, double scale, Freedom const& freedom) {
    auto normal = std::make_unique<std::array<std::array<double, unknowns>, unknowns>>();
    auto& a = *normal;
    std::array<double, unknowns> b{};
    double const unit = std::max(level.width(), level.height()) / 2.0;
    double const cx = level.width() / 2.0;
    double const cy = level.height() / 2.0;
    Look at;
    for (int y = 0; y < level.height(); ++y) {
        for (int x = 0; x < level.width(); ++x) {
            if (!look(level, model, x, y, at)) continue;
            double const falloff = scale * scale / (scale * scale + at.squared);
            double const w = falloff * falloff;
            double const u = (x + 0.5 - cx) / unit;
            double const v = (y + 0.5 - cy) / unit;
            std::array<double, 3> sx{};
            std::array<double, 3> sy{};
            for (std::size_t j = 0; j < 3 && freedom.place; ++j) {
                sx[j] = static_cast<double>(sample(level.slope_x[j], at.px, at.py));
                sy[j] = static_cast<double>(sample(level.slope_y[j], at.px, at.py));
            }
            for (std::size_t k = 0; k < 3; ++k) {
                double gx = 0;
                double gy = 0;
                for (std::size_t j = 0; j < 3; ++j) {
                    gx += model.colour[k][j] / unit_colour * sx[j];
                    gy += model.colour[k][j] / unit_colour * sy[j];
                }
                double const place[6] = {gx * u, gx * v, gx, gy * u, gy * v, gy};
                std::size_t const first = 6 + k * channel_terms;
                for (std::size_t r = 0; r < 6; ++r) {
                    for (std::size_t s = 0; s <= r; ++s)
                        a[r][s] += w * place[r] * place[s];
                    b[r] += w * place[r] * at.rest[k];
                }
                for (std::size_t r = 0; r < channel_terms; ++r) {
                    for (std::size_t s = 0; s < 6; ++s)
                        a[first + r][s] += w * at.terms[r] * place[s];
                    for (std::size_t s = 0; s <= r; ++s)
                        a[first + r][first + s] += w * at.terms[r] * at.terms[s];
                    b[first + r] += w * at.terms[r] * at.rest[k];
                }
            }
        }
    }
    // Towards no displacement: what nothing tells is as it was expected. A few pixels of noise weigh as much.
    Affine const& m = model.map;
    double const displaced[6] = {(m[0] - 1) * unit, m[1] * unit,       m[0] * cx + m[1] * cy + m[2] - cx,
                                 m[3] * unit,       (m[4] - 1) * unit, m[3] * cx + m[4] * cy + m[5] - cy};
    for (std::size_t i = 0; i < 6; ++i) {
        a[i][i] += freedom.place ? 4 : 1e12;
        b[i] -= freedom.place ? 4 * displaced[i] : 0;
    }
    for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t t = 0; t < channel_terms; ++t)
            a[6 + k * channel_terms + t][6 + k * channel_terms + t] += t < 3 && !freedom.mixture ? 1e12 : 0.5;
    std::array<double, unknowns> x{};
    if (!solve(a, b, x)) return false;
    for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t t = 0; t < channel_terms; ++t)
            model.colour[k][t] += x[6 + k * channel_terms + t];
    Affine const delta{x[0] / unit, x[1] / unit, x[2] - (x[0] * cx + x[1] * cy) / unit,
                       x[3] / unit, x[4] / unit, x[5] - (x[3] * cx + x[4] * cy) / unit};
    for (std::size_t i = 0; i < 6; ++i)
        model.map[i] += delta[i];
    return true;
}

// The colours alone, where the model says that the answer lies.
void fit_colours(Level const& level, Model& model, bool mixture) {
    double scale = 8;
    for (int i = 0; i < 5; ++i, scale *= 0.75)
        step(level, model, scale, {false, mixture});
}

// The answer's own slow polynomial: places near it tell nothing.
std::vector<std::uint8_t> not_plain(Planes const& picture) {
    Level const level(picture, picture);
    Model slow;
    slow.colour = {};
    double scale = 12;
    for (int i = 0; i < 5; ++i, scale *= 0.6)
        step(level, slow, scale, {false, false});
    std::vector<std::uint8_t> out;
    Look at;
    for (int y = 0; y < level.height(); ++y)
        for (int x = 0; x < level.width(); ++x)
            out.push_back(look(level, slow, x, y, at) && at.squared > static_cast<double>(plain * plain) ? 1 : 0);
    return out;
}

double part_of(std::vector<std::uint8_t> const& set) {
    return static_cast<double>(std::ranges::count(set, 1)) / static_cast<double>(std::max<std::size_t>(set.size(), 1));
}

double agreement(Level const& level, Model const& model, std::vector<std::uint8_t> const& telling) {
    double told = 0;
    double agreeing = 0;
    Look at;
    for (int y = 0; y < level.height(); ++y) {
        for (int x = 0; x < level.width(); ++x) {
            if (telling[static_cast<std::size_t>(y) * static_cast<std::size_t>(level.width()) +
                        static_cast<std::size_t>(x)] == 0 ||
                !look(level, model, x, y, at))
                continue;
            ++told;
            agreeing += at.squared < static_cast<double>(agrees * agrees) ? 1 : 0;
        }
    }
    return told > 0 ? agreeing / told : 0;
}

Affine at_half(Affine map) {
    map[2] /= 2;
    map[5] /= 2;
    return map;
}

Affine at_double(Affine map) {
    map[2] *= 2;
    map[5] *= 2;
    return map;
}

Planes halved_planes(Planes const& planes) {
    return {halved(planes[0]), halved(planes[1]), halved(planes[2])};
}

} // namespace

double Tones::beyond_chance() const {
    return (agreeing - by_chance) / std::max(1 - by_chance, 0.05);
}

Tones align_tones(Planes const& answer, Planes const& source, std::vector<Affine> const& starts) {
    std::vector<Level> pyramid;
    pyramid.emplace_back(answer, source);
    for (int i = 1; i < levels; ++i)
        pyramid.emplace_back(halved_planes(pyramid.back().answer), halved_planes(pyramid.back().source));
    Level const& middle = pyramid[1];
    std::vector<std::uint8_t> const telling = not_plain(middle.answer);
    Tones best;
    best.not_plain = std::min(part_of(telling), part_of(not_plain(middle.source)));
    bool first = true;
    for (bool const mixture : {false, true}) {
        if (mixture && best.beyond_chance() > 0.25) break;
        for (Affine const& start : starts) {
            Model model{at_half(at_half(start)), unmixed()};
            double scale = 16;
            for (std::size_t n = pyramid.size(); n-- > 0;) {
                for (int i = 0; i < (n == 2 ? 8 : 4); ++i) {
                    step(pyramid[n], model, scale, {i > 0 || n != 2, mixture});
                    scale = std::max(2.0, scale * 0.8);
                }
                if (n > 0) model.map = at_double(model.map);
            }
            Tones one;
            Model given = model;
            given.map = at_half(starts.back());
            fit_colours(middle, given, mixture);
            one.at_last_start = agreement(middle, given, telling);
            one.map = model.map;
            one.not_plain = best.not_plain;
            Model there = model;
            there.map = at_half(there.map);
            one.agreeing = agreement(middle, there, telling);
            // At places where the answer surely does not lie, the colours fitted as freely.
            for (Point const far : {Point{1, 0}, Point{-1, 0}, Point{0, 1}, Point{0, -1}}) {
                Model away = there;
                away.map = then(away.map, moving(far.x * middle.width() / 5.0, far.y * middle.height() / 5.0));
                fit_colours(middle, away, mixture);
                one.by_chance = std::max(one.by_chance, agreement(middle, away, telling));
            }
            if (first || one.beyond_chance() > best.beyond_chance()) {
                char text[100];
                std::snprintf(text, sizeof text, "%s start %d", mixture ? "mixed" : "as they are",
                              static_cast<int>(&start - starts.data()));
                one.why = text;
                best = one;
            }
            first = false;
        }
    }
    return best;
}

} // namespace inlay::placement

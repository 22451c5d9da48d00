// Does the border of a placed case follow the rule for what the answer does not reach? At most 1.5 % of a side is
// mirrored (of the longer side behind a partial change); a restyle grows by up to 6 % rather than end before the
// border.
#include "plugin/placement/cases/measure.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement::cases {
namespace {

constexpr double most_mirrored = 0.015;
constexpr double rounding = 1; // layer pixels

// By how much the answer, as it truly lies, must grow about its centre until at most 1.5 % are missing at either end.
double growth(double first, double last, double length) {
    double const centre = (first + last) / 2;
    double const half = (last - first) / 2;
    double const room = (1 - most_mirrored) * length;
    return std::max(room - centre, centre - (length - room)) / half;
}

// How many pixels the mask shows of what lies beyond the answer, seen from the border.
double mirrored_width(Placement const& p, Point border, Point inward, int length) {
    double width = 0;
    Affine const frame_to_answer = inverse(p.placed.registration.matrix); // the frame is the layer
    for (int depth = 0; depth < length; ++depth) {
        Point const at{border.x + depth * inward.x, border.y + depth * inward.y};
        Point const in_answer = apply(frame_to_answer, {at.x + 0.5, at.y + 0.5});
        Size const answer = p.request.answer.size();
        bool const outside =
            in_answer.x < 0 || in_answer.y < 0 || in_answer.x > answer.width || in_answer.y > answer.height;
        bool const shown =
            !p.placed.mask || p.placed.mask->row(static_cast<int>(at.y))[static_cast<std::size_t>(at.x)] >= 128;
        if (outside && shown) ++width;
    }
    return width;
}

} // namespace

Image back_in_register(Placement const& p, Image result) {
    Affine const to_shown = then(p.trace.map.affine, p.placed.registration.matrix); // the frame is the layer
    if (std::abs(to_shown[0] - 1) < 1e-6) return result;
    return *warp(result, result.size(), {to_shown, {}}, {});
}

void measure_border(Case const& subject, Placement const& p, Measured& out) {
    Size const size = subject.source.size();
    Point const start = apply(subject.answer_to_layer, {0, 0});
    Point const end = apply(subject.answer_to_layer, {static_cast<double>(subject.answer.width()),
                                                      static_cast<double>(subject.answer.height())});
    out.growth_to_cover = std::max({1.0, growth(start.x, end.x, size.width), growth(start.y, end.y, size.height)});
    auto const seen = [&](double width, int side) {
        double const allowed = most_mirrored * (p.placed.mask ? std::max(size.width, size.height) : side) + rounding;
        out.mirrored = std::max(out.mirrored, width / allowed);
    };
    for (int y = size.height / 8; y < size.height; y += size.height / 4) {
        seen(mirrored_width(p, {0, static_cast<double>(y)}, {1, 0}, size.width / 4), size.width);
        seen(mirrored_width(p, {size.width - 1.0, static_cast<double>(y)}, {-1, 0}, size.width / 4), size.width);
    }
    for (int x = size.width / 8; x < size.width; x += size.width / 4) {
        seen(mirrored_width(p, {static_cast<double>(x), 0}, {0, 1}, size.height / 4), size.height);
        seen(mirrored_width(p, {static_cast<double>(x), size.height - 1.0}, {0, -1}, size.height / 4), size.height);
    }
}

} // namespace inlay::placement::cases

// What did the model change?
//
// Models make fine texture anew everywhere, so a difference counts against what new texture, JPEG and a remaining shift
// of a fraction of a pixel do at such a place: more at edges and in texture than on plain ground. Two views together
// decide: a wide one (signed differences averaged, which new texture does not survive) says where there is a change at
// all, a narrow one how far it reaches.
#include "placement/change.h"

#include "placement/components.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace inlay::placement {
namespace {

// In Lab, after the Gaussian of 2 px; from the synthetic cases and the measured answers.
constexpr float calm = 2.0F;          // new texture on plain ground
constexpr float edge_shift = 0.35F;   // half-resolution pixels that an edge may be off
constexpr float largest_shift = 0.6F; // half-resolution pixels that a place as a whole may be off besides
constexpr double shift_window = 4;    // half-resolution pixels
constexpr float least_slope = 0.25F;  // (Lab per half-resolution pixel)^2: on plainer ground no shift is looked for
constexpr float renewal = 0.35F;      // of the source's fine texture that is left as a difference
constexpr float narrow_limit = 1.6F;  // times the tolerance
constexpr float wide_limit = 2.6F;
constexpr double wide_view = 3;       // half-resolution pixels
constexpr double smallest = 0.0004;   // of the frame: less is a speck
constexpr double whole_from = 0.6;    // of what is visible
constexpr double corner_box = 0.13;   // of each side: services put their mark there
constexpr double corner_area = 0.011; // of the frame

// What a shift explains is no change: registration is off by up to a pixel here and there, between two patches that it
// could measure. Around each place the shift that explains most of the difference (least squares over a window, held to
// less than a pixel) is taken out. On plain ground there is none; a thing that came or went is no shift of what was.
void take_out_shifts(Planes& difference, Planes const& source) {
    int const width = source[0].width;
    int const height = source[0].height;
    Plane xx(width, height);
    Plane xy(width, height);
    Plane yy(width, height);
    Plane xd(width, height);
    Plane yd(width, height);
    Planes gx;
    Planes gy;
    for (std::size_t k = 0; k < 3; ++k) {
        gx[k] = Plane(width, height);
        gy[k] = Plane(width, height);
        for (int y = 0; y < height; ++y) {
            float const* const above = source[k].row(std::max(y - 1, 0));
            float const* const here = source[k].row(y);
            float const* const below = source[k].row(std::min(y + 1, height - 1));
            for (int x = 0; x < width; ++x) {
                float const a = 0.5F * (here[std::min(x + 1, width - 1)] - here[std::max(x - 1, 0)]);
                float const b = 0.5F * (below[x] - above[x]);
                float const d = difference[k].at(x, y);
                gx[k].at(x, y) = a;
                gy[k].at(x, y) = b;
                xx.at(x, y) += a * a;
                xy.at(x, y) += a * b;
                yy.at(x, y) += b * b;
                xd.at(x, y) += a * d;
                yd.at(x, y) += b * d;
            }
        }
    }
    for (Plane* const plane : {&xx, &xy, &yy, &xd, &yd})
        *plane = gaussian(*plane, shift_window);
    for (std::size_t i = 0; i < xx.values.size(); ++i) {
        float const a = xx.values[i] + least_slope;
        float const b = yy.values[i] + least_slope;
        float const determinant = a * b - xy.values[i] * xy.values[i];
        float sx = (b * xd.values[i] - xy.values[i] * yd.values[i]) / determinant;
        float sy = (a * yd.values[i] - xy.values[i] * xd.values[i]) / determinant;
        float const held = std::min(1.0F, largest_shift / std::max(std::sqrt(sx * sx + sy * sy), 1e-6F));
        sx *= held;
        sy *= held;
        for (std::size_t k = 0; k < 3; ++k)
            difference[k].values[i] -= gx[k].values[i] * sx + gy[k].values[i] * sy;
    }
}

struct Views {
    std::vector<float> narrow; // difference / tolerance
    std::vector<float> wide;
};

Views views_of(Comparison const& c, SlowDrift const& drift) {
    int const width = c.half.width;
    int const height = c.half.height;
    std::size_t const count = static_cast<std::size_t>(c.half.area());
    Planes difference;
    Plane slope(width, height);
    for (std::size_t k = 0; k < 3; ++k) {
        difference[k] = Plane(width, height);
        for (std::size_t i = 0; i < count; ++i)
            difference[k].values[i] =
                c.reach.values[i] <= 0 ? 0 : c.answer[k].values[i] - c.source[k].values[i] - drift.lab[k].values[i];
        for (int y = 0; y < height; ++y) {
            float const* const above = c.source[k].row(std::max(y - 1, 0));
            float const* const here = c.source[k].row(y);
            float const* const below = c.source[k].row(std::min(y + 1, height - 1));
            for (int x = 0; x < width; ++x) {
                float const gx = 0.5F * (here[std::min(x + 1, width - 1)] - here[std::max(x - 1, 0)]);
                float const gy = 0.5F * (below[x] - above[x]);
                slope.at(x, y) += gx * gx + gy * gy;
            }
        }
    }
    take_out_shifts(difference, c.source);
    Plane excuse(width, height);
    for (std::size_t i = 0; i < count; ++i)
        excuse.values[i] = edge_shift * std::sqrt(slope.values[i]) + renewal * c.roughness.values[i];
    Plane const around = gaussian(excuse, wide_view);
    Plane const near = gaussian(c.reach, wide_view);
    Planes const averaged{gaussian(difference[0], wide_view), gaussian(difference[1], wide_view),
                          gaussian(difference[2], wide_view)};
    Views out;
    out.narrow.resize(count);
    out.wide.resize(count);
    auto const length = [](Planes const& p, std::size_t i) {
        return std::sqrt(p[0].values[i] * p[0].values[i] + p[1].values[i] * p[1].values[i] +
                         p[2].values[i] * p[2].values[i]);
    };
    for (std::size_t i = 0; i < count; ++i) {
        if (c.reach.values[i] <= 0) continue;
        out.narrow[i] = length(difference, i) / (calm + excuse.values[i]);
        // Beyond the answer's edge there is nothing to average.
        float const there = std::max(near.values[i], 0.3F);
        out.wide[i] = length(averaged, i) / there / (0.6F * calm + 0.35F * around.values[i]);
    }
    return out;
}

// Everything that the frame's border cannot be reached from without crossing the mask is part of it, unless it is
// large: a ring drawn around half the picture did not change what is inside.
void fill_holes(std::vector<std::uint8_t>& mask, Size size) {
    std::vector<std::uint8_t> outside(mask.size());
    for (std::size_t i = 0; i < mask.size(); ++i)
        outside[i] = mask[i] == 0 ? 1 : 0;
    Components const gaps = components_of(outside, std::vector<float>(mask.size(), 0), size);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (gaps.label[i] < 0) continue;
        Component const& gap = gaps.all[static_cast<std::size_t>(gaps.label[i])];
        bool const touches =
            gap.box.x == 0 || gap.box.y == 0 || gap.box.right() == size.width || gap.box.bottom() == size.height;
        if (!touches && gap.area < 0.01 * static_cast<double>(size.area())) mask[i] = 1;
    }
}

bool in_a_corner(Component const& c, Size size) {
    double const w = corner_box * size.width;
    double const h = corner_box * size.height;
    double const side = std::max(w, h);
    bool const at_side = c.box.right() <= side || c.box.x >= size.width - side;
    bool const at_end = c.box.bottom() <= side || c.box.y >= size.height - side;
    return at_side && at_end && c.area <= corner_area * static_cast<double>(size.area());
}

} // namespace

Change find_change(Comparison const& comparison, SlowDrift const& drift, bool visible_only) {
    Change out;
    Size const size = comparison.half;
    Views const views = views_of(comparison, drift);
    std::size_t const count = views.narrow.size();
    std::vector<std::uint8_t> mask(count);
    for (std::size_t i = 0; i < count; ++i)
        mask[i] = (views.narrow[i] > narrow_limit || views.wide[i] > wide_limit) &&
                          (!visible_only || comparison.clear.values[i] > 0)
                      ? 1
                      : 0;
    Components const parts = components_of(mask, views.wide, size);
    auto const kept = [&](Component const& c) {
        return c.strongest > wide_limit && c.area >= smallest * static_cast<double>(size.area()) &&
               !in_a_corner(c, size);
    };
    for (std::size_t i = 0; i < count; ++i)
        if (mask[i] != 0 && !kept(parts.all[static_cast<std::size_t>(parts.label[i])])) mask[i] = 0;
    fill_holes(mask, size);
    double visible = 1e-9;
    double changed = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (comparison.reach.values[i] <= 0 || comparison.visible.values[i] < 0.5F) continue;
        ++visible;
        changed += mask[i];
    }
    out.fraction = changed / visible;
    out.most = drift.asked_for || out.fraction > whole_from;
    out.found = Mask(size);
    for (std::size_t i = 0; i < count; ++i)
        out.found.bytes()[i] = mask[i] != 0 ? 255 : 0;
    double strongest = 0;
    for (Component const& part : parts.all)
        if (kept(part)) strongest = std::max(strongest, static_cast<double>(part.strongest));
    char text[120];
    std::snprintf(text, sizeof text, "changed %.3f%s, strongest %.1f", out.fraction,
                  drift.asked_for ? ", slow colour asked for" : "", strongest);
    out.why = text;
    return out;
}

} // namespace inlay::placement

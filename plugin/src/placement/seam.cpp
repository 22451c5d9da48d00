// Where may the layer mask's edge run, so that it cuts through nothing?
//
// What was found changed is a core: it leaves out the thin ends of strokes, and places within an edit where old and new
// happen to agree. So gaps are closed, holes filled, and what differs visibly and hangs together with the core is
// added. The edge then lies where source and answer agree; where they agree widely it fades slowly, elsewhere within a
// pixel or two.
#include "placement/seam.h"

#include "placement/components.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

// Of the comparison's longer side.
constexpr double closing = 0.012;
constexpr double farthest = 0.03; // from the core: what hangs together farther out is new texture more often than edit
constexpr double growth = 0.005;
constexpr double widest_fade = 0.007;
constexpr double narrowest_fade = 0.0015;

constexpr double largest_hole = 0.02; // of the frame
constexpr float differs = 5;          // Lab
constexpr float agrees = 3.5F;        // Lab
// Fine texture is made anew everywhere: fading through it is better than a line where it begins.
constexpr float renewal = 0.6F;
constexpr float most_renewal = 5; // Lab

float smooth(float t) {
    t = std::clamp(t, 0.0F, 1.0F);
    return t * t * (3 - 2 * t);
}

// A share of the longer side, in pixels.
float pixels(double share, double least, Size size) {
    return static_cast<float>(std::max(least, share * std::max(size.width, size.height)));
}

std::vector<std::uint8_t> within(Plane const& distance, float limit) {
    std::vector<std::uint8_t> out(distance.values.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = distance.values[i] <= limit ? 1 : 0;
    return out;
}

std::vector<std::uint8_t> inverted(std::vector<std::uint8_t> mask) {
    for (std::uint8_t& value : mask)
        value = value != 0 ? 0 : 1;
    return mask;
}

// Grown and shrunk again: gaps narrower than twice the radius close.
std::vector<std::uint8_t> closed(std::vector<std::uint8_t> const& mask, float radius, Size size) {
    std::vector<std::uint8_t> const around = inverted(within(distance_to(mask, size), radius));
    std::vector<std::uint8_t> out = inverted(within(distance_to(around, size), radius));
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] |= mask[i];
    return out;
}

void fill_holes(std::vector<std::uint8_t>& mask, Size size) {
    Components const gaps = components_of(inverted(mask), std::vector<float>(mask.size(), 0), size);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (gaps.label[i] < 0) continue;
        Component const& gap = gaps.all[static_cast<std::size_t>(gaps.label[i])];
        bool const touches =
            gap.box.x == 0 || gap.box.y == 0 || gap.box.right() == size.width || gap.box.bottom() == size.height;
        if (!touches && gap.area < largest_hole * static_cast<double>(size.area())) mask[i] = 1;
    }
}

// Adds what differs and hangs together with the mask, within `limit` pixels of it.
void add_connected(std::vector<std::uint8_t>& mask, Plane const& difference, float limit, Size size) {
    Plane const distance = distance_to(mask, size);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < mask.size(); ++i)
        if (mask[i] != 0) open.push_back(i);
    auto const width = static_cast<std::size_t>(size.width);
    auto const visit = [&](std::size_t i) {
        if (mask[i] != 0 || difference.values[i] <= differs || distance.values[i] > limit) return;
        mask[i] = 1;
        open.push_back(i);
    };
    while (!open.empty()) {
        std::size_t const i = open.back();
        open.pop_back();
        std::size_t const x = i % width;
        if (x > 0) visit(i - 1);
        if (x + 1 < width) visit(i + 1);
        if (i >= width) visit(i - width);
        if (i + width < mask.size()) visit(i + width);
    }
}

// Near the answer's edge nothing can be compared, and beyond it there is nothing: what lies beside goes on there.
void carry_on(std::vector<std::uint8_t>& mask, Comparison const& comparison, Size size) {
    Plane const& reach = comparison.reach;
    int left = reach.width;
    int right = -1;
    int top = reach.height;
    int bottom = -1;
    for (int y = 0; y < reach.height; ++y) {
        for (int x = 0; x < reach.width; ++x) {
            if (reach.at(x, y) <= 0) continue;
            left = std::min(left, x);
            right = std::max(right, x);
            top = std::min(top, y);
            bottom = std::max(bottom, y);
        }
    }
    if (right < 0) return;
    // A border that the answer passes keeps its last pixels.
    int const x0 = left == 0 ? 0 : 2 * left + 2;
    int const y0 = top == 0 ? 0 : 2 * top + 2;
    int const x1 = right == reach.width - 1 ? size.width - 1 : std::min(2 * right - 1, size.width - 1);
    int const y1 = bottom == reach.height - 1 ? size.height - 1 : std::min(2 * bottom - 1, size.height - 1);
    if (x0 > x1 || y0 > y1) return;
    auto const at = [&](int x, int y) -> std::uint8_t& {
        return mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) + static_cast<std::size_t>(x)];
    };
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            if (x < x0 || x > x1 || y < y0 || y > y1) at(x, y) = at(std::clamp(x, x0, x1), std::clamp(y, y0, y1));
}

// The change as found at half the size, at the full one.
std::vector<std::uint8_t> at_full_size(Mask const& found, Size size) {
    std::vector<std::uint8_t> out(static_cast<std::size_t>(size.area()));
    std::size_t i = 0;
    for (int y = 0; y < size.height; ++y) {
        auto const row = found.row(std::min(y / 2, found.height() - 1));
        for (int x = 0; x < size.width; ++x, ++i)
            out[i] = row[static_cast<std::size_t>(std::min(x / 2, found.width() - 1))] != 0 ? 1 : 0;
    }
    return out;
}

} // namespace

Plane distance_to(std::vector<std::uint8_t> const& inside, Size size) {
    // Two passes with a mask of 3 x 3 (Borgefors 1986): within 4 % of Euclid.
    constexpr float far = 1e6F;
    constexpr float straight = 1.0F;
    constexpr float diagonal = 1.4F;
    Plane out(size.width, size.height);
    for (std::size_t i = 0; i < inside.size(); ++i)
        out.values[i] = inside[i] != 0 ? 0 : far;
    // A row looks at the one before it as a whole, which vectorises, then along itself.
    auto const from_row = [&](float* row, float const* other) {
        int const last = size.width - 1;
        for (int x = 0; x <= last; ++x) {
            float const beside = std::min(other[std::max(x - 1, 0)], other[std::min(x + 1, last)]);
            row[x] = std::min(row[x], std::min(other[x] + straight, beside + diagonal));
        }
    };
    for (int y = 0; y < size.height; ++y) {
        float* const row = out.row(y);
        if (y > 0) from_row(row, out.row(y - 1));
        for (int x = 1; x < size.width; ++x)
            row[x] = std::min(row[x], row[x - 1] + straight);
    }
    for (int y = size.height; y-- > 0;) {
        float* const row = out.row(y);
        if (y + 1 < size.height) from_row(row, out.row(y + 1));
        for (int x = size.width - 1; x-- > 0;)
            row[x] = std::min(row[x], row[x + 1] + straight);
    }
    return out;
}

Plane visible_difference(Comparison const& comparison, Planes const& drift) {
    Size const size = comparison.full;
    Plane out(size.width, size.height);
    for (std::size_t k = 0; k < 3; ++k) {
        Plane const slow = enlarged(drift[k], size);
        for (std::size_t i = 0; i < out.values.size(); ++i) {
            float const d = comparison.fine[k].values[i] - slow.values[i];
            out.values[i] += d * d;
        }
    }
    for (float& value : out.values)
        value = std::sqrt(value);
    return out;
}

std::vector<std::uint8_t> whole_change(Change const& change, Comparison const& comparison, Plane const& difference) {
    Size const size = comparison.full;
    std::vector<std::uint8_t> inside = closed(at_full_size(change.found, size), pixels(closing, 3, size), size);
    fill_holes(inside, size);
    add_connected(inside, difference, pixels(farthest, 6, size), size);
    carry_on(inside, comparison, size);
    inside = within(distance_to(inside, size), pixels(growth, 1.5, size));
    fill_holes(inside, size);
    return inside;
}

Mask faded(std::vector<std::uint8_t> const& inside, Comparison const& comparison, Plane const& difference) {
    Size const size = difference.size();
    Plane const outward = distance_to(inside, size);
    Plane const rough = enlarged(comparison.roughness, size);
    std::vector<std::uint8_t> seen(inside.size());
    for (std::size_t i = 0; i < seen.size(); ++i)
        seen[i] =
            inside[i] == 0 && difference.values[i] > agrees + std::min(renewal * rough.values[i], most_renewal) ? 1 : 0;
    Plane const to_seen = distance_to(seen, size);
    float const narrow = pixels(narrowest_fade, 1.5, size);
    float const wide = pixels(widest_fade, 3, size);
    Mask out(size);
    for (std::size_t i = 0; i < inside.size(); ++i) {
        // It has faded before it reaches what differs.
        float const fade = std::clamp(outward.values[i] + to_seen.values[i], narrow, wide);
        out.bytes()[i] = static_cast<std::uint8_t>(255 * smooth(1 - outward.values[i] / fade) + 0.5F);
    }
    return out;
}

} // namespace inlay::placement

// What becomes of the frame's border where the aligned answer does not reach it?
#include "placement/border.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace inlay::placement {
namespace {

constexpr double most_mirrored = 0.015; // of the side
constexpr double soft = 0.007;          // of it: there the end fades
constexpr double most_growth = 1.06;
constexpr double band = 0.04; // of the side: how much of the answer may be given up for a better line

// One side of the frame: what is missing, of how long a side.
struct Side {
    double strip;
    double length;
    char const* name;
    [[nodiscard]] bool small() const { return strip <= most_mirrored * length; }
};

std::array<Side, 4> sides_of(Strips const& strips, Size frame) {
    double const width = frame.width;
    double const height = frame.height;
    return {Side{strips.left, width, "left"}, Side{strips.right, width, "right"}, Side{strips.top, height, "top"},
            Side{strips.bottom, height, "bottom"}};
}

// Walks across the columns of `cost` and gives for each the row that the cheapest line passes, of steps of at most one
// row: O(rows x columns).
std::vector<int> cheapest_line(Plane const& cost) {
    Plane sum = cost;
    for (int x = 1; x < cost.width; ++x) {
        for (int y = 0; y < cost.height; ++y) {
            float best = sum.at(x - 1, y);
            if (y > 0) best = std::min(best, sum.at(x - 1, y - 1));
            if (y + 1 < cost.height) best = std::min(best, sum.at(x - 1, y + 1));
            sum.at(x, y) += best;
        }
    }
    std::vector<int> line(static_cast<std::size_t>(cost.width));
    int y = 0;
    for (int r = 1; r < cost.height; ++r)
        if (sum.at(cost.width - 1, r) < sum.at(cost.width - 1, y)) y = r;
    for (int x = cost.width - 1; x >= 0; --x) {
        line[static_cast<std::size_t>(x)] = y;
        if (x == 0) break;
        int next = y;
        for (int const r : {y - 1, y + 1})
            if (r >= 0 && r < cost.height && sum.at(x - 1, r) < sum.at(x - 1, next)) next = r;
        y = next;
    }
    return line;
}

// How a side of the frame is looked at: `depth` 0 lies at the border, `along` runs beside it.
struct SideView {
    Side const& side;
    Size size;
    bool vertical; // the left and right sides
    bool far;      // the right and bottom sides
    [[nodiscard]] int length() const { return vertical ? size.height : size.width; }
    [[nodiscard]] int depth() const { return vertical ? size.width : size.height; }
    [[nodiscard]] std::size_t index(int along, int depth_at) const {
        int const d = far ? depth() - 1 - depth_at : depth_at;
        auto const [x, y] = vertical ? std::pair{d, along} : std::pair{along, d};
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) + static_cast<std::size_t>(x);
    }
};

void end_along_the_cheapest_line(std::vector<std::uint8_t>& shown, SideView const& view, Plane const& difference,
                                 double mirrored) {
    if (view.depth() < 2) return; // there is no line to choose
    double const scale = view.depth() / view.side.length;
    int const first = std::clamp(static_cast<int>((view.side.strip - mirrored) * scale), 0, view.depth() - 2);
    int const last =
        std::clamp(static_cast<int>((view.side.strip + band * view.side.length) * scale), first + 1, view.depth() - 1);
    Plane cost(view.length(), last - first + 1);
    for (int d = first; d <= last; ++d) {
        for (int a = 0; a < view.length(); ++a) {
            float const seen = difference.values[view.index(a, d)] / 10;
            // A little for the length, so that it runs straight where nothing speaks for a detour, and for what of the
            // answer is given up: where it differs everywhere it shows to its very edge.
            float const given_up = static_cast<float>(d - first) / static_cast<float>(last - first);
            cost.at(a, d - first) = std::min(seen * seen, 4.0F) + 0.02F + given_up;
        }
    }
    std::vector<int> const line = cheapest_line(cost);
    for (int a = 0; a < view.length(); ++a)
        for (int d = 0; d < first + line[static_cast<std::size_t>(a)]; ++d)
            shown[view.index(a, d)] = 0;
}

} // namespace

bool Strips::small(Size frame) const {
    return std::ranges::all_of(sides_of(*this, frame), [](Side const& side) { return side.small(); });
}

Strips strips_of(Affine const& frame_to_answer, Size answer, Size frame) {
    Affine const back = inverse(frame_to_answer);
    Point const corners[] = {placement::apply(back, {0, 0}), placement::apply(back, {1.0 * answer.width, 0}),
                             placement::apply(back, {0, 1.0 * answer.height}),
                             placement::apply(back, {1.0 * answer.width, 1.0 * answer.height})};
    // Of a side that leans, the end where more is missing.
    return {std::max({0.0, corners[0].x, corners[2].x}), std::max({0.0, corners[0].y, corners[1].y}),
            std::max({0.0, frame.width - corners[1].x, frame.width - corners[3].x}),
            std::max({0.0, frame.height - corners[2].y, frame.height - corners[3].y})};
}

double scale_to_cover(Strips const& strips, Size frame) {
    double scale = 1;
    auto const needed = [&](double first, double last, double length) {
        double const half = (length - first - last) / 2; // of the answer, in frame pixels
        double const excess = std::max(first, last) - 0.98 * most_mirrored * length;
        if (half > 0) scale = std::max(scale, 1 + excess / half);
        return half > 0;
    };
    bool const possible =
        needed(strips.left, strips.right, frame.width) && needed(strips.top, strips.bottom, frame.height);
    return possible && scale <= most_growth ? scale : 0;
}

Affine grown_about_centre(Affine const& frame_to_answer, Size answer, double scale) {
    double const cx = answer.width / 2.0;
    double const cy = answer.height / 2.0;
    Affine const shrunk{1 / scale, 0, cx - cx / scale, 0, 1 / scale, cy - cy / scale};
    return then(frame_to_answer, shrunk);
}

std::vector<std::uint8_t> reached(Strips const& strips, Size frame, Plane const& difference) {
    std::vector<std::uint8_t> out(difference.values.size(), 1);
    double const longer = std::max(frame.width, frame.height);
    auto const sides = sides_of(strips, frame);
    for (std::size_t k = 0; k < sides.size(); ++k) {
        if (sides[k].strip <= most_mirrored * longer) continue;
        double const before_it_fades = (most_mirrored - soft) * longer;
        end_along_the_cheapest_line(out, {sides[k], difference.size(), k < 2, k % 2 == 1}, difference, before_it_fades);
    }
    return out;
}

std::string missing_sides(Strips const& strips, Size frame) {
    std::string out;
    for (Side const& side : sides_of(strips, frame)) {
        if (side.small()) continue;
        out += out.empty() ? "" : " ";
        out += std::string("The model cut off the ") + side.name + " " +
               std::to_string(std::lround(100 * side.strip / side.length)) + " %; the original shows there.";
    }
    return out;
}

} // namespace inlay::placement

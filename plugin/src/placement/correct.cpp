// How does the edit get the colours of its surroundings?
#include "placement/correct.h"

#include "placement/parallel.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

constexpr float largest = 40; // sRGB steps that a drift of 6 Lab can be, at most
constexpr int margin = 3;     // half-resolution pixels around what changed that are not asked either: soft edges

Plane unchanged(Comparison const& comparison, Mask const& found) {
    Size const size = comparison.half;
    Plane changed(size.width, size.height);
    for (std::size_t i = 0; i < changed.values.size(); ++i)
        changed.values[i] = found.bytes()[i] != 0 ? 1 : 0;
    // A dilation by running maxima, one direction after the other.
    Plane across = changed;
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            for (int d = -margin; d <= margin; ++d)
                if (x + d >= 0 && x + d < size.width) across.at(x, y) = std::max(across.at(x, y), changed.at(x + d, y));
    Plane out(size.width, size.height);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            float near = 0;
            for (int d = -margin; d <= margin; ++d)
                if (y + d >= 0 && y + d < size.height) near = std::max(near, across.at(x, y + d));
            bool const clear = near <= 0 && comparison.reach.at(x, y) > 0 && comparison.visible.at(x, y) > 0.5F;
            float largest_offset = 0;
            for (Plane const& plane : comparison.offset)
                largest_offset = std::max(largest_offset, std::abs(plane.at(x, y)));
            out.at(x, y) = clear && largest_offset < 2 * largest ? 1 : 0;
        }
    }
    return out;
}

} // namespace

Result<void> match_colours(Image& pixels, Mask const& mask, Comparison const& comparison, Mask const& found,
                           std::stop_token const& stop) {
    Planes const offset = carried(comparison.offset, unchanged(comparison, found));
    double const sx = static_cast<double>(comparison.half.width) / pixels.width();
    double const sy = static_cast<double>(comparison.half.height) / pixels.height();
    return for_bands(pixels.height(), 64, stop, [&](int first, int last) {
        for (int y = first; y < last; ++y) {
            auto const shown = mask.row(y);
            auto const row = pixels.row(y);
            auto const v = static_cast<float>((y + 0.5) * sy - 0.5);
            for (int x = 0; x < pixels.width(); ++x) {
                if (shown[static_cast<std::size_t>(x)] == 0) continue;
                auto const u = static_cast<float>((x + 0.5) * sx - 0.5);
                for (std::size_t k = 0; k < 3; ++k) {
                    std::uint8_t& value = row[4 * static_cast<std::size_t>(x) + k];
                    float const d = std::clamp(sample(offset[k], u, v), -largest, largest);
                    value = static_cast<std::uint8_t>(std::clamp(static_cast<float>(value) - d + 0.5F, 0.0F, 255.0F));
                }
            }
        }
    });
}

} // namespace inlay::placement

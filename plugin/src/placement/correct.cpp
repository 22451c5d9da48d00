// How does the edit get the colours of its surroundings?
#include "placement/correct.h"

#include "placement/parallel.h"
#include "placement/spread.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

constexpr float largest = 40; // sRGB steps that a drift of 6 Lab can be, at most
constexpr float plain = 2;    // Lab: structure by which a pixel tells half as much
constexpr int margin = 3;     // half-resolution pixels around what changed that are not asked either: soft edges

// How far a pixel's difference tells the slow drift. At edges and in fine texture it tells mostly how they were drawn
// anew (thin lines come back paler, say), so plain ground counts most.
float telling(Comparison const& c, int x, int y) {
    float slope = 0;
    for (Plane const& plane : c.source) {
        float const gx = plane.at(std::min(x + 1, plane.width - 1), y) - plane.at(std::max(x - 1, 0), y);
        float const gy = plane.at(x, std::min(y + 1, plane.height - 1)) - plane.at(x, std::max(y - 1, 0));
        slope += gx * gx + gy * gy;
    }
    float const rough = c.roughness.at(x, y);
    return 1 / (1 + (rough * rough + 0.25F * slope) / (plain * plain));
}

} // namespace

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
            out.at(x, y) = clear && largest_offset < 2 * largest ? telling(comparison, x, y) : 0;
        }
    }
    return out;
}

Result<void> match_colours(Image& pixels, Comparison const& comparison, Plane const& known,
                           std::stop_token const& stop) {
    Planes offset = carried(comparison.offset, known);
    for (Plane& plane : offset)
        for (float& value : plane.values)
            value = -std::clamp(value, -largest, largest);
    std::vector<Pixel> const values = interleaved(offset);
    Spread const spread(comparison.half, pixels.size());
    return for_bands(pixels.height(), 64, stop, [&](int first, int last) {
        std::vector<Pixel> line;
        for (int y = first; y < last; ++y) {
            std::uint8_t* p = pixels.row(y).data();
            spread.row(values, y, line);
            for (int x = 0; x < spread.width(); ++x, p += 4)
                add_to(p, spread.at(line, x));
        }
    });
}

} // namespace inlay::placement

// How does the edit get the colours of its surroundings?
#include "placement/correct.h"

#include "placement/parallel.h"

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

} // namespace

Result<void> match_colours(Image& pixels, Mask const& mask, Comparison const& comparison, Mask const& found,
                           std::stop_token const& stop) {
    Planes const offset = carried(comparison.offset, unchanged(comparison, found));
    Size const small = comparison.half;
    double const sx = static_cast<double>(small.width) / pixels.width();
    double const sy = static_cast<double>(small.height) / pixels.height();
    struct Column {
        std::size_t left;
        std::size_t right;
        float part;
    };
    std::vector<Column> columns;
    for (int x = 0; x < pixels.width(); ++x) {
        double const place = std::clamp((x + 0.5) * sx - 0.5, 0.0, small.width - 1.0);
        auto const left = static_cast<std::size_t>(place);
        columns.push_back({left, std::min(left + 1, static_cast<std::size_t>(small.width) - 1),
                           static_cast<float>(place - std::floor(place))});
    }
    return for_bands(pixels.height(), 64, stop, [&](int first, int last) {
        std::array<std::vector<float>, 3> lines;
        for (int y = first; y < last; ++y) {
            auto const shown = mask.row(y);
            if (std::ranges::all_of(shown, [](std::uint8_t value) { return value == 0; })) continue;
            auto const row = pixels.row(y);
            auto const v = static_cast<float>(std::clamp((y + 0.5) * sy - 0.5, 0.0, small.height - 1.0));
            int const top = static_cast<int>(v);
            float const part = v - static_cast<float>(top);
            for (std::size_t k = 0; k < 3; ++k) {
                float const* const a = offset[k].row(top);
                float const* const b = offset[k].row(std::min(top + 1, small.height - 1));
                lines[k].resize(static_cast<std::size_t>(small.width));
                for (std::size_t x = 0; x < lines[k].size(); ++x)
                    lines[k][x] = std::clamp(a[x] + part * (b[x] - a[x]), -largest, largest);
            }
            for (std::size_t x = 0; x < columns.size(); ++x) {
                if (shown[x] == 0) continue;
                Column const c = columns[x];
                for (std::size_t k = 0; k < 3; ++k) {
                    std::uint8_t& value = row[4 * x + k];
                    float const d = lines[k][c.left] + c.part * (lines[k][c.right] - lines[k][c.left]);
                    value = static_cast<std::uint8_t>(std::clamp(static_cast<float>(value) - d + 0.5F, 0.0F, 255.0F));
                }
            }
        }
    });
}

} // namespace inlay::placement

// From what was found changed to the layer mask.
#include "placement/masking.h"

#include "placement/parallel.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

constexpr double growth = 0.008;  // of the frame's longer side
constexpr float rim = 4;          // half-resolution pixels
constexpr double feather = 0.007; // of the frame's longer side

// Distance of every pixel to the nearest one of `inside`, in pixels (two passes, 5-7 chamfer: within 2 % of Euclid up
// to the distances used).
Plane distance_to(std::vector<std::uint8_t> const& inside, Size size) {
    constexpr float far = 1e6F;
    constexpr float straight = 1.0F;
    constexpr float diagonal = 1.4F;
    Plane out(size.width, size.height);
    for (std::size_t i = 0; i < inside.size(); ++i)
        out.values[i] = inside[i] != 0 ? 0 : far;
    auto const pass = [&](int y, int x, int dy, int dx, float cost) {
        int const ny = y + dy;
        int const nx = x + dx;
        if (nx < 0 || ny < 0 || nx >= size.width || ny >= size.height) return;
        out.at(x, y) = std::min(out.at(x, y), out.at(nx, ny) + cost);
    };
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            pass(y, x, 0, -1, straight);
            pass(y, x, -1, 0, straight);
            pass(y, x, -1, -1, diagonal);
            pass(y, x, -1, 1, diagonal);
        }
    }
    for (int y = size.height; y-- > 0;) {
        for (int x = size.width; x-- > 0;) {
            pass(y, x, 0, 1, straight);
            pass(y, x, 1, 0, straight);
            pass(y, x, 1, 1, diagonal);
            pass(y, x, 1, -1, diagonal);
        }
    }
    return out;
}

float smooth(float t) {
    t = std::clamp(t, 0.0F, 1.0F);
    return t * t * (3 - 2 * t);
}

} // namespace

Mask grown(Change const& change, Comparison const& comparison) {
    Size const size = comparison.half;
    auto const longer = static_cast<float>(std::max(size.width, size.height));
    float const grow = std::max(1.5F, static_cast<float>(growth) * longer);
    float const soft = std::max(1.5F, static_cast<float>(feather) * longer);
    std::vector<std::uint8_t> inside(change.found.bytes().begin(), change.found.bytes().end());
    std::vector<std::uint8_t> beyond(inside.size());
    bool reaches = true;
    for (std::size_t i = 0; i < beyond.size(); ++i) {
        beyond[i] = comparison.shown.values[i] <= 0 ? 1 : 0;
        reaches = reaches && beyond[i] == 0;
    }
    // At the answer's very edge nothing can be compared; there goes on what lies beside it.
    Plane to_change = distance_to(inside, size);
    for (std::size_t i = 0; i < inside.size(); ++i)
        if (comparison.reach.values[i] <= 0 && comparison.shown.values[i] > 0 && to_change.values[i] <= rim)
            inside[i] = 1;
    to_change = distance_to(inside, size);
    Plane const to_nothing = reaches ? Plane(size.width, size.height, 1e6F) : distance_to(beyond, size);
    Mask out(size);
    for (std::size_t i = 0; i < beyond.size(); ++i) {
        float const near = smooth(1 - (to_change.values[i] - grow) / soft);
        float const shown = smooth((to_nothing.values[i] - 1) / soft);
        out.bytes()[i] = static_cast<std::uint8_t>(255 * near * shown + 0.5F);
    }
    return out;
}

bool show_where_transparent(Mask& mask, ImageView layer) {
    bool any = false;
    for (int y = 0; y < mask.height(); ++y) {
        auto const row = mask.row(y);
        auto const under = layer.row(y);
        for (std::size_t x = 0; x < row.size(); ++x) {
            if (under[4 * x + 3] == 255) continue;
            row[x] = 255;
            any = true;
        }
    }
    return any;
}

Mask enlarged_mask(Mask const& mask, Size frame, std::stop_token const& stop) {
    Mask out(frame);
    Plane small(mask.width(), mask.height());
    std::copy(mask.bytes().begin(), mask.bytes().end(), small.values.begin());
    double const sx = static_cast<double>(mask.width()) / frame.width;
    double const sy = static_cast<double>(mask.height()) / frame.height;
    struct Column {
        int left;
        int right;
        float part;
    };
    std::vector<Column> columns(static_cast<std::size_t>(frame.width));
    for (int x = 0; x < frame.width; ++x) {
        auto const place = static_cast<float>(std::clamp((x + 0.5) * sx - 0.5, 0.0, mask.width() - 1.0));
        int const left = static_cast<int>(place);
        columns[static_cast<std::size_t>(x)] = {left, std::min(left + 1, mask.width() - 1),
                                                place - static_cast<float>(left)};
    }
    auto const done = for_bands(frame.height, 64, stop, [&](int first, int last) {
        std::vector<float> line(static_cast<std::size_t>(mask.width()));
        for (int y = first; y < last; ++y) {
            auto const place = static_cast<float>(std::clamp((y + 0.5) * sy - 0.5, 0.0, mask.height() - 1.0));
            int const top = static_cast<int>(place);
            float const part = place - static_cast<float>(top);
            float const* const a = small.row(top);
            float const* const b = small.row(std::min(top + 1, mask.height() - 1));
            bool any = false;
            bool all = true;
            for (std::size_t x = 0; x < line.size(); ++x) {
                line[x] = a[x] + part * (b[x] - a[x]);
                any = any || line[x] > 0;
                all = all && line[x] >= 255;
            }
            auto const row = out.row(y);
            if (!any) continue;
            if (all) {
                std::fill(row.begin(), row.end(), std::uint8_t{255});
                continue;
            }
            for (std::size_t x = 0; x < row.size(); ++x) {
                Column const& c = columns[x];
                float const l = line[static_cast<std::size_t>(c.left)];
                float const value = l + c.part * (line[static_cast<std::size_t>(c.right)] - l);
                row[x] = static_cast<std::uint8_t>(value + 0.5F);
            }
        }
    });
    if (!done) return {};
    return out;
}

} // namespace inlay::placement

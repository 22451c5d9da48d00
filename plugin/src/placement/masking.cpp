// The layer mask at the frame's size.
#include "placement/masking.h"

#include "placement/parallel.h"
#include "placement/plane.h"

#include <algorithm>

namespace inlay::placement {
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

// What does the layer look like under its new layer? Mode Normal, opacity 100 %, both with straight alpha.
#include "inlay/plugin/placement.h"

#include <cmath>

namespace inlay::placement {
namespace {

void over(std::uint8_t* below, std::uint8_t const* above, unsigned mask) {
    unsigned const cover = above[3] * mask; // 0 to 255 * 255
    if (cover == 0) return;                 // bit for bit
    if (cover == 255U * 255U) {
        std::copy_n(above, 4, below);
        return;
    }
    float const front = static_cast<float>(cover) / (255.0F * 255.0F);
    float const back = static_cast<float>(below[3]) / 255.0F * (1 - front);
    float const alpha = front + back;
    for (int channel = 0; channel < 3; ++channel) {
        float const colour =
            (static_cast<float>(above[channel]) * front + static_cast<float>(below[channel]) * back) / alpha;
        below[channel] = static_cast<std::uint8_t>(std::lround(colour));
    }
    below[3] = static_cast<std::uint8_t>(std::lround(alpha * 255));
}

} // namespace

Image composite(ImageView layer, Placed const& placed) {
    Image out(layer);
    Rect const common = intersect(placed.rect, {0, 0, layer.width(), layer.height()});
    for (int y = common.y; y < common.bottom(); ++y) {
        auto const pixels = placed.pixels.row(y - placed.rect.y);
        for (int x = common.x; x < common.right(); ++x) {
            auto const column = static_cast<std::size_t>(x - placed.rect.x);
            unsigned const mask = placed.mask ? placed.mask->row(y - placed.rect.y)[column] : 255U;
            over(out.pixel(x, y), pixels.data() + 4 * column, mask);
        }
    }
    return out;
}

} // namespace inlay::placement

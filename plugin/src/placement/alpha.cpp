// What becomes of the layer's transparency under an opaque answer (*Keep transparency*)?
//
// A model sees the transparent parts as a plain ground and answers with an opaque picture. Where the answer still shows
// only that ground, the layer was transparent and stays so; where the model drew something (a hat on a cut-out, colour
// around line art), it must be seen.
#include "placement/alpha.h"

#include <algorithm>
#include <cstdlib>

namespace inlay::placement {
namespace {

// The largest channel's difference from the ground, below which it is the ground and above which something was drawn.
// Between: a soft edge. Lossy formats change a plain ground by up to about 5.
constexpr int still_ground = 8;
constexpr int surely_drawn = 24;

unsigned drawn(std::uint8_t const* pixel, std::uint8_t ground) {
    int difference = 0;
    for (int channel = 0; channel < 3; ++channel)
        difference = std::max(difference, std::abs(pixel[channel] - ground));
    int const ramp = (difference - still_ground) * 255 / (surely_drawn - still_ground);
    return static_cast<unsigned>(std::clamp(ramp, 0, 255));
}

} // namespace

void keep_transparency(Image& pixels, ImageView source, std::uint8_t ground, Switch alpha) {
    if (alpha == Switch::off) return;
    for (int y = 0; y < pixels.height(); ++y) {
        auto const row = pixels.row(y);
        auto const under = source.row(y);
        for (std::size_t i = 0; i < row.size(); i += 4) {
            unsigned const kept = under[i + 3];
            if (kept == 255) continue;
            unsigned wanted = kept;
            if (alpha == Switch::automatic) wanted += (255U - kept) * drawn(row.data() + i, ground) / 255U;
            row[i + 3] = static_cast<std::uint8_t>((row[i + 3] * wanted + 127U) / 255U);
        }
    }
}

} // namespace inlay::placement

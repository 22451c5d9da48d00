// What becomes of the layer's transparency under an opaque answer (*Keep transparency*)?
//
// A model sees the transparent parts as a plain ground and answers with an opaque picture. Where the answer still shows
// only that ground, the layer was transparent and stays so; where the model drew something (a hat on a cut-out, colour
// around line art), it must be seen. Between the two lie soft edges and glazes: what the model saw there was the
// layer's colour mixed with the ground, so the ground is taken out again, or a white fringe would stay around
// everything.
#include "placement/alpha.h"

#include "inlay/codec.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace inlay::placement {
namespace {

// The largest channel's difference from the ground, below which it is the ground and above which something was drawn.
// Between: a soft edge. Lossy formats change a plain ground by up to about 5.
constexpr int still_ground = 8;
constexpr int surely_drawn = 24;
constexpr int least_alpha = 26; // of 255: below a tenth the colour cannot be told from the mixture any more

int difference_from(std::uint8_t const* pixel, std::uint8_t ground) {
    int difference = 0;
    for (int channel = 0; channel < 3; ++channel)
        difference = std::max(difference, std::abs(pixel[channel] - ground));
    return difference;
}

// 0 to 255. A pixel of some opacity may differ from the ground by as much without anything having been drawn.
unsigned drawn(std::uint8_t const* pixel, std::uint8_t ground, unsigned alpha) {
    int const beyond = difference_from(pixel, ground) - static_cast<int>(alpha);
    return static_cast<unsigned>(std::clamp((beyond - still_ground) * 255 / (surely_drawn - still_ground), 0, 255));
}

// Whether the answer shows the ground that was sent at most of the transparent pixels. After an inversion, say, it does
// not, and there is nothing that could be taken out.
bool shows_ground(Image const& pixels, ImageView source, std::uint8_t ground) {
    std::uint64_t clear = 0;
    std::uint64_t same = 0;
    for (int y = 0; y < pixels.height(); ++y) {
        auto const row = pixels.row(y);
        auto const under = source.row(y);
        for (std::size_t i = 0; i < row.size(); i += 4) {
            if (under[i + 3] != 0) continue;
            ++clear;
            same += difference_from(row.data() + i, ground) <= still_ground ? 1U : 0U;
        }
    }
    return clear > 0 && same * 2 > clear;
}

void take_ground_out(std::uint8_t* pixel, std::uint8_t ground, unsigned alpha) {
    float const a = static_cast<float>(std::max(alpha, static_cast<unsigned>(least_alpha))) / 255;
    for (int channel = 0; channel < 3; ++channel) {
        float const colour = (static_cast<float>(pixel[channel]) - (1 - a) * static_cast<float>(ground)) / a;
        pixel[channel] = static_cast<std::uint8_t>(std::clamp(colour + 0.5F, 0.0F, 255.0F));
    }
}

} // namespace

void keep_transparency(Image& pixels, ImageView source, std::uint8_t ground, Switch alpha) {
    if (alpha == Switch::off || !has_transparency(source)) return;
    bool const unmix = shows_ground(pixels, source, ground);
    for (int y = 0; y < pixels.height(); ++y) {
        auto const row = pixels.row(y);
        auto const under = source.row(y);
        for (std::size_t i = 0; i < row.size(); i += 4) {
            unsigned const kept = under[i + 3];
            if (kept == 255) continue;
            unsigned wanted = kept;
            if (alpha == Switch::automatic) wanted += (255U - kept) * drawn(row.data() + i, ground, kept) / 255U;
            if (unmix && wanted > 0 && wanted < 255) take_ground_out(row.data() + i, ground, wanted);
            row[i + 3] = static_cast<std::uint8_t>((row[i + 3] * wanted + 127U) / 255U);
        }
    }
}

} // namespace inlay::placement

// What does a model see where the layer is transparent, and so: what is sent?
#include "placement/colour.h"

#include "inlay/plugin/placement.h"
#include "inlay/resample.h"

namespace inlay::placement {
namespace {

constexpr std::uint8_t white = 255;
constexpr std::uint8_t mid_grey = 128;
constexpr double bright_lightness = 85; // over this a white ground would swallow the picture

} // namespace

std::uint8_t choose_ground(ImageView layer) {
    double sum = 0;
    double weight = 0;
    // The mean hardly depends on every pixel: of a large layer about a million are read.
    int const step = std::max(1, std::max(layer.width(), layer.height()) / 1024);
    for (int y = step / 2; y < layer.height(); y += step) {
        auto const row = layer.row(y);
        for (int x = step / 2; x < layer.width(); x += step) {
            std::uint8_t const* const pixel = row.data() + 4 * static_cast<std::size_t>(x);
            if (pixel[3] == 0) continue;
            double const alpha = pixel[3];
            sum += alpha * static_cast<double>(lightness_of(pixel[0], pixel[1], pixel[2]));
            weight += alpha;
        }
    }
    return weight > 0 && sum / weight > bright_lightness ? mid_grey : white;
}

Image over_ground(ImageView source, std::uint8_t ground) {
    Image out(source);
    for (int y = 0; y < out.height(); ++y) {
        auto const row = out.row(y);
        for (std::size_t i = 0; i < row.size(); i += 4) {
            unsigned const alpha = row[i + 3];
            if (alpha == 255) continue;
            for (std::size_t channel = 0; channel < 3; ++channel) {
                unsigned const mixed = row[i + channel] * alpha + ground * (255U - alpha);
                row[i + channel] = static_cast<std::uint8_t>((mixed + 127U) / 255U);
            }
            row[i + 3] = 255;
        }
    }
    return out;
}

Image render_frame(ImageView layer, Frame const& frame, std::uint8_t ground) {
    return resize(over_ground(layer.sub(frame.rect), ground), frame.sent);
}

} // namespace inlay::placement

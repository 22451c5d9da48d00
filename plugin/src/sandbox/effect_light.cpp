// How does a picture look in another light: warmer, colder, at night?
#include "effects.h"

#include <cmath>

namespace inlay::sandbox {

namespace {

std::uint8_t to_byte(double v) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0, 255.0)));
}

// Gain falls to nothing at black and white, so that neither gets a cast and nothing clips.
std::uint8_t shifted(std::uint8_t v, double amount) {
    double const t = v / 255.0;
    return to_byte(v + amount * 4 * t * (1 - t));
}

void warm(std::uint8_t* pixel, double sign) {
    pixel[0] = shifted(pixel[0], sign * 34);
    pixel[1] = shifted(pixel[1], sign * 6);
    pixel[2] = shifted(pixel[2], sign * -36);
}

// Moonlight: dark, bluish, little colour, and less of everything towards the edges.
void darken(std::uint8_t* pixel, double from_centre) {
    double const luma = 0.2126 * pixel[0] + 0.7152 * pixel[1] + 0.0722 * pixel[2];
    double const vignette = 1 - 0.35 * from_centre * from_centre;
    double const tint[3] = {0.34, 0.42, 0.66};
    for (int c = 0; c < 3; ++c) {
        double const faded = std::lerp(static_cast<double>(pixel[c]), luma, 0.55) / 255.0;
        pixel[c] = to_byte(255 * (0.02 + tint[c] * std::pow(faded, 1.25)) * vignette);
    }
}

} // namespace

Image with_light(ImageView picture, Effect effect) {
    Image out(picture);
    double const half_width = out.width() / 2.0;
    double const half_height = out.height() / 2.0;
    for (int y = 0; y < out.height(); ++y) {
        double const dy = (y + 0.5 - half_height) / half_height;
        for (int x = 0; x < out.width(); ++x) {
            std::uint8_t* const pixel = out.pixel(x, y);
            if (effect == Effect::night) {
                darken(pixel, std::hypot((x + 0.5 - half_width) / half_width, dy));
            } else {
                warm(pixel, effect == Effect::warmer ? 1 : -1);
            }
        }
    }
    return out;
}

} // namespace inlay::sandbox

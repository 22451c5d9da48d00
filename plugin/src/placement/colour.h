// How do people see these colours? CIE L*a*b* (D65) of sRGB 8 bit, and pictures over the ground.
#pragma once

#include "inlay/raster.h"

#include <array>

namespace inlay::placement {

struct Lab {
    float l = 0;
    float a = 0;
    float b = 0;
};

// Linear light of each sRGB byte.
std::array<float, 256> const& linear_of_srgb() noexcept;
Lab lab_of(std::uint8_t red, std::uint8_t green, std::uint8_t blue) noexcept;
float lightness_of(std::uint8_t red, std::uint8_t green, std::uint8_t blue) noexcept;

// Opaque, the transparent parts showing a grey of this value.
Image over_ground(ImageView source, std::uint8_t ground);

} // namespace inlay::placement

// Pictures that tests make themselves: deterministic, with structure, no files.
#pragma once

#include "inlay/raster.h"

#include <cstdint>

namespace inlay::test {

// Smooth gradients, edges and a little noise: every pixel differs from its neighbours. Opaque.
Image photo_like(Size size, std::uint32_t seed = 1);
// One colour everywhere.
Image plain(Size size, std::uint8_t red, std::uint8_t green, std::uint8_t blue, std::uint8_t alpha = 255);
// The largest difference of any channel; sizes must agree.
int largest_difference(ImageView a, ImageView b);
// Peak signal to noise ratio over R, G and B, in dB; infinity when equal.
double psnr(ImageView a, ImageView b);

} // namespace inlay::test

// How do pixels and structs cross the C ABI? Internal to this folder.
#pragma once

#include "inlay/plugin/inlay.h"
#include "inlay/raster.h"
#include "inlay/result.h"

#include <algorithm>
#include <cstring>

namespace inlay::c_api {

// A caller built with an older header has a shorter struct: what it does not reach counts as 0.
template <class Struct>
Struct complete(Struct const* given_struct) {
    Struct out{};
    if (given_struct != nullptr)
        std::memcpy(&out, given_struct, std::min<std::size_t>(given_struct->struct_size, sizeof(Struct)));
    return out;
}

// The other way: only as much is written as the caller's struct has room for.
template <class Struct>
void write_back(Struct value, Struct* out) {
    value.struct_size = out->struct_size;
    std::memcpy(out, &value, std::min<std::size_t>(out->struct_size, sizeof(Struct)));
}

void swap_red_and_blue(std::span<std::uint8_t> bytes);
// Errors: usage.
Result<Image> image_of(inlay_pixels const& pixels);
// `size`: what it must have. Errors: usage.
Result<Mask> mask_of(inlay_pixels const& pixels, Size size);

bool nothing_visible(ImageView picture);
bool all_are(MaskView mask, std::uint8_t value);

inlay_pixels told(ImageView picture, std::uint32_t format);
inlay_pixels told(MaskView mask);

} // namespace inlay::c_api

// What colours does a decoded picture have? Whatever its file says, everything behind this works on sRGB.
//
// Relative colorimetric with black point compensation, as editors do, by lcms2. Pure, [any thread].
#pragma once

#include "inlay/codec.h"

namespace inlay {

enum class ColourRead {
    srgb, // it said so, or nothing
    converted,
    unusable, // what it says cannot be used, or is not for such pixels (a grey profile in a coloured picture)
};

// Makes sRGB of `decoded.image`, from 16 bits where there are 16 (they are given back), and leaves its alpha alone.
// First of what the file says counts, in the order of the PNG specification: code points, profile, sRGB, gamma and
// chromaticities. When it is unusable the pixels stay as they are.
ColourRead make_srgb(Decoded& decoded);

// decode() and make_srgb(). `read` may be null. Errors: those of decode().
Result<Decoded> decode_as_srgb(std::string_view bytes, ColourRead* read = nullptr, DecodeLimits const& limits = {});

} // namespace inlay

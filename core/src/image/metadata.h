// What do the three formats say about orientation and colour in the same words? EXIF blocks and ICC profiles, read with
// suspicion.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inlay::image {

// Larger than any real profile; what claims more is not read, so that a few bytes cannot become gigabytes.
constexpr std::size_t max_profile_bytes = 8u << 20;

// 1..8 out of a TIFF block ("II*\0" or "MM\0*", optionally behind "Exif\0\0"); 1 for everything that cannot be read.
int exif_orientation(std::string_view tiff);

// The profile itself when it can be one (its size field and its signature agree with the bytes); otherwise empty, which
// means sRGB.
std::string checked_profile(std::string_view profile);

// Inflates a zlib stream to at most `max_bytes`; empty when it is broken or would be longer.
std::string inflate_at_most(std::string_view zlib, std::size_t max_bytes);

} // namespace inlay::image

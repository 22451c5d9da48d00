// What does codec.cpp ask of the three formats? Internal to this folder.
#pragma once

#include "inlay/codec.h"

namespace inlay::image {

// Each takes bytes that sniff() found to be of its format, checks the limits before it takes memory, and may throw
// std::bad_alloc.
Result<Decoded> decode_png(std::string_view bytes, DecodeLimits const& limits);
Result<Decoded> decode_jpeg(std::string_view bytes, DecodeLimits const& limits);
Result<Decoded> decode_webp(std::string_view bytes, DecodeLimits const& limits);

// The header's size; not yet checked against any limit.
Result<Size> png_size(std::string_view bytes);
Result<Size> jpeg_size(std::string_view bytes);
Result<Size> webp_size(std::string_view bytes);

// The sentences that the three share. `format_name` is "PNG", "JPEG" or "WebP"; `why` is for the log.
tl::unexpected<Error> cut_off(std::string_view format_name, std::string why);
tl::unexpected<Error> damaged(std::string_view format_name, std::string why);
Result<void> check_limits(Size size, DecodeLimits const& limits);

} // namespace inlay::image

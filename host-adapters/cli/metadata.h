// What of a photograph's EXIF, XMP and IPTC does its edited copy keep?
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inlay::cli {

// `result`, an encoded PNG, JPEG or WebP of this size that has no metadata, with what `source` says of itself. All of
// it but what is no longer true: the picture is upright, its colours are sRGB, its size may be another one, and a
// thumbnail or a gain map shows the picture before the edit. What cannot be read or written is left out, with a
// sentence in `notes`; the picture never suffers.
std::string with_metadata_of(std::string_view source, std::string result, int width, int height,
                             std::vector<std::string>& notes);

} // namespace inlay::cli

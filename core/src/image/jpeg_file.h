// What is in a JPEG file besides its samples? Read before stb_image sees the bytes, because stb fills what is missing
// with grey.
#pragma once

#include "inlay/raster.h"
#include "inlay/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace inlay::image {

struct JpegFile {
    Size size;
    int components = 0;
    int scans = 0;
    std::string_view exif;                  // the first APP1 of that kind
    std::vector<std::string_view> profiles; // APP2 "ICC_PROFILE": number, count, bytes
};

// Everything up to the frame header; `whole`: on to the end of the picture, which must be there.
Result<JpegFile> read_jpeg_file(std::string_view bytes, bool whole);

} // namespace inlay::image

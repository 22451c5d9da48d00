// Files made by hand, from the specifications and by the plainest code, so that nothing of the code under test judges
// itself.
#pragma once

#include "inlay/raster.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::test {

std::string be32(std::uint32_t value);
std::string le32(std::uint32_t value);

std::string png_chunk(std::string_view type, std::string_view data);
// A zlib stream of stored blocks.
std::string zlib_stored(std::string_view data);

struct MadePng {
    int width = 1;
    int height = 1;
    int depth = 8;
    int colour = 6; // PNG colour type
    bool interlaced = false;
    int filter = 0;                  // 0..4 for every row; 5: all of them in turn
    std::string before_data;         // chunks between IHDR and IDAT
    std::size_t data_chunk = 100000; // bytes in an IDAT
    // samples[(y * width + x) * samples_per_pixel + s], each of `depth` bits
    std::vector<std::uint16_t> samples;
};
int samples_per_pixel(int colour);
std::string make_png(MadePng const& png);

// Puts a segment right behind a JPEG's SOI.
std::string with_jpeg_segment(std::string_view jpeg, char marker, std::string_view data);
// A WebP with VP8X and these chunks before the picture's own.
std::string with_webp_chunks(std::string_view simple_webp, std::uint8_t flags, std::uint32_t width,
                             std::uint32_t height, std::vector<std::pair<std::string, std::string>> const& chunks);
// An EXIF block with an orientation and a neighbour.
std::string exif_block(bool little_endian, int orientation);
// A profile that is none but has its header right.
std::string profile_of_size(std::size_t size);

// What tests/data/formats/SOURCES.md says.
Image formats_picture();

} // namespace inlay::test

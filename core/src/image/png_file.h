// What is in a PNG file, as borrowed parts of its bytes (ISO/IEC 15948)? Shared by png_file.cpp (chunks) and
// png_pixels.cpp (pixels).
#pragma once

#include "inlay/raster.h"
#include "inlay/result.h"

#include "inlay/codec.h"

#include <vector>

namespace inlay::image {

enum class PngColour { grey = 0, rgb = 2, palette = 3, grey_alpha = 4, rgb_alpha = 6 };

struct PngHeader {
    Size size;
    int depth = 8; // bits a sample
    PngColour colour = PngColour::rgb;
    bool interlaced = false;

    [[nodiscard]] int samples() const {
        switch (colour) {
        case PngColour::grey:
        case PngColour::palette:
            return 1;
        case PngColour::grey_alpha:
            return 2;
        case PngColour::rgb:
            return 3;
        case PngColour::rgb_alpha:
            break;
        }
        return 4;
    }
    [[nodiscard]] int bits_per_pixel() const { return samples() * depth; }
};

struct PngFile {
    PngHeader header;
    std::string_view palette;      // three bytes an entry
    std::string_view transparency; // the tRNS chunk; empty: none, or of a length that makes no sense
    std::vector<std::string_view> data;
    std::string_view profile; // the iCCP chunk
    std::string_view exif;    // the eXIf chunk
    ColourDescription described;
};

Result<PngHeader> read_png_header(std::string_view bytes);
// Every chunk to IEND, with its check sum; pixels untouched. The header must already be allowed.
Result<PngFile> read_png_file(std::string_view bytes, PngHeader const& header);

// The pixels as straight RGBA, 8 bit. `deep` gets those of a file of 16 bits as they are, when it is not null.
Result<Image> png_pixels(PngFile const& file, std::vector<std::uint16_t>* deep = nullptr);

} // namespace inlay::image

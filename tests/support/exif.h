// How does a camera say that a picture is to be turned? EXIF orientation (TIFF 6.0, tag 0x0112) in a JPEG.
#pragma once

#include "inlay/codec.h"

#include <string>
#include <string_view>

namespace inlay::test {

// The picture as a JPEG file whose EXIF block says `orientation` (1 to 8). The pixels stay as they are.
inline std::string jpeg_turned(ImageView picture, char orientation) {
    std::string file = encode_jpeg(picture).value();
    std::string segment("\xFF\xE1\0\x22"
                        "Exif\0\0"
                        "II*\0\x08\0\0\0" // little-endian, the first directory at 8
                        "\x01\0"          // one entry
                        "\x12\x01\x03\0\x01\0\0\0_\0\0\0"
                        "\0\0\0\0",
                        36);
    segment[28] = orientation;
    file.insert(2, segment);
    return file;
}

// Four flat quarters: red and green above, blue and white below.
inline Image quarters(Size size) {
    Image image(size, 255);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            bool const right = x >= size.width / 2;
            bool const below = y >= size.height / 2;
            std::uint8_t* const p = image.pixel(x, y);
            p[0] = right == below ? 255 : 0;
            p[1] = right ? 255 : 0;
            p[2] = below ? 255 : 0;
        }
    return image;
}

// What lies in the middle of each quarter, row by row: R G B W, or ? for anything else.
inline std::string colours_of_quarters(ImageView image) {
    std::string found;
    for (int const y : {image.height() / 4, image.height() * 3 / 4})
        for (int const x : {image.width() / 4, image.width() * 3 / 4}) {
            std::uint8_t const* const p = image.pixel(x, y);
            auto const is = [&](bool red, bool green, bool blue) {
                auto const near = [](int value, bool full) { return full ? value > 225 : value < 30; };
                return near(p[0], red) && near(p[1], green) && near(p[2], blue);
            };
            found += is(true, false, false)   ? 'R'
                     : is(false, true, false) ? 'G'
                     : is(false, false, true) ? 'B'
                     : is(true, true, true)   ? 'W'
                                              : '?';
        }
    return found;
}

} // namespace inlay::test

// How does a picture look when its EXIF orientation is followed?
#include "inlay/codec.h"

#include <algorithm>
#include <cstring>

namespace inlay {
namespace {

// Small enough that the rows read and the rows written both stay in the cache while the picture is turned.
constexpr int tile = 32;

} // namespace

Image oriented(Image image, int orientation) {
    if (orientation < 2 || orientation > 8 || image.empty()) return image;
    bool const transposes = orientation >= 5;
    // In terms of the picture as it is to be seen: which source column and row does x, y show?
    bool const from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool const from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int const source_width = image.width();
    int const source_height = image.height();
    Image seen(transposes ? Size{source_height, source_width} : image.size());
    for (int top = 0; top < seen.height(); top += tile) {
        for (int left = 0; left < seen.width(); left += tile) {
            int const bottom = std::min(top + tile, seen.height());
            int const right = std::min(left + tile, seen.width());
            for (int y = top; y < bottom; ++y) {
                for (int x = left; x < right; ++x) {
                    int const column = transposes ? y : x;
                    int const row = transposes ? x : y;
                    std::memcpy(seen.pixel(x, y),
                                image.pixel(from_right ? source_width - 1 - column : column,
                                            from_below ? source_height - 1 - row : row),
                                4);
                }
            }
        }
    }
    return seen;
}

bool has_transparency(ImageView image) noexcept {
    for (int y = 0; y < image.height(); ++y) {
        std::uint8_t const* const row = image.row(y).data();
        std::uint8_t all = 255;
        for (int x = 0; x < image.width(); ++x)
            all = static_cast<std::uint8_t>(all & row[4 * x + 3]);
        if (all != 255) return true;
    }
    return false;
}

} // namespace inlay

// How does a picture become small enough for a list?
#include "inlay/plugin/job.h"

#include "inlay/resample.h"

#include <algorithm>
#include <cstring>

namespace inlay {

// Every n-th pixel first: nobody sees the difference, and a large picture takes no time.
Image thumbnail_of(ImageView picture, int side) {
    int const longer = std::max(picture.width(), picture.height());
    int const step = std::max(1, longer / (side * 4));
    Image thin({(picture.width() + step - 1) / step, (picture.height() + step - 1) / step});
    for (int y = 0; y < thin.height(); ++y)
        for (int x = 0; x < thin.width(); ++x)
            std::memcpy(thin.pixel(x, y), picture.pixel(x * step, y * step), 4);
    if (longer <= side) return thin;
    auto const scaled = [&](int length) {
        return std::max(1, static_cast<int>(static_cast<std::int64_t>(length) * side / longer));
    };
    return resize(thin, {scaled(picture.width()), scaled(picture.height())});
}

} // namespace inlay

// How do the pictures in tests/data become scenes?
#include "plugin/placement/cases/files.h"

#include "support/temp_folder.h"

#include "inlay/base64.h"
#include "inlay/codec.h"

#include <stdexcept>

namespace inlay::placement::cases {
namespace {

Canvas decoded(std::string_view bytes, std::string_view where) {
    auto const picture = decode(bytes);
    if (!picture) throw std::runtime_error("cannot decode " + std::string(where));
    return to_canvas(picture->image);
}

// The longest string of a recorded reply is its picture.
Canvas from_recorded(char const* file) {
    std::string const text = test::test_data(file);
    std::size_t best = 0;
    std::size_t best_length = 0;
    for (std::size_t begin = text.find('"'); begin != std::string::npos;) {
        std::size_t const end = text.find('"', begin + 1);
        if (end == std::string::npos) break;
        if (end - begin > best_length) {
            best = begin + 1;
            best_length = end - begin;
        }
        begin = end;
    }
    auto const bytes = base64::decode(std::string_view(text).substr(best, best_length - 1));
    if (!bytes) throw std::runtime_error(std::string("no picture in ") + file);
    return decoded(*bytes, file);
}

} // namespace

Canvas const& file_picture(FilePicture which) {
    static Canvas const cat = decoded(test::test_data("pictures/cat.png"), "cat.png");
    static Canvas const castle = decoded(test::test_data("pictures/castle.png"), "castle.png");
    static Canvas const axolotl = from_recorded("recorded/vertex_gemini25flash_jpeg_outputoptions.json");
    static Canvas const gem = from_recorded("recorded/openrouter_images_edit_gemini31flashlite_jpeg.json");
    switch (which) {
    case FilePicture::castle:
        return castle;
    case FilePicture::axolotl:
        return axolotl;
    case FilePicture::gem:
        return gem;
    case FilePicture::cat:
        break;
    }
    return cat;
}

Canvas load_picture(std::string const& path) {
    return decoded(test::read_whole_file(path), path);
}

Canvas cut_from(Canvas const& picture, Size size, std::uint32_t seed) {
    Random random(seed);
    double const fit = std::min(static_cast<double>(picture[0].width) / size.width,
                                static_cast<double>(picture[0].height) / size.height);
    double const part = random.real(0.62, 1);
    int const width = std::max(1, static_cast<int>(size.width * fit * part));
    int const height = std::max(1, static_cast<int>(size.height * fit * part));
    Rect const rect{random.whole(0, picture[0].width - width), random.whole(0, picture[0].height - height), width,
                    height};
    Canvas out = scaled(cropped(picture, rect), size);
    if (random.chance(0.4)) {
        for (Plane& channel : out)
            for (int y = 0; y < channel.height; ++y)
                std::reverse(channel.row(y), channel.row(y) + channel.width);
    }
    return out;
}

} // namespace inlay::placement::cases

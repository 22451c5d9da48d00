// How do pixels become a JPEG file?
#include "inlay/codec.h"

#include "inlay/guarded.h"

#include "stb.h"

#include <algorithm>

namespace inlay {
namespace {

struct Output {
    std::string bytes;
    bool failed = false;
};

// Called by stb's C code, which no exception may cross.
void append(void* context, void* data, int length) {
    auto* const output = static_cast<Output*>(context);
    if (output->failed) return;
    output->failed = guarded(
        [&] {
            output->bytes.append(static_cast<char const*>(data), static_cast<std::size_t>(length));
            return false;
        },
        [](Error const&) { return true; });
}

Result<std::string> encode(ImageView image, int quality) {
    constexpr int largest_side = 65535;
    if (image.empty()) return fail(ErrorCode::internal, "A picture without pixels cannot be written.");
    if (image.width() > largest_side || image.height() > largest_side)
        return fail(ErrorCode::output_failed, "A JPEG picture can have 65535 pixels on a side, and this one has more.",
                    "Use PNG.");
    // stb wants the rows without gaps.
    Image packed;
    std::uint8_t const* pixels = image.pixel(0, 0);
    if (image.stride() != static_cast<std::size_t>(image.width()) * 4) {
        packed = Image(image);
        pixels = packed.bytes().data();
    }
    Output output;
    output.bytes.reserve(static_cast<std::size_t>(image.size().area() / 2) + 1024);
    if (stbi_write_jpg_to_func(append, &output, image.width(), image.height(), 4, pixels,
                               std::clamp(quality, 1, 100)) == 0)
        return fail(ErrorCode::internal, "The picture could not be written as JPEG.");
    if (output.failed) throw std::bad_alloc();
    return std::move(output.bytes);
}

} // namespace

Result<std::string> encode_jpeg(ImageView image, int quality) {
    return guarded([&] { return encode(image, quality); },
                   [](Error error) -> Result<std::string> { return fail(std::move(error)); });
}

} // namespace inlay

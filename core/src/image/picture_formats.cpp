// Which formats of pictures are read and written? A new one is a file that decodes and encodes it, an enumerator and a
// row here.
#include "inlay/codec.h"

#include "formats.h"

#include <algorithm>

namespace inlay {
namespace {

using namespace std::string_view_literals;

constexpr std::array table{
    PictureFormat{
        .format = Format::png,
        .name = "PNG",
        .mime = "image/png",
        .extensions = {"png"},
        .marks = {{{"\x89PNG\r\n\x1A\n"sv, 0}}},
        .has_alpha = true,
        .decode = image::decode_png,
        .size = image::png_size,
        .encode = [](ImageView picture, int) { return encode_png(picture); },
    },
    PictureFormat{
        .format = Format::jpeg,
        .name = "JPEG",
        .mime = "image/jpeg",
        .extensions = {"jpg", "jpeg"},
        .marks = {{{"\xFF\xD8\xFF"sv, 0}}},
        .has_alpha = false,
        .decode = image::decode_jpeg,
        .size = image::jpeg_size,
        .encode = encode_jpeg,
    },
    PictureFormat{
        .format = Format::webp,
        .name = "WebP",
        .mime = "image/webp",
        .extensions = {"webp"},
        .marks = {{{"RIFF"sv, 0}, {"WEBP"sv, 8}}},
        .has_alpha = true,
        .decode = image::decode_webp,
        .size = image::webp_size,
        .encode = [](ImageView picture, int) { return encode_webp(picture); },
    },
};

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

bool same_ignoring_case(std::string_view text, std::string_view small) {
    return text.size() == small.size() && std::ranges::equal(text, small, [](char a, char b) { return lower(a) == b; });
}

template <class Fits>
std::optional<Format> first_that(Fits fits) noexcept {
    auto const found = std::ranges::find_if(table, fits);
    return found == table.end() ? std::nullopt : std::optional(found->format);
}

} // namespace

std::span<PictureFormat const> picture_formats() noexcept {
    return table;
}

PictureFormat const& picture_format(Format format) noexcept {
    return *std::ranges::find(table, format, &PictureFormat::format);
}

std::string_view mime(Format format) noexcept {
    return picture_format(format).mime;
}

std::optional<Format> format_of_name(std::string_view file_name) noexcept {
    std::size_t const point = file_name.rfind('.');
    if (point == std::string_view::npos || point + 1 == file_name.size()) return std::nullopt;
    std::string_view const ending = file_name.substr(point + 1);
    return first_that([&](PictureFormat const& row) {
        return std::ranges::any_of(row.extensions, [&](auto const& each) { return same_ignoring_case(ending, each); });
    });
}

std::optional<Format> format_of_mime(std::string_view mime) noexcept {
    return first_that([&](PictureFormat const& row) { return row.mime == mime; });
}

std::optional<Format> sniff(std::string_view bytes) noexcept {
    return first_that([&](PictureFormat const& row) {
        return std::ranges::all_of(row.marks, [&](PictureFormat::Mark const& mark) {
            return bytes.size() >= mark.offset && bytes.substr(mark.offset).starts_with(mark.bytes);
        });
    });
}

Result<std::string> encode(ImageView image, Format format, int quality) {
    return picture_format(format).encode(image, quality);
}

} // namespace inlay

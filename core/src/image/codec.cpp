// How do encoded pictures become pixels, whatever their format? Finds the format and hands over; says what the picture
// is when it is none of ours.
#include "inlay/codec.h"

#include "inlay/guarded.h"

#include "formats.h"

namespace inlay {
namespace {

tl::unexpected<Error> unknown_format(std::string_view bytes) {
    constexpr std::string_view advice = "Inlay reads PNG, JPEG and WebP pictures.";
    if (bytes.empty())
        return fail(ErrorCode::undecodable, "The picture is empty: there is not a single byte in it.",
                    std::string(advice));
    std::string_view const foreign = foreign_format(bytes);
    std::string detail = "begins with";
    for (std::size_t i = 0; i < bytes.size() && i < 8; ++i) {
        constexpr std::string_view hex = "0123456789abcdef";
        auto const byte = static_cast<unsigned char>(bytes[i]);
        detail += {' ', hex[byte >> 4], hex[byte & 15]};
    }
    if (foreign.empty())
        return fail(ErrorCode::undecodable, "This is not a picture that Inlay can read.", std::string(advice),
                    std::move(detail));
    if (foreign == "HTML")
        return fail(ErrorCode::undecodable, "This is a web page and not a picture.", std::string(advice),
                    std::move(detail));
    if (foreign == "JSON")
        return fail(ErrorCode::undecodable, "This is a message for programs (JSON) and not a picture.",
                    std::string(advice), std::move(detail));
    std::string message = "This is a picture in the format ";
    message += foreign;
    message += ", which Inlay does not read.";
    return fail(ErrorCode::undecodable, std::move(message), std::string(advice), std::move(detail));
}

} // namespace

namespace image {

tl::unexpected<Error> cut_off(std::string_view format_name, std::string why) {
    return fail(ErrorCode::undecodable, "The " + std::string(format_name) + " picture is cut off: its end is missing.",
                "Get the whole file once more.", std::move(why));
}

tl::unexpected<Error> damaged(std::string_view format_name, std::string why) {
    return fail(ErrorCode::undecodable, "The " + std::string(format_name) + " picture is damaged and cannot be read.",
                "Get the file once more.", std::move(why));
}

Result<void> check_limits(Size size, DecodeLimits const& limits) {
    if (size.empty()) return fail(ErrorCode::undecodable, "The picture says that it has no pixels at all.");
    if (size.width <= limits.max_side && size.height <= limits.max_side && size.area() <= limits.max_pixels) return {};
    return fail(ErrorCode::undecodable,
                "The picture is too large: it says that it has " + std::to_string(size.width) + " x " +
                    std::to_string(size.height) + " pixels.",
                "Inlay reads up to " + std::to_string(limits.max_side) + " pixels on a side and " +
                    std::to_string(limits.max_pixels / 1'000'000) + " million pixels in all.");
}

} // namespace image

Result<Decoded> decode(std::string_view bytes, DecodeLimits const& limits) {
    return guarded(
        [&]() -> Result<Decoded> {
            std::optional<Format> const format = sniff(bytes);
            if (!format) return unknown_format(bytes);
            return picture_format(*format).decode(bytes, limits);
        },
        [](Error error) -> Result<Decoded> { return fail(std::move(error)); });
}

Result<Size> probe_size(std::string_view bytes) {
    std::optional<Format> const format = sniff(bytes);
    if (!format) return unknown_format(bytes);
    Result<Size> const size = picture_format(*format).size(bytes);
    if (!size) return size;
    if (Result<void> const allowed = image::check_limits(*size, {}); !allowed) return fail(allowed.error());
    return size;
}

} // namespace inlay

#include "pixels.h"

namespace inlay::c_api {
namespace {

Result<void> check(inlay_pixels const& pixels, std::size_t channels) {
    if (pixels.width <= 0 || pixels.height <= 0 ||
        pixels.stride < static_cast<std::uint64_t>(pixels.width) * channels) {
        return fail(ErrorCode::usage, "The pixels have no valid size.", "", "inlay_pixels: width, height or stride");
    }
    return {};
}

} // namespace

void swap_red_and_blue(std::span<std::uint8_t> bytes) {
    for (std::size_t i = 0; i + 3 < bytes.size(); i += 4)
        std::swap(bytes[i], bytes[i + 2]);
}

Result<Image> image_of(inlay_pixels const& pixels) {
    if (pixels.format != INLAY_RGBA8 && pixels.format != INLAY_BGRA8) {
        return fail(ErrorCode::usage, "The layer's pixels are of an unknown format.", "", "inlay_pixels.format");
    }
    if (auto valid = check(pixels, 4); !valid) return fail(valid.error());
    Image image(ImageView(static_cast<std::uint8_t const*>(pixels.data), {pixels.width, pixels.height}, pixels.stride));
    if (pixels.format == INLAY_BGRA8) swap_red_and_blue(image.bytes());
    return image;
}

Result<Mask> mask_of(inlay_pixels const& pixels, Size size) {
    if (pixels.format != INLAY_GREY8)
        return fail(ErrorCode::usage, "The selection's pixels must be grey.", "", "inlay_pixels.format");
    if (auto valid = check(pixels, 1); !valid) return fail(valid.error());
    if (Size{pixels.width, pixels.height} != size) {
        return fail(ErrorCode::usage, "The selection must have the size of the layer.", "",
                    "inlay_job_request.selection");
    }
    return Mask(MaskView(static_cast<std::uint8_t const*>(pixels.data), size, pixels.stride));
}

bool nothing_visible(ImageView picture) {
    for (int y = 0; y < picture.height(); ++y) {
        auto const row = picture.row(y);
        for (std::size_t i = 3; i < row.size(); i += 4)
            if (row[i] != 0) return false;
    }
    return true;
}

bool all_are(MaskView mask, std::uint8_t value) {
    for (int y = 0; y < mask.height(); ++y)
        if (!std::ranges::all_of(mask.row(y), [value](std::uint8_t v) { return v == value; })) return false;
    return true;
}

inlay_pixels told(ImageView picture, std::uint32_t format) {
    inlay_pixels out{};
    out.format = format;
    out.width = picture.width();
    out.height = picture.height();
    out.stride = picture.stride();
    out.data = picture.empty() ? nullptr : picture.row(0).data();
    return out;
}

inlay_pixels told(MaskView mask) {
    inlay_pixels out{};
    out.format = INLAY_GREY8;
    out.width = mask.width();
    out.height = mask.height();
    out.stride = mask.stride();
    out.data = mask.empty() ? nullptr : mask.row(0).data();
    return out;
}

} // namespace inlay::c_api

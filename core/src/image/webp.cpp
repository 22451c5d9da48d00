// How does a WebP file become pixels? The container is read here, the samples by libwebp.
#include "bytes.h"
#include "formats.h"
#include "metadata.h"

#include <webp/decode.h>

#include <algorithm>
#include <new>

namespace inlay::image {
namespace {

constexpr std::size_t file_header = 12; // "RIFF", length, "WEBP"

// The file without what may follow it; an error when less is there than its header says.
Result<std::string_view> whole_file(std::string_view bytes) {
    std::size_t const length = std::size_t{little_endian(bytes, 4, 4)} + 8;
    if (length < file_header + 8) return damaged("WebP", "no room for a chunk");
    if (length > bytes.size()) return cut_off("WebP", "shorter than the length in its header");
    return bytes.substr(0, length);
}

// The data of the first chunk of that kind; empty when there is none.
std::string_view chunk(std::string_view file, std::string_view type) {
    for (std::size_t at = file_header; at + 8 <= file.size();) {
        std::size_t const length = little_endian(file, at + 4, 4);
        if (file.substr(at, 4) == type)
            return length <= file.size() - at - 8 ? file.substr(at + 8, length) : std::string_view{};
        at += 8 + length + (length & 1);
    }
    return {};
}

Result<WebPBitstreamFeatures> features_of(std::string_view file) {
    WebPBitstreamFeatures features;
    switch (WebPGetFeatures(reinterpret_cast<std::uint8_t const*>(file.data()), file.size(), &features)) {
    case VP8_STATUS_OK:
        return features;
    case VP8_STATUS_NOT_ENOUGH_DATA:
        return cut_off("WebP", "ends inside its header");
    case VP8_STATUS_OUT_OF_MEMORY:
        throw std::bad_alloc();
    default:
        return damaged("WebP", "the header is broken");
    }
}

} // namespace

Result<Size> webp_size(std::string_view bytes) {
    Result<WebPBitstreamFeatures> const features = features_of(bytes);
    if (!features) return fail(features.error());
    return Size{features->width, features->height};
}

Result<Decoded> decode_webp(std::string_view bytes, DecodeLimits const& limits) {
    Result<std::string_view> const file = whole_file(bytes);
    if (!file) return fail(file.error());
    Result<WebPBitstreamFeatures> const features = features_of(*file);
    if (!features) return fail(features.error());
    Size const size{features->width, features->height};
    if (Result<void> const allowed = check_limits(size, limits); !allowed) return fail(allowed.error());
    if (features->has_animation != 0)
        return fail(ErrorCode::undecodable, "The WebP picture is an animation, which Inlay does not read.",
                    "Save one of its frames as a picture of its own.");

    Decoded decoded;
    decoded.image = Image(size);
    decoded.format = Format::webp;
    decoded.has_alpha = features->has_alpha != 0;
    decoded.orientation = exif_orientation(chunk(*file, "EXIF"));
    decoded.icc_profile = checked_profile(chunk(*file, "ICCP"));

    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0)
        return fail(ErrorCode::internal, "Another version of libwebp is installed than Inlay was built for.");
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = decoded.image.bytes().data();
    config.output.u.RGBA.stride = static_cast<int>(decoded.image.stride());
    config.output.u.RGBA.size = decoded.image.bytes().size();
    switch (WebPDecode(reinterpret_cast<std::uint8_t const*>(file->data()), file->size(), &config)) {
    case VP8_STATUS_OK:
        return decoded;
    case VP8_STATUS_NOT_ENOUGH_DATA:
        return cut_off("WebP", "the compressed data ends too early");
    case VP8_STATUS_OUT_OF_MEMORY:
        throw std::bad_alloc();
    default:
        return damaged("WebP", "the compressed data is broken");
    }
}

} // namespace inlay::image

// Is this a whole PNG file, and what is in it? Chunks, check sums, metadata.
#include "png_file.h"

#include "bytes.h"
#include "formats.h"
#include "metadata.h"

#include <libdeflate.h>

namespace inlay::image {
namespace {

constexpr std::size_t signature_bytes = 8;
constexpr std::size_t around_data = 12; // length, type, check sum

bool depth_is_allowed(PngColour colour, int depth) {
    switch (colour) {
    case PngColour::grey:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case PngColour::palette:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case PngColour::rgb:
    case PngColour::grey_alpha:
    case PngColour::rgb_alpha:
        return depth == 8 || depth == 16;
    }
    return false;
}

bool check_sum_agrees(std::string_view bytes, std::size_t chunk, std::size_t length) {
    return libdeflate_crc32(0, bytes.data() + chunk + 4, length + 4) == big_endian(bytes, chunk + 8 + length, 4);
}

std::size_t transparency_bytes(PngFile const& file) {
    switch (file.header.colour) {
    case PngColour::grey:
        return 2;
    case PngColour::rgb:
        return 6;
    case PngColour::palette:
    case PngColour::grey_alpha:
    case PngColour::rgb_alpha:
        break;
    }
    return 0;
}

void keep_transparency(PngFile& file, std::string_view chunk) {
    bool const fits = file.header.colour == PngColour::palette
                          ? !chunk.empty() && chunk.size() <= file.palette.size() / 3
                          : chunk.size() == transparency_bytes(file);
    if (fits) file.transparency = chunk;
}

std::string profile_of(std::string_view chunk) {
    // Name, zero byte, compression method 0, zlib stream.
    std::size_t const name_end = chunk.find('\0');
    if (name_end == std::string_view::npos || name_end > 79 || byte_at(chunk, name_end + 1) != 0) return {};
    return checked_profile(inflate_at_most(part(chunk, name_end + 2, chunk.size()), max_profile_bytes));
}

double hundred_thousandths(std::string_view data, std::size_t at) {
    return big_endian(data, at, 4) / 100'000.0;
}

// PNG, third edition, 11.3.2. A chunk of another length than it must have says nothing.
void keep_description(ColourDescription& said, std::string_view type, std::string_view data) {
    if (type == "sRGB" && data.size() == 1) said.is_srgb = true;
    if (type == "gAMA" && data.size() == 4) said.gamma = hundred_thousandths(data, 0);
    if (type == "cHRM" && data.size() == 32) {
        for (std::size_t i = 0; i < 8; ++i)
            said.chromaticities[i] = hundred_thousandths(data, 4 * i);
    }
    if (type == "cICP" && data.size() == 4)
        said.code_points = {byte_at(data, 0), byte_at(data, 1), byte_at(data, 2), byte_at(data, 3)};
}

bool says_something_of_colours(PngFile const& file) {
    ColourDescription const& said = file.described;
    return !file.profile.empty() || said.gamma > 0 || said.code_points ||
           said.chromaticities != std::array<double, 8>{};
}

} // namespace

Result<PngHeader> read_png_header(std::string_view bytes) {
    constexpr std::size_t header_data = signature_bytes + 8;
    constexpr std::size_t header_bytes = 13;
    if (bytes.size() < header_data + header_bytes + 4) return cut_off("PNG", "ends inside IHDR");
    if (big_endian(bytes, signature_bytes, 4) != header_bytes || bytes.substr(signature_bytes + 4, 4) != "IHDR")
        return damaged("PNG", "the first chunk is not IHDR");
    if (!check_sum_agrees(bytes, signature_bytes, header_bytes))
        return damaged("PNG", "the check sum of IHDR is wrong");
    std::uint32_t const width = big_endian(bytes, header_data, 4);
    std::uint32_t const height = big_endian(bytes, header_data + 4, 4);
    constexpr std::uint32_t most = 0x7FFF'FFFF;
    if (width == 0 || height == 0 || width > most || height > most)
        return damaged("PNG", "width or height is 0 or negative");
    PngHeader header;
    header.size = {static_cast<int>(width), static_cast<int>(height)};
    header.depth = byte_at(bytes, header_data + 8);
    int const colour = byte_at(bytes, header_data + 9);
    header.colour = static_cast<PngColour>(colour);
    if (!depth_is_allowed(header.colour, header.depth))
        return damaged("PNG",
                       "no such colour type " + std::to_string(colour) + " with depth " + std::to_string(header.depth));
    if (byte_at(bytes, header_data + 10) != 0 || byte_at(bytes, header_data + 11) != 0 ||
        byte_at(bytes, header_data + 12) > 1)
        return damaged("PNG", "unknown compression, filter or interlace method");
    header.interlaced = byte_at(bytes, header_data + 12) == 1;
    return header;
}

Result<PngFile> read_png_file(std::string_view bytes, PngHeader const& header) {
    PngFile file;
    file.header = header;
    for (std::size_t chunk = signature_bytes;;) {
        if (bytes.size() - chunk < around_data) return cut_off("PNG", "ends before IEND");
        std::size_t const length = big_endian(bytes, chunk, 4);
        std::string_view const type = bytes.substr(chunk + 4, 4);
        bool const critical = (type[0] & 0x20) == 0;
        if (length > 0x7FFF'FFFF) return damaged("PNG", "a chunk of negative length");
        if (length > bytes.size() - chunk - around_data) return cut_off("PNG", "ends inside a chunk");
        std::string_view const data = bytes.substr(chunk + 8, length);
        bool const sound = check_sum_agrees(bytes, chunk, length);
        if (critical && !sound) return damaged("PNG", "the check sum of a chunk is wrong");

        if (type == "IEND") break;
        if (type == "IDAT") {
            file.data.push_back(data);
        } else if (type == "PLTE") {
            if (length == 0 || length % 3 != 0 || length > 768) return damaged("PNG", "a palette of a wrong length");
            file.palette = data;
        } else if (type == "IHDR") {
            if (chunk != signature_bytes) return damaged("PNG", "a second IHDR");
        } else if (critical) {
            return damaged("PNG", "an unknown chunk that must be understood");
        } else if (sound) { // what can be left out is left out when it is broken
            // The picture before the frames may be one of them, or something else: not what anybody meant.
            if (type == "acTL" && data.size() == 8 && big_endian(data, 0, 4) > 1)
                return fail(ErrorCode::undecodable, "The PNG picture is an animation, which Inlay does not read.",
                            "Save one of its frames as a picture of its own.");
            if (type == "tRNS") keep_transparency(file, data);
            if (type == "iCCP" && file.profile.empty()) file.profile = data;
            if (type == "eXIf" && file.exif.empty()) file.exif = data;
            keep_description(file.described, type, data);
        }
        chunk += around_data + length;
    }
    if (file.data.empty()) return damaged("PNG", "no IDAT");
    if (header.colour == PngColour::palette && file.palette.empty()) return damaged("PNG", "no palette");
    return file;
}

Result<Size> png_size(std::string_view bytes) {
    Result<PngHeader> const header = read_png_header(bytes);
    if (!header) return fail(header.error());
    return header->size;
}

Result<Decoded> decode_png(std::string_view bytes, DecodeLimits const& limits) {
    Result<PngHeader> const header = read_png_header(bytes);
    if (!header) return fail(header.error());
    if (Result<void> const allowed = check_limits(header->size, limits); !allowed) return fail(allowed.error());
    Result<PngFile> const file = read_png_file(bytes, *header);
    if (!file) return fail(file.error());
    Decoded decoded;
    bool const keep_deep = header->depth == 16 && says_something_of_colours(*file);
    Result<Image> image = png_pixels(*file, keep_deep ? &decoded.deep_samples : nullptr);
    if (!image) return fail(std::move(image.error()));
    decoded.image = std::move(*image);
    decoded.format = Format::png;
    decoded.has_alpha = header->colour == PngColour::grey_alpha || header->colour == PngColour::rgb_alpha ||
                        !file->transparency.empty();
    decoded.was_deep = header->depth == 16;
    decoded.orientation = exif_orientation(file->exif);
    decoded.icc_profile = profile_of(file->profile);
    decoded.described = file->described;
    return decoded;
}

} // namespace inlay::image

// Which orientation and which colour profile does a file carry?
#include "metadata.h"

#include "bytes.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>

namespace inlay::image {

int exif_orientation(std::string_view tiff) {
    using namespace std::string_view_literals;
    if (tiff.starts_with("Exif\0\0"sv)) tiff.remove_prefix(6);
    bool const little = tiff.starts_with("II*\0"sv);
    if (!little && !tiff.starts_with("MM\0*"sv)) return 1;
    auto const number = [&](std::size_t at, int count) {
        return little ? little_endian(tiff, at, count) : big_endian(tiff, at, count);
    };
    std::size_t const directory = number(4, 4);
    std::uint32_t const entries = number(directory, 2);
    for (std::uint32_t i = 0; i < entries; ++i) {
        std::size_t const entry = directory + 2 + std::size_t{12} * i;
        if (entry + 12 > tiff.size()) return 1;
        constexpr std::uint32_t orientation_tag = 0x0112;
        constexpr std::uint32_t short_type = 3;
        constexpr std::uint32_t long_type = 4; // not what EXIF says, but some cameras write it and viewers obey
        if (number(entry, 2) != orientation_tag) continue;
        std::uint32_t const type = number(entry + 2, 2);
        if ((type != short_type && type != long_type) || number(entry + 4, 4) != 1) return 1;
        std::uint32_t const value = number(entry + 8, type == long_type ? 4 : 2);
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

std::string checked_profile(std::string_view profile) {
    constexpr std::size_t header_bytes = 128;
    if (profile.size() < header_bytes || profile.size() > max_profile_bytes) return {};
    std::size_t const declared = big_endian(profile, 0, 4);
    if (declared < header_bytes || declared > profile.size() || profile.substr(36, 4) != "acsp") return {};
    return std::string(profile.substr(0, declared));
}

std::string inflate_at_most(std::string_view zlib, std::size_t max_bytes) {
    std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> const decompressor(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!decompressor) return {};
    // Deflate makes at most 1032 bytes of one; usually a profile shrinks to half.
    std::string out;
    for (std::size_t room = std::min(std::max<std::size_t>(zlib.size() * 4, 4096), max_bytes);;
         room = std::min(room * 4, max_bytes)) {
        out.resize(room);
        std::size_t length = 0;
        libdeflate_result const result =
            libdeflate_zlib_decompress(decompressor.get(), zlib.data(), zlib.size(), out.data(), out.size(), &length);
        if (result == LIBDEFLATE_SUCCESS) {
            out.resize(length);
            return out;
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == max_bytes) return {};
    }
}

} // namespace inlay::image

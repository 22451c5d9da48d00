// Is this a whole JPEG file that we can read, and what does it carry? Walks the markers (ITU-T T.81, annex B).
#include "jpeg_file.h"

#include "bytes.h"
#include "formats.h"

#include <algorithm>

namespace inlay::image {
namespace {

using namespace std::string_view_literals;

constexpr int start_of_image = 0xD8;
constexpr int end_of_image = 0xD9;
constexpr int start_of_scan = 0xDA;

bool stands_alone(int marker) {
    return marker == 0x01 || (marker >= 0xD0 && marker <= start_of_image);
}

bool is_frame_header(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// The next marker's FF at or behind `at`; npos when there is none. Stuffed zeros and restart markers belong to the
// scan, and what lies between two segments without being a marker is skipped, as every reader does.
std::size_t find_marker(std::string_view bytes, std::size_t at) {
    for (;;) {
        at = bytes.find('\xFF', at);
        if (at == std::string_view::npos || at + 1 >= bytes.size()) return std::string_view::npos;
        int const marker = byte_at(bytes, at + 1);
        if (marker == 0xFF) {
            ++at; // fill bytes
        } else if (marker == 0 || (marker >= 0xD0 && marker <= 0xD7)) {
            at += 2;
        } else {
            return at;
        }
    }
}

tl::unexpected<Error> unread_kind(std::string_view kind) {
    return fail(ErrorCode::undecodable,
                "The JPEG picture is of a rare kind (" + std::string(kind) + ") that Inlay does not read.",
                "Save it as an ordinary JPEG or as PNG.");
}

Result<void> read_frame_header(int marker, std::string_view segment, JpegFile& file) {
    if (marker > 0xC2) {
        bool const arithmetic = marker >= 0xC9;
        return unread_kind(marker == 0xC3 ? "lossless"sv : arithmetic ? "arithmetic coding"sv : "hierarchical"sv);
    }
    if (segment.size() < 6) return damaged("JPEG", "a frame header that is too short");
    if (file.components != 0) return damaged("JPEG", "a second frame header");
    if (byte_at(segment, 0) != 8) return unread_kind(std::to_string(byte_at(segment, 0)) + " bits");
    file.size = {static_cast<int>(big_endian(segment, 3, 2)), static_cast<int>(big_endian(segment, 1, 2))};
    file.components = byte_at(segment, 5);
    if (file.size.empty()) return damaged("JPEG", "no height or no width in the frame header");
    // Four colours mean printing inks, whose look depends on a profile: turning them into RGB by a formula would give
    // wrong colours.
    if (file.components == 4)
        return fail(ErrorCode::undecodable, "The JPEG picture is made for printing (CMYK), which Inlay does not read.",
                    "Convert it to RGB first.");
    if (file.components != 1 && file.components != 3)
        return unread_kind(std::to_string(file.components) + " colour components");
    return {};
}

void keep_metadata(int marker, std::string_view segment, JpegFile& file) {
    constexpr std::string_view exif = "Exif\0\0"sv;
    constexpr std::string_view profile = "ICC_PROFILE\0"sv;
    if (marker == 0xE1 && file.exif.empty() && segment.starts_with(exif)) file.exif = segment.substr(exif.size());
    if (marker == 0xE2 && segment.starts_with(profile)) file.profiles.push_back(segment.substr(profile.size()));
}

} // namespace

Result<JpegFile> read_jpeg_file(std::string_view bytes, bool whole) {
    JpegFile file;
    std::size_t at = 2;
    for (;;) {
        at = find_marker(bytes, at);
        if (at == std::string_view::npos) return cut_off("JPEG", "no end marker");
        int const marker = byte_at(bytes, at + 1);
        at += 2;
        if (marker == end_of_image) {
            if (file.scans == 0) return damaged("JPEG", "it ends without a picture");
            return file;
        }
        if (stands_alone(marker)) continue;
        if (bytes.size() - at < 2) return cut_off("JPEG", "ends inside a segment");
        std::size_t const length = big_endian(bytes, at, 2);
        if (length < 2) return damaged("JPEG", "a segment of no length");
        if (length > bytes.size() - at) return cut_off("JPEG", "ends inside a segment");
        std::string_view const segment = bytes.substr(at + 2, length - 2);
        at += length;

        if (is_frame_header(marker)) {
            if (Result<void> const read = read_frame_header(marker, segment, file); !read) return fail(read.error());
            if (!whole) return file;
        } else if (marker == start_of_scan) {
            if (file.components == 0) return damaged("JPEG", "a scan before the frame header");
            ++file.scans;
        } else {
            keep_metadata(marker, segment, file);
        }
    }
}

} // namespace inlay::image

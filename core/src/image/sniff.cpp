// What are these bytes, when they are no picture that Inlay reads?
#include "inlay/codec.h"

#include <algorithm>
#include <array>

namespace inlay {
namespace {

using namespace std::string_view_literals;

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

// A mark at the beginning, or at `offset`.
struct Mark {
    std::string_view bytes;
    std::string_view name;
    std::size_t offset = 0;
};

constexpr std::array marks{
    Mark{"GIF87a"sv, "GIF"},
    Mark{"GIF89a"sv, "GIF"},
    Mark{"II*\0"sv, "TIFF"},
    Mark{"MM\0*"sv, "TIFF"},
    Mark{"II+\0"sv, "TIFF"},
    Mark{"MM\0+"sv, "TIFF"},
    Mark{"ftypavif"sv, "AVIF", 4},
    Mark{"ftypavis"sv, "AVIF", 4},
    Mark{"ftypheic"sv, "HEIC", 4},
    Mark{"ftypheix"sv, "HEIC", 4},
    Mark{"ftyphevc"sv, "HEIC", 4},
    Mark{"ftypmif1"sv, "HEIF", 4},
    Mark{"ftypmsf1"sv, "HEIF", 4},
    Mark{"ftyp"sv, "MP4", 4},
    Mark{"\0\0\0\x0CJXL \r\n\x87\n"sv, "JPEG XL"},
    Mark{"\xFF\x0A"sv, "JPEG XL"},
    Mark{"\0\0\0\x0CjP  \r\n\x87\n"sv, "JPEG 2000"},
    Mark{"\xFF\x4F\xFF\x51"sv, "JPEG 2000"},
    Mark{"8BPS"sv, "PSD"},
    Mark{"gimp xcf"sv, "XCF"},
    Mark{"%PDF-"sv, "PDF"},
    Mark{"qoif"sv, "QOI"},
    Mark{"\x76\x2F\x31\x01"sv, "OpenEXR"},
    Mark{"#?RADIANCE"sv, "Radiance HDR"},
    Mark{"DDS "sv, "DDS"},
    Mark{"\0\0\1\0"sv, "ICO"},
    Mark{"\x8AMNG\r\n\x1A\n"sv, "MNG"},
    Mark{"\x8BJNG\r\n\x1A\n"sv, "JNG"},
    Mark{"application/x-krita"sv, "KRA", 38},
    Mark{"image/openraster"sv, "OpenRaster", 38},
    Mark{"PK\3\4"sv, "ZIP"},
    Mark{"\x1A\x45\xDF\xA3"sv, "WebM"},
    Mark{"BM"sv, "BMP"},
};

bool has_mark(std::string_view bytes, Mark const& mark) {
    return bytes.size() >= mark.offset && bytes.substr(mark.offset).starts_with(mark.bytes);
}

// The first tag or brace of a text, past a byte order mark and white space.
std::string_view text_format(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF"sv)) bytes.remove_prefix(3);
    bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"sv), bytes.size()));
    if (bytes.starts_with('{') || bytes.starts_with('[')) return "JSON";
    if (!bytes.starts_with('<')) return {};
    std::string beginning(bytes.substr(0, 1024));
    std::ranges::transform(beginning, beginning.begin(), lower);
    if (beginning.find("<svg") != std::string::npos) return "SVG";
    for (std::string_view const tag :
         {"<!doctype html"sv, "<html"sv, "<head"sv, "<body"sv, "<title"sv, "<h1"sv, "<p>"sv})
        if (beginning.find(tag) != std::string::npos) return "HTML";
    return beginning.starts_with("<?xml") || beginning.starts_with("<error") ? "XML"sv : std::string_view{};
}

} // namespace

std::string_view foreign_format(std::string_view bytes) noexcept {
    if (sniff(bytes)) return {};
    for (Mark const& mark : marks)
        if (has_mark(bytes, mark)) return mark.name;
    return text_format(bytes);
}

} // namespace inlay

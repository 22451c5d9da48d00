// How do encoded pictures become pixels, and pixels encoded pictures?
//
// The format is found in the bytes, never in a declared type: services do declare PNG and send JPEG.
// Every function is pure, [any thread], and holds no state.
#pragma once

#include "inlay/raster.h"
#include "inlay/result.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inlay {

enum class Format { png, jpeg, webp };

// "image/png" and so on.
std::string_view mime(Format format) noexcept;
// By the name's ending (.png .jpg .jpeg .webp, any case); nullopt for every other.
std::optional<Format> format_of_name(std::string_view file_name) noexcept;
// By a declared type, "image/png"; nullopt for every other, written in capitals too.
std::optional<Format> format_of_mime(std::string_view mime) noexcept;
// By the first bytes; nullopt for what is not PNG, JPEG or WebP. `foreign_format` names those others that can be told.
std::optional<Format> sniff(std::string_view bytes) noexcept;
// "GIF", "AVIF", "SVG", "HTML" ...; empty when the bytes are unknown.
std::string_view foreign_format(std::string_view bytes) noexcept;

struct DecodeLimits {
    int max_side = 32768;                  // pixels
    std::int64_t max_pixels = 268'435'456; // 16384 x 16384 = 1 GiB as RGBA; checked before memory is taken
};

// What a file says of its colours beside a profile: PNG's gAMA, cHRM, sRGB and cICP (PNG, third edition, 11.3.2).
struct ColourDescription {
    bool is_srgb = false;
    double gamma = 0;                              // of the encoding, 0.45455 for the usual 1/2.2; 0: not said
    std::array<double, 8> chromaticities{};        // x and y of white, red, green, blue; all 0: not said
    std::optional<std::array<int, 4>> code_points; // of ITU-T H.273: primaries, transfer, matrix, full range
};

struct Decoded {
    Image image;                 // 8 bit; deeper sources are reduced to their high byte
    Format format = Format::png; // as the bytes say
    bool has_alpha = false;      // the file carries an alpha channel or transparent colour
    bool was_deep = false;       // more than 8 bits a channel in the file
    int orientation = 1;         // EXIF 1..8, NOT applied to `image`; see oriented()
    std::string icc_profile;     // the embedded profile's bytes, `image` is NOT converted: see colour.h
    ColourDescription described; // the same
    // RGBA, 16 bit, row after row: of a file with more than 8 bits that says something of its colours; else empty.
    std::vector<std::uint16_t> deep_samples;
};

// Errors: undecodable (broken, cut off, of an unknown format, over the limits). A file that ends before its end marker
// (IEND, EOI, RIFF length) is cut off, even if some decoder would fill the rest with grey.
Result<Decoded> decode(std::string_view bytes, DecodeLimits const& limits = {});

// Width and height from the header alone, without decoding. Errors as decode().
Result<Size> probe_size(std::string_view bytes);

// The picture as EXIF orientation wants it to be seen (TIFF 6.0 / EXIF 2.3, tag 0x0112).
Image oriented(Image image, int orientation);

// True when any pixel's alpha is below 255.
bool has_transparency(ImageView image) noexcept;

// PNG, 8 bit; RGB when nothing is transparent, RGBA otherwise. Lossless except that `hide_erased` sets the colour under
// alpha 0 to black first: it compresses better and erased content does not leave the machine.
Result<std::string> encode_png(ImageView image, bool hide_erased = false);
Result<std::string> encode_png(MaskView mask);
// JPEG, 4:4:4 from quality 91 on; alpha is ignored.
Result<std::string> encode_jpeg(ImageView image, int quality = 95);
// WebP, lossless and exact (colour under alpha 0 is kept).
Result<std::string> encode_webp(ImageView image);
// As those three; `quality` (1 to 100) is for formats that lose something.
Result<std::string> encode(ImageView image, Format format, int quality = 95);

// All that there is to know of a format. The list of them is the only place where all are named; it lives as long as
// the program. What Inlay reads it writes, and the other way round.
struct PictureFormat {
    Format format = Format::png;
    std::string_view name;                      // "PNG", for people
    std::string_view mime;                      // "image/png"
    std::array<std::string_view, 2> extensions; // small letters, without the point; the first names new files
    struct Mark {
        std::string_view bytes;
        std::size_t offset = 0;
    };
    std::array<Mark, 2> marks; // what a file of it holds near its beginning
    bool has_alpha = false;
    Result<Decoded> (*decode)(std::string_view bytes, DecodeLimits const& limits) = nullptr;
    Result<Size> (*size)(std::string_view bytes) = nullptr; // from the header, not yet held against any limit
    Result<std::string> (*encode)(ImageView image, int quality) = nullptr;
};
std::span<PictureFormat const> picture_formats() noexcept;
PictureFormat const& picture_format(Format format) noexcept;

} // namespace inlay

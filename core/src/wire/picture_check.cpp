#include "wire/picture_check.h"

#include "inlay/codec.h"
#include "inlay/resample.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace inlay::wire {
namespace {

constexpr Size small{64, 64};
constexpr int same_within = 2;  // levels; what another encoding of the same picture may change
constexpr int blank_within = 6; // levels; JPEG of black is not quite black
constexpr DecodeLimits limits{16'384, 100'000'000};

std::optional<Image> small_copy(std::string_view bytes) {
    auto decoded = decode(bytes, limits);
    if (!decoded || decoded->image.empty()) return std::nullopt;
    return resize(oriented(std::move(decoded->image), decoded->orientation), small);
}

std::size_t little_endian(std::string_view bytes) {
    std::size_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

} // namespace

bool is_whole_picture(std::string_view bytes) {
    auto const format = sniff(bytes);
    if (!format) return is_any_picture(bytes);
    switch (*format) {
    case Format::png:
        return bytes.find("IEND") != std::string_view::npos;
    case Format::jpeg:
        return bytes.find("\xFF\xD9", 2) != std::string_view::npos &&
               bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 4096)).find("\xFF\xD9") !=
                   std::string_view::npos;
    case Format::webp:
        return bytes.size() >= 12 && bytes.size() - 8 >= little_endian(bytes.substr(4, 4));
    }
    return false;
}

bool is_any_picture(std::string_view bytes) {
    constexpr std::array<std::string_view, 10> foreign{"GIF",  "AVIF",    "HEIC", "HEIF", "SVG",
                                                       "TIFF", "JPEG XL", "BMP",  "PSD",  "JPEG 2000"};
    return sniff(bytes) || std::ranges::find(foreign, foreign_format(bytes)) != foreign.end();
}

bool is_blank(std::string_view bytes) {
    auto const picture = small_copy(bytes);
    if (!picture) return false;
    std::array<int, 3> least{255, 255, 255};
    std::array<int, 3> most{};
    for (int y = 0; y < small.height; ++y)
        for (int x = 0; x < small.width; ++x)
            for (std::size_t c = 0; c < 3; ++c) {
                int const level = picture->pixel(x, y)[c];
                least[c] = std::min(least[c], level);
                most[c] = std::max(most[c], level);
            }
    return most[0] - least[0] <= blank_within && most[1] - least[1] <= blank_within &&
           most[2] - least[2] <= blank_within;
}

bool is_same_picture(std::string_view bytes, std::string_view other) {
    if (bytes == other) return true;
    auto const one = small_copy(bytes);
    auto const two = one ? small_copy(other) : std::nullopt;
    if (!one || !two) return false;
    for (std::size_t i = 0; i < one->bytes().size(); ++i)
        if (std::abs(int{one->bytes()[i]} - int{two->bytes()[i]}) > same_within) return false;
    return true;
}

} // namespace inlay::wire

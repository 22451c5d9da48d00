// What may a text from elsewhere do to a terminal or a label? See harmless.h.
#include "inlay/harmless.h"

#include "inlay/redact.h"

#include <cstdint>

namespace inlay {
namespace {

constexpr std::string_view no_utf8 = "\xEF\xBF\xBD"; // U+FFFD
constexpr std::string_view no_sign = "?";

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 0; // 0: no UTF-8 begins here
};

Character character_at(std::string_view text) {
    auto const byte = [&](std::size_t i) -> std::uint32_t { return static_cast<unsigned char>(text[i]); };
    std::uint32_t const lead = byte(0);
    std::size_t const length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || length > text.size()) return {};
    std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return {};
        code = (code << 6) | (byte(i) & 0x3FU);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    bool const is_whole = code >= least[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return is_whole ? Character{code, length} : Character{};
}

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};
constexpr Range obeyed_or_hidden[] = {
    {0x00, 0x1F},     // control characters, the escape sequences' among them
    {0x7F, 0x9F},     // and those of a single byte, which some terminals obey in UTF-8
    {0x00AD, 0x00AD}, // soft hyphen
    {0x061C, 0x061C}, // Arabic letter mark
    {0x180E, 0x180E}, {0x200B, 0x200B}, {0x200E, 0x200F}, // marks without a width; joiners are parts of words
    {0x2028, 0x202E},                                     // separators, and the turns of direction
    {0x2060, 0x206F},                                     // isolates, and what is invisible on purpose
    {0xFEFF, 0xFEFF}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE007F},
};

bool is_harmful(std::uint32_t code) {
    for (Range const& range : obeyed_or_hidden)
        if (code >= range.first && code <= range.last) return true;
    return false;
}

} // namespace

std::string harmless(std::string_view text, Lines lines, std::size_t max_bytes) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size() && out.size() <= max_bytes;) {
        auto const [code, length] = character_at(text.substr(at));
        std::string_view const bytes = text.substr(at, length);
        at += length == 0 ? 1 : length;
        if (length == 0) {
            out += no_utf8;
        } else if (code == '\r' && at < text.size() && text[at] == '\n') {
            // the next one
        } else if (code == '\n' || code == '\r') {
            out += lines == Lines::several ? '\n' : ' ';
        } else if (code == '\t') {
            out += ' ';
        } else {
            out += is_harmful(code) ? no_sign : bytes;
        }
    }
    return shortened(out, max_bytes);
}

} // namespace inlay

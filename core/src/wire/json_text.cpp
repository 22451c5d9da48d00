// How does text get into JSON and out of it? nlohmann writes what is short; the inside of long strings is read here, in
// one pass.
#include "wire/json_text.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>

namespace inlay::wire {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

void append_code_point(std::string& out, std::uint32_t code) {
    auto const put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

// The four hexadecimal digits at `raw[at]`.
std::optional<std::uint32_t> hex4(std::string_view raw, std::size_t at) {
    if (at + 4 > raw.size()) return std::nullopt;
    std::uint32_t value = 0;
    for (char const c : raw.substr(at, 4)) {
        std::uint32_t digit = 0;
        if (c >= '0' && c <= '9')
            digit = static_cast<std::uint32_t>(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = static_cast<std::uint32_t>(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = static_cast<std::uint32_t>(c - 'A') + 10;
        else
            return std::nullopt;
        value = value * 16 + digit;
    }
    return value;
}

// `at` is behind "\u"; gives the position behind everything that was used.
std::size_t append_unicode_escape(std::string& out, std::string_view raw, std::size_t at) {
    auto const first = hex4(raw, at);
    if (!first) {
        out += 'u';
        return at;
    }
    at += 4;
    if (*first < 0xD800 || *first > 0xDFFF) {
        append_code_point(out, *first);
        return at;
    }
    if (*first < 0xDC00 && raw.substr(at, 2) == "\\u") {
        if (auto const second = hex4(raw, at + 2); second && *second >= 0xDC00 && *second <= 0xDFFF) {
            append_code_point(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
            return at + 6;
        }
    }
    out += replacement;
    return at;
}

// The length of the valid UTF-8 sequence at text[at], 0 when there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t at) {
    auto const byte = [&](std::size_t i) -> unsigned {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    auto const tail = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xBF; };
    unsigned const lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (lead == 0xE0 && byte(1) < 0xA0) return 0; // overlong
        if (lead == 0xED && byte(1) > 0x9F) return 0; // surrogate
        return tail(1) && tail(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (lead == 0xF0 && byte(1) < 0x90) return 0;
        if (lead == 0xF4 && byte(1) > 0x8F) return 0;
        return tail(1) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

} // namespace

std::string json_quoted(std::string_view text) {
    return nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void append_unescaped(std::string& out, std::string_view raw) {
    std::size_t at = 0;
    while (at < raw.size()) {
        std::size_t const slash = raw.find('\\', at);
        if (slash == std::string_view::npos || slash + 1 == raw.size()) {
            out += raw.substr(at);
            return;
        }
        out += raw.substr(at, slash - at);
        at = slash + 2;
        switch (char const c = raw[slash + 1]) {
        case 'b':
            out += '\b';
            break;
        case 'f':
            out += '\f';
            break;
        case 'n':
            out += '\n';
            break;
        case 'r':
            out += '\r';
            break;
        case 't':
            out += '\t';
            break;
        case 'u':
            at = append_unicode_escape(out, raw, at);
            break;
        default:
            out += c;
        }
    }
}

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const length = sequence_length(text, at);
        out += length ? text.substr(at, length) : replacement;
        at += length ? length : 1;
    }
    return out;
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view white = " \t\r\n\v\f";
    std::size_t const first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

} // namespace inlay::wire

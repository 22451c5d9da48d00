// What does a text stand for? See values.h.
#include "values.h"

#include "inlay/plugin/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace inlay::values {
namespace {

std::string quoted(std::string_view name) {
    return std::string("\"").append(name).append("\"");
}

// "1", "300", "2.5": without the trailing zeros that std::to_string would give.
std::string range_text(double least, double most) {
    return "from " + text_of(least) + " to " + text_of(most);
}

bool is_control(unsigned char c) {
    return c < 0x20 || c == 0x7F;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool is_utf8(std::string_view text) noexcept {
    std::size_t i = 0;
    while (i < text.size()) {
        auto const first = static_cast<unsigned char>(text[i]);
        std::size_t const length = first < 0x80   ? 1
                                   : first < 0xC2 ? 0
                                   : first < 0xE0 ? 2
                                   : first < 0xF0 ? 3
                                   : first < 0xF5 ? 4
                                                  : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        if (length > 2) { // overlong forms, surrogates, beyond U+10FFFF
            auto const second = static_cast<unsigned char>(text[i + 1]);
            if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
                return false;
        }
        i += length;
    }
    return true;
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view space = " \t\r\n\f\v";
    std::size_t const first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

Result<int> integer(std::string_view name, std::string_view text, double least, double most) {
    text = trimmed(text);
    int value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        return fail(ErrorCode::usage, quoted(name) + " must be a whole number " + range_text(least, most) + ".");
    return value;
}

Result<double> real(std::string_view name, std::string_view text, double least, double most) {
    text = trimmed(text);
    double value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value) || value < least ||
        value > most)
        return fail(ErrorCode::usage, quoted(name) + " must be a number " + range_text(least, most) + ".");
    return value;
}

Result<bool> boolean(std::string_view name, std::string_view text) {
    std::string word(trimmed(text));
    std::ranges::transform(word, word.begin(), lower);
    for (std::string_view const yes : {"on", "true", "yes", "1"})
        if (word == yes) return true;
    for (std::string_view const no : {"off", "false", "no", "0"})
        if (word == no) return false;
    return fail(ErrorCode::usage, quoted(name) + " must be on or off.");
}

Result<std::string> line(std::string_view name, std::string_view text) {
    text = trimmed(text);
    if (!is_utf8(text)) return fail(ErrorCode::usage, quoted(name) + " is not valid UTF-8 text.");
    if (std::ranges::any_of(text, is_control))
        return fail(ErrorCode::usage, quoted(name) + " must be one line without control characters.");
    return std::string(text);
}

Result<std::string> prose(std::string_view name, std::string_view text) {
    if (!is_utf8(text)) return fail(ErrorCode::usage, quoted(name) + " is not valid UTF-8 text.");
    auto const bad = [](char c) {
        return is_control(static_cast<unsigned char>(c)) && c != '\n' && c != '\r' && c != '\t';
    };
    if (std::ranges::any_of(text, bad))
        return fail(ErrorCode::usage, quoted(name) + " must not hold control characters.");
    return std::string(text);
}

Result<std::string> aspect(std::string_view name, std::string_view text) {
    text = trimmed(text);
    if (text.empty()) return std::string();
    std::size_t const colon = text.find(':');
    auto const side = [&](std::string_view part) {
        int value = 0;
        auto const [end, problem] = std::from_chars(part.data(), part.data() + part.size(), value);
        bool const digits = !part.empty() && part[0] >= '1' && part[0] <= '9';
        return digits && problem == std::errc{} && end == part.data() + part.size() && value <= 10'000;
    };
    if (colon == std::string_view::npos || !side(text.substr(0, colon)) || !side(text.substr(colon + 1)))
        return fail(ErrorCode::usage,
                    quoted(name) + " must be two whole numbers with a colon between them, for example 16:9.");
    return std::string(text);
}

std::string text_of(double value) {
    std::array<char, 64> buffer{};
    auto const [end, problem] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return problem == std::errc{} ? std::string(buffer.data(), end) : std::string("0");
}

} // namespace inlay::values

namespace inlay {

namespace {

// "api.cometapi.com/v1", "localhost:8080": what people type; endpoint_url() adds the scheme.
bool is_host_without_scheme(std::string_view text) {
    std::string_view const authority = text.substr(0, text.find_first_of("/?#"));
    if (authority.starts_with('[')) return authority.find(']') != std::string_view::npos;
    std::size_t const colon = authority.find(':');
    std::string_view const host = authority.substr(0, colon);
    std::string_view const port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon + 1);
    return (host == "localhost" || (host.find('.') != std::string_view::npos && !host.starts_with('.'))) &&
           port.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

Result<std::string> cleaned_base_url(std::string_view text) {
    constexpr std::string_view advice = "Give the address alone, for example https://api.cometapi.com.";
    auto url = values::line("base-url", text);
    if (!url || url->empty()) return url;
    std::string lowered(*url);
    std::ranges::transform(lowered, lowered.begin(), values::lower);
    std::size_t const scheme = lowered.starts_with("https://") ? 8 : lowered.starts_with("http://") ? 7 : 0;
    if (scheme == 0 && !is_host_without_scheme(lowered))
        return fail(ErrorCode::usage, "\"base-url\" must begin with https:// or http://.", std::string(advice));
    std::size_t const host_end = std::min(lowered.find_first_of("/?#", scheme), lowered.size());
    if (lowered.find('@', scheme) < host_end)
        return fail(ErrorCode::usage, "\"base-url\" must not hold a user name or a password.", std::string(advice));
    if (host_end == scheme || lowered.find_first_of(" \"<>\\^`{|}") != std::string::npos)
        return fail(ErrorCode::usage, "\"base-url\" is not the address of a server.", std::string(advice));
    // A pasted endpoint may bring a harmless query (alt=sse); a key in it would end up in a settings file.
    std::size_t const query = lowered.find('?');
    if (query != std::string::npos)
        for (std::string_view const secret : {"key=", "token=", "secret=", "password=", "signature=", "sig="})
            if (lowered.find(secret, query) != std::string::npos)
                return fail(
                    ErrorCode::usage, "\"base-url\" must not hold a key.",
                    "Give the address without what follows the question mark, and the key in the field for it.");
    return url;
}

} // namespace inlay

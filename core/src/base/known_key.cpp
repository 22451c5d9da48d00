// Where does a key stand in a text, whoever wrote it there? See known_key.h.
#include "known_key.h"

#include <algorithm>
#include <array>

namespace inlay::redaction {
namespace {

// A key that is a word in other letters would be found in prose; real keys are longer.
constexpr std::size_t shortest_in_any_case = 12;
// What is left of a shorter one in Base64 may be chance.
constexpr std::size_t shortest_in_base64 = 12;

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

// What does not change of the key's Base64, whatever stands before and behind it, when `before` bytes of its first
// group of three are not its own.
std::string base64_of(std::string_view key, std::size_t before, std::string_view alphabet) {
    std::string bytes(before, '\0');
    bytes += key;
    std::string text;
    unsigned bits = 0;
    int held = 0;
    for (char const c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6)
            text += alphabet[(bits >> (held - 6)) & 63U];
    }
    constexpr std::array<std::size_t, 3> not_its_own{0, 2, 3};
    return text.substr(not_its_own[before]);
}

constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view for_urls = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using Match = KnownKey::Match;
constexpr Match none{};
constexpr Match open{0, true};

// `digits` hex digits that say `code`, at `at`.
Match hex_at(std::string_view text, std::size_t at, std::size_t digits, unsigned code) {
    for (std::size_t i = 0; i < digits; ++i) {
        if (at + i >= text.size()) return open;
        char const wanted = "0123456789abcdef"[(code >> (4 * (digits - 1 - i))) & 15U];
        if (lower(text[at + i]) != wanted) return none;
    }
    return {at + digits};
}

Match percent_spelling(std::string_view text, std::size_t depth, unsigned code) {
    std::size_t at = 1;
    for (; at < 2 * depth - 1; at += 2) {
        Match const escaped = hex_at(text, at, 2, '%');
        if (escaped.length == 0) return escaped;
    }
    return hex_at(text, at, 2, code);
}

Match json_spelling(char wanted, std::string_view text) {
    constexpr std::size_t most_escapes = 16; // JSON in JSON in JSON in JSON; a longer search would be quadratic
    std::size_t after = 0;
    while (after < most_escapes && after < text.size() && text[after] == '\\')
        ++after;
    if (after == text.size()) return open;
    if (text[after] == 'u') {
        Match const escaped = hex_at(text, after + 1, 4, static_cast<unsigned char>(wanted));
        if (escaped.length > 0 || escaped.open) return escaped;
    }
    if (text[after] == wanted && (wanted == '/' || wanted == '"')) return {after + 1};
    if (wanted == '\\' && after >= 2) return {2};
    return none;
}

// How many characters of the text spell `wanted`: as it is, percent-encoded `depth` times, or JSON-escaped (once or, as
// JSON inside a JSON string, more often).
Match spelling_of(char wanted, std::string_view text, std::size_t depth, bool any_case) {
    if (text.empty()) return open;
    Match found;
    if (text[0] == '%' && depth > 0)
        found = percent_spelling(text, depth, static_cast<unsigned char>(wanted));
    else if (text[0] == '\\')
        found = json_spelling(wanted, text);
    if (found.length > 0 || found.open) return found;
    bool const same = any_case ? lower(text[0]) == lower(wanted) : text[0] == wanted;
    return same ? Match{1} : none;
}

} // namespace

std::string_view trimmed(std::string_view key) {
    auto const is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!key.empty() && is_space(key.front()))
        key.remove_prefix(1);
    while (!key.empty() && is_space(key.back()))
        key.remove_suffix(1);
    return key;
}

KnownKey::KnownKey(std::string_view key) : key_(trimmed(key)) {
    if (key_.empty()) return;
    if (key_.size() >= shortest_in_base64)
        for (std::string_view const alphabet : {standard, for_urls})
            for (std::size_t before = 0; before < 3; ++before)
                in_base64_.push_back(base64_of(key_, before, alphabet));
    auto const begins_with = [this](char c) { begins_[static_cast<unsigned char>(c)] = true; };
    begins_with('%');
    begins_with('\\');
    begins_with(key_.front());
    begins_with(lower(key_.front()));
    if (char const c = key_.front(); c >= 'a' && c <= 'z') begins_with(static_cast<char>(c & ~0x20));
    for (std::string const& text : in_base64_)
        begins_with(text.front());
}

std::size_t KnownKey::next_beginning(std::string_view text, std::size_t at) const {
    while (at < text.size() && !begins_[static_cast<unsigned char>(text[at])])
        ++at;
    return at;
}

KnownKey::Match KnownKey::spelled(std::string_view text, std::size_t depth) const {
    std::size_t length = 0;
    for (char const wanted : key_) {
        Match const step = spelling_of(wanted, text.substr(length), depth, key_.size() >= shortest_in_any_case);
        if (step.length == 0) return step;
        length += step.length;
    }
    return {length};
}

KnownKey::Match KnownKey::at_start(std::string_view text) const {
    if (key_.empty() || text.empty() || !begins_[static_cast<unsigned char>(text.front())]) return none;
    bool may_follow = false;
    constexpr std::size_t deepest = 3; // a URL in a query of a URL in a query
    for (std::size_t depth = 0; depth <= deepest; ++depth) {
        Match const found = spelled(text, depth);
        if (found.length > 0) return found;
        may_follow = may_follow || found.open;
    }
    for (std::string const& encoded : in_base64_) {
        if (text.starts_with(encoded)) return {encoded.size()};
        may_follow = may_follow || std::string_view(encoded).starts_with(text);
    }
    return {0, may_follow};
}

} // namespace inlay::redaction

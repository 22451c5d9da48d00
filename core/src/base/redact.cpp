// How is a key kept out of everything that a person, a log or a bug report may see?
//
// Two nets: the key that is known is found in every spelling that URLs and JSON give it, and what merely looks like a
// key of the known services is found by its shape or by the name in front of it, because a service may echo a key that
// is not ours.
#include "inlay/redact.h"

#include "known_key.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace inlay {
namespace {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}
constexpr bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}
// What keys of the known services consist of; '*' because some echo a key with its middle starred.
constexpr bool is_key_character(char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '*';
}
constexpr bool is_word_character(char c) {
    return is_alphanumeric(c) || c == '*';
}
// RFC 6750's token, which a Bearer value is.
constexpr bool is_token_character(char c) {
    return is_key_character(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
}
constexpr bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    char const small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// The number that `digits` hex digits at `at` make; -1 when they are none.
int hex_number(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return -1;
    int number = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        int const value = hex_value(text[at + i]);
        if (value < 0) return -1;
        number = number * 16 + value;
    }
    return number;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view small) {
    if (text.size() < small.size()) return false;
    for (std::size_t i = 0; i < small.size(); ++i)
        if (lower(text[i]) != small[i]) return false;
    return true;
}

std::string without_known_key(std::string_view text, std::string_view key) {
    std::string out;
    out.reserve(text.size());
    redaction::KnownKey const known(key);
    bool const only_whole_tokens = key.size() < redaction::shortest_key_inside_words;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t const length = known.at_start(text.substr(at)).length;
        bool const whole =
            (at == 0 || !is_key_character(text[at - 1])) &&
            (at + length == text.size() || !is_key_character(text[std::min(at + length, text.size() - 1)]));
        if (length > 0 && (whole || !only_whole_tokens)) {
            out += key_replacement;
            at += length;
        } else {
            out += text[at++];
        }
    }
    return out;
}

// A kind of key that shows itself: this prefix, then at least so many key characters.
struct Shape {
    std::string_view prefix;
    std::size_t least;
    bool one_word = false; // no '-' and '_' behind the prefix
};
constexpr std::array shapes{
    Shape{"sk-", 12},        // OpenAI, OpenRouter (sk-or-), Anthropic (sk-ant-), CometAPI and most gateways
    Shape{"AIza", 20},       // Google API keys
    Shape{"AQ.", 20},        // Google, keys bound to a service account (Vertex express)
    Shape{"ya29.", 20},      // Google OAuth
    Shape{"r8_", 12},        // Replicate
    Shape{"hf_", 16},        // Hugging Face
    Shape{"gsk_", 16},       // Groq
    Shape{"xai-", 16, true}, // xAI, whose pictures lie at addresses with "xai-tmp-imgen-"
    Shape{"eyJ", 40},        // a JSON web token, to its first dot; the rest follows as token characters
};

std::size_t run_length(std::string_view text, bool (*belongs)(char)) {
    return static_cast<std::size_t>(std::ranges::find_if_not(text, belongs) - text.begin());
}

std::size_t shaped_key_length(std::string_view text) {
    for (Shape const& shape : shapes) {
        if (!text.starts_with(shape.prefix)) continue;
        std::size_t const run =
            run_length(text.substr(shape.prefix.size()), shape.one_word ? is_word_character : is_key_character);
        if (run < shape.least) continue;
        std::size_t const end = shape.prefix.size() + run;
        return shape.prefix == "eyJ" ? end + run_length(text.substr(end), is_token_character) : end;
    }
    return 0;
}

// Names whose value is a secret. In headers, in JSON (quoted) and in queries; in lower case.
constexpr std::array<std::string_view, 12> secret_names{
    "authorization", "x-goog-api-key", "x-api-key",     "api-key",      "api_key",       "apikey",
    "access_token",  "access-token",   "client_secret", "x-auth-token", "refresh_token", "set-cookie",
};
// Only with '=' behind them, as in a query: "The key: press it" is prose.
constexpr std::array<std::string_view, 4> secret_query_names{"key", "token", "sig", "signature"};

// Between a name and its value: closing quote, white space, ':' or '=' (also percent-encoded), white space, opening
// quote. 0: no value here.
std::size_t separator_length(std::string_view text, bool colon_counts) {
    std::size_t at = 0;
    auto const skip = [&](auto belongs) {
        while (at < text.size() && belongs(text[at]))
            ++at;
    };
    auto const quote = [](char c) { return c == '"' || c == '\'' || c == '\\'; };
    auto const blank = [](char c) { return c == ' ' || c == '\t'; };
    if (colon_counts) {
        skip(quote);
        skip(blank);
    }
    if (at < text.size() && (text[at] == '=' || (colon_counts && text[at] == ':'))) {
        ++at;
    } else if (starts_with_ignoring_case(text.substr(at), "%3d")) {
        at += 3;
    } else {
        return 0;
    }
    if (colon_counts) skip(blank);
    skip(quote);
    return at;
}

// Whether a name may begin here: not in the middle of a word, but behind an escaped '&', '?' or line break.
bool name_may_begin(std::string_view before) {
    if (before.empty() || !is_alphanumeric(before.back())) return true;
    auto const ends_with_escape = [before](char mark, std::size_t length, auto const& escapes) {
        if (before.size() < length || before[before.size() - length] != mark) return false; // nearly always
        return std::ranges::any_of(escapes, [&](std::string_view escape) { return before.ends_with(escape); });
    };
    constexpr std::array<std::string_view, 3> percent{"%26", "%3F", "%3f"};
    constexpr std::array<std::string_view, 3> line_breaks{"\\n", "\\r", "\\t"};
    constexpr std::array<std::string_view, 3> json{"\\u0026", "\\u003f", "\\u003F"};
    return ends_with_escape('%', 3, percent) || ends_with_escape('\\', 2, line_breaks) ||
           ends_with_escape('\\', 6, json);
}

bool ends_value(char c) {
    return is_space(c) || std::string_view("\"'&#<>,;)}\\").find(c) != std::string_view::npos;
}

std::size_t value_length(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && !ends_value(text[length])) {
        if (text[length] == '%' && hex_number(text, length + 1, 2) == '&') break;
        ++length;
    }
    return length;
}

// The name and separator in front of a secret value; 0 when this is none.
std::size_t name_of_secret(std::string_view text) {
    auto const behind = [&](std::string_view name, bool colon_counts) -> std::size_t {
        if (!starts_with_ignoring_case(text, name)) return 0;
        std::size_t const separator = separator_length(text.substr(name.size()), colon_counts);
        return separator == 0 ? 0 : name.size() + separator;
    };
    for (std::string_view const name : secret_names)
        if (std::size_t const length = behind(name, true)) return length;
    for (std::string_view const name : secret_query_names)
        if (std::size_t const length = behind(name, false)) return length;
    return 0;
}

// "Bearer " or "Basic " at the start of the text.
std::size_t scheme_length(std::string_view text) {
    for (std::string_view const scheme : {"bearer", "basic"}) {
        if (!starts_with_ignoring_case(text, scheme)) continue;
        std::size_t end = scheme.size();
        while (end < text.size() && (text[end] == ' ' || text[end] == '\t'))
            ++end;
        if (end > scheme.size()) return end;
        if (starts_with_ignoring_case(text.substr(end), "%20")) return end + 3;
    }
    return 0;
}

// After "Bearer" in prose a word may follow ("Bearer authentication"); a token has digits or is longer than words are.
bool looks_like_token(std::string_view token) {
    return token.size() >= 24 ||
           (token.size() >= 6 && std::ranges::any_of(token, [](char c) { return c >= '0' && c <= '9'; }));
}

bool is_a_word(std::string_view text) {
    return !looks_like_token(text) &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) && (c < '0' || c > '9'); });
}

std::string without_likely_keys(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    auto const copy = [&](std::size_t length) {
        out += text.substr(at, length);
        at += length;
    };
    auto const hide = [&](std::size_t length) {
        if (length > 0) out += key_replacement;
        at += length;
    };
    while (at < text.size()) {
        if (!name_may_begin(text.substr(0, at))) {
            copy(1);
            continue;
        }
        std::string_view const rest = text.substr(at);
        if (rest.starts_with(key_replacement)) {
            copy(key_replacement.size());
        } else if (std::size_t const shaped = shaped_key_length(rest)) {
            hide(shaped);
        } else if (std::size_t const name = name_of_secret(rest)) {
            bool const may_be_prose = at > 0 && text[at - 1] == '_';
            copy(name);
            std::size_t const scheme = scheme_length(text.substr(at));
            copy(scheme);
            std::size_t const value = value_length(text.substr(at));
            // "invalid_api_key: Incorrect ..." is a code in front of a sentence.
            if (scheme > 0 || !may_be_prose || !is_a_word(text.substr(at, value))) hide(value);
        } else if (std::size_t const scheme = scheme_length(rest)) {
            std::size_t const token = run_length(rest.substr(scheme), is_token_character);
            copy(scheme);
            if (looks_like_token(rest.substr(scheme, token))) hide(token);
        } else {
            copy(1);
        }
    }
    return out;
}

} // namespace

std::string redact(std::string_view text, std::string_view key) {
    key = redaction::trimmed(key);
    if (key.empty()) return without_likely_keys(text);
    return without_likely_keys(without_known_key(text, key));
}

std::string shown_url(std::string_view url) {
    std::string_view rest = url.substr(0, url.find_first_of("?#"));
    std::string shown;
    std::size_t const scheme = rest.find("://");
    // "://" behind a slash belongs to an address inside the path.
    if (scheme != std::string_view::npos && scheme < rest.find('/')) {
        shown = rest.substr(0, scheme + 3);
        rest.remove_prefix(scheme + 3);
    }
    if (std::size_t const at = rest.substr(0, rest.find_first_of("/\\")).rfind('@'); at != std::string_view::npos)
        rest.remove_prefix(at + 1);
    shown += rest;
    return shown;
}

std::string shortened(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return std::string(text);
    constexpr std::string_view ellipsis = "…";
    std::size_t cut = max_bytes > ellipsis.size() ? max_bytes - ellipsis.size() : 0;
    // The byte behind the cut must begin a character.
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
        --cut;
    return std::string(text.substr(0, cut)) += ellipsis;
}

} // namespace inlay

// How is JSON read that holds strings of 20 MB? See json_doc.h.
#include "wire/json_doc.h"

#include "wire/json_text.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace inlay::wire {
namespace {

constexpr std::size_t long_string = 1024;          // bytes; shorter ones are nlohmann's
constexpr std::size_t largest_skeleton = 4u << 20; // what is left without long strings; real replies leave some KB
constexpr int deepest_nesting = 100;               // real replies: about 10
constexpr char placeholder_mark = '\x01';          // cannot stand in a JSON string but as an escape

// The position of the quote that ends the string whose first character is text[at]; npos when it never ends.
// Counting backslashes backwards looks at each run of them once, so this is linear.
std::size_t end_of_string(std::string_view text, std::size_t at) {
    std::size_t const begin = at;
    for (;;) {
        std::size_t const quote = text.find('"', at);
        if (quote == std::string_view::npos) return quote;
        std::size_t slashes = 0;
        while (quote - slashes > begin && text[quote - slashes - 1] == '\\')
            ++slashes;
        if (slashes % 2 == 0) return quote;
        at = quote + 1;
    }
}

// Strict JSON from nearly JSON, as some gateways write it: raw control characters, lone surrogates and bytes that are
// no UTF-8 inside strings.
std::string repaired(std::string_view skeleton) {
    std::string out;
    std::size_t at = 0;
    while (at < skeleton.size()) {
        std::size_t const quote = skeleton.find('"', at);
        std::size_t const end = quote == std::string_view::npos ? quote : end_of_string(skeleton, quote + 1);
        if (end == std::string_view::npos) break;
        out += skeleton.substr(at, quote - at);
        std::string meaning;
        append_unescaped(meaning, skeleton.substr(quote + 1, end - quote - 1));
        out += json_quoted(meaning);
        at = end + 1;
    }
    out += skeleton.substr(std::min(at, skeleton.size()));
    return out;
}

nlohmann::json const null_value;

} // namespace

JsonDoc::JsonDoc(std::string_view text) : root_(std::make_unique<nlohmann::json>()) {
    std::string skeleton;
    cut(text, skeleton);
    if (state_ != State::ok) return;
    *root_ = nlohmann::json::parse(skeleton, nullptr, false);
    if (root_->is_discarded()) *root_ = nlohmann::json::parse(repaired(skeleton), nullptr, false);
    if (root_->is_discarded()) {
        *root_ = nullptr;
        state_ = State::broken;
    }
}

JsonDoc::~JsonDoc() = default;

// The depth is limited here, before anything recursive can see the value.
void JsonDoc::cut(std::string_view text, std::string& skeleton) {
    std::size_t const begin = text.find_first_not_of(" \t\r\n");
    consumed_ = text.size();
    if (begin == std::string_view::npos || (text[begin] != '{' && text[begin] != '[')) return;
    int depth = 0;
    std::size_t copied = begin; // everything before it is in the skeleton
    for (std::size_t at = begin; at < text.size(); ++at) {
        char const c = text[at];
        if (c == '"') {
            std::size_t const end = end_of_string(text, at + 1);
            if (end == std::string_view::npos) break;
            if (end - at - 1 > long_string) {
                skeleton += text.substr(copied, at - copied);
                skeleton += "\"\\u0001" + std::to_string(long_strings_.size()) + '"';
                long_strings_.push_back(text.substr(at + 1, end - at - 1));
                copied = end + 1;
            }
            at = end;
        } else if (c == '{' || c == '[') {
            if (++depth > deepest_nesting) return;
        } else if (c == '}' || c == ']') {
            if (--depth == 0) {
                consumed_ = at + 1;
                skeleton += text.substr(copied, at + 1 - copied);
                state_ = skeleton.size() <= largest_skeleton ? State::ok : State::broken;
                return;
            }
        }
        if (skeleton.size() + (at - std::min(copied, at)) > largest_skeleton) return;
    }
    state_ = State::cut_off;
}

std::string_view JsonDoc::text_of(nlohmann::json const& value, std::string& scratch) const {
    if (!value.is_string()) return {};
    auto const& text = value.get_ref<std::string const&>();
    if (text.size() < 2 || text[0] != placeholder_mark) return text;
    // A reply may write a placeholder itself: it then names one of its own strings, which does no harm.
    std::size_t index = 0;
    auto const [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), index);
    if (error != std::errc{} || end != text.data() + text.size() || index >= long_strings_.size()) return text;
    std::string_view const raw = long_strings_[index];
    if (raw.find('\\') == std::string_view::npos) return raw;
    scratch.clear();
    scratch.reserve(raw.size());
    append_unescaped(scratch, raw);
    return scratch;
}

std::string JsonDoc::copy_of(nlohmann::json const& value) const {
    std::string scratch;
    std::string_view const text = text_of(value, scratch);
    if (!scratch.empty() && text.data() == scratch.data()) return scratch;
    return std::string(text);
}

nlohmann::json const& member(nlohmann::json const& value, char const* name) {
    if (!value.is_object()) return null_value;
    auto const found = value.find(name);
    return found == value.end() ? null_value : *found;
}

nlohmann::json const& member(nlohmann::json const& value, char const* name, char const* other_name) {
    nlohmann::json const& first = member(value, name);
    return first.is_null() ? member(value, other_name) : first;
}

} // namespace inlay::wire

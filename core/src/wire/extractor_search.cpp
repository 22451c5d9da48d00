// Which pictures does a reply hold where no known reply has one? Every string that no shape has taken is looked at: a
// whole picture in Base64 or in a data URI is known by its bytes, an address by its key or its ending. What a service
// thinks aloud, sends back of the request or shows in between is no answer.
#include "wire/extractor.h"

#include "inlay/base64.h"

#include "wire/json_text.h"
#include "wire/picture_check.h"
#include "wire/text_scan.h"
#include "wire/withheld.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace inlay::wire {
namespace {

using nlohmann::json;
using Words = std::string_view;

constexpr std::size_t longest_address = 8192;
constexpr std::size_t most_loose_bytes = 256u << 20;
constexpr std::size_t most_loose_paths = 256;

template <std::size_t Count>
bool contains_any(Words text, std::array<Words, Count> const& parts) {
    return std::ranges::any_of(parts, [&](Words part) { return text.find(part) != Words::npos; });
}
template <std::size_t Count>
bool is_any(Words text, std::array<Words, Count> const& names) {
    return std::ranges::find(names, text) != names.end();
}

std::string plain_key(Words key) {
    std::string plain;
    for (char const c : lower_case(key))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
    return plain;
}

// "reasoning_content", "thoughts", "thinking"
bool is_thought_key(Words key) {
    return contains_any(key, std::array<Words, 3>{"thought", "thinking", "reasoning"});
}

// The request sent back, a preview, a signature.
bool is_no_answer(Words key) {
    constexpr std::array<Words, 15> names{
        "input", "inputs",    "request", "initimage", "initimages",   "inputimage",      "inputimages", "imageinput",
        "mask",  "maskimage", "preview", "previews",  "currentimage", "partialimageb64", "partialimage"};
    return is_any(key, names) || key.ends_with("signature");
}

// Addresses that are asked for something else, or show something else.
bool leads_elsewhere(Words key) {
    constexpr std::array<Words, 28> parts{"status",  "poll",      "cancel",     "webhook",     "callback", "avatar",
                                          "icon",    "logo",      "doc",        "help",        "support",  "terms",
                                          "license", "website",   "home",       "profile",     "schema",   "stream",
                                          "video",   "audio",     "thumb",      "refer",       "citation", "retrieve",
                                          "next",    "grounding", "annotation", "searchresult"};
    return contains_any(key, parts);
}

bool is_address_key(Words key) {
    constexpr std::array<Words, 8> ends{"url", "uri", "urls", "uris", "href", "src", "link", "links"};
    constexpr std::array<Words, 10> parts{"image",  "img",    "picture", "photo", "artifact",
                                          "output", "sample", "media",   "asset", "download"};
    return std::ranges::any_of(ends, [&](Words end) { return key.ends_with(end); }) || contains_any(key, parts);
}

bool is_thought(JsonDoc const& doc, json const& object) {
    json const& mark = member(object, "thought");
    std::string const type = doc.copy_of(member(object, "type"));
    return (mark.is_boolean() && mark.get<bool>()) || type == "thinking" || type == "reasoning" || type == "thought";
}

// A film, a sound, a page that the model has read.
bool is_something_else(JsonDoc const& doc, json const& object) {
    for (auto const* field : {"mimeType", "mime_type", "media_type", "content_type"}) {
        std::string const mime = lower_case(doc.copy_of(member(object, field)));
        if (mime.starts_with("video/") || mime.starts_with("audio/") || mime.starts_with("text/")) return true;
    }
    std::string const type = plain_key(doc.copy_of(member(object, "type")));
    return type.find("citation") != std::string::npos || type.find("video") != std::string::npos;
}

// A conversation may be sent back whole, with what the person has sent.
bool is_the_persons(JsonDoc const& doc, json const& object) {
    std::string const role = doc.copy_of(member(object, "role"));
    return role == "user" || role == "system";
}

bool is_preview(JsonDoc const& doc, json const& object) {
    return !member(object, "partial_image_index").is_null() ||
           doc.copy_of(member(object, "type")).find("partial_image") != std::string::npos;
}

} // namespace

void Extractor::search(json const& value, Around const& around) {
    if (value.is_array()) {
        for (json const& entry : value)
            search(entry, around);
    } else if (value.is_object()) {
        search_object(value, around);
    } else if (value.is_string() && !taken_.contains(&value)) {
        search_text(value, around);
    }
}

void Extractor::search_object(json const& value, Around const& around) {
    if (is_the_persons(*doc_, value) || is_preview(*doc_, value)) return;
    bool const thought = around.thought || is_thought(*doc_, value);
    bool const elsewhere = around.elsewhere || is_something_else(*doc_, value);
    Mark const mark = std::max(around.mark, mark_of(*doc_, value));
    for (auto const& [name, inner] : value.items()) {
        std::string key = plain_key(name);
        if (is_no_answer(key)) continue;
        bool const in_thought = thought || is_thought_key(key);
        bool const leads_away = elsewhere || leads_elsewhere(key);
        std::string path = around.path + '/' + key;
        search(inner, {std::move(key), in_thought, leads_away, mark, std::move(path)});
    }
}

void Extractor::search_text(json const& value, Around const& around) {
    std::string scratch;
    Words const text = trimmed(doc_->text_of(value, scratch));
    if (text.empty()) return;
    bool const room = loose_bytes_ + text.size() <= most_loose_bytes &&
                      (loose_.size() < most_loose_paths || loose_.contains(around.path));
    if (one_of_many_ && room && !around.thought) {
        loose_[around.path].add(doc_->text_of(value, scratch));
        loose_bytes_ += text.size();
    }
    bool const address = is_http(text) || is_relative_address(text);
    if (address && text.size() <= longest_address && text.find_first_of(" \t\r\n") == Words::npos) {
        bool const wanted = looks_like_image_url(text) || is_address_key(around.key);
        if (wanted && !around.elsewhere)
            add({{{}, {}, std::string(text)}, around.thought ? Place::thought : Place::guessed_url, 0, around.mark});
        return;
    }
    for (ScannedImage const& image : scan_text(text).images) {
        if (image.is_url) {
            if (!around.thought && !around.elsewhere)
                add({{{}, {}, std::string(image.content)}, Place::guessed_url, 0, around.mark});
            continue;
        }
        auto bytes = base64::decode(image.content);
        if (!bytes || !is_any_picture(*bytes)) continue;
        Place place = around.thought ? Place::thought : Place::elsewhere;
        if (!is_whole_picture(*bytes)) place = Place::damaged;
        add({{std::move(*bytes), std::string(image.mime), {}}, place, 0, around.mark});
    }
}

// Pictures that came in pieces, each in an event of its own.
void Extractor::scan_loose_texts() {
    for (auto const& [path, joiner] : loose_)
        for (ScannedImage const& image : scan_text(joiner.text()).images) {
            if (image.is_url) continue;
            auto bytes = base64::decode(image.content);
            if (bytes && is_any_picture(*bytes) && is_whole_picture(*bytes))
                add({{std::move(*bytes), std::string(image.mime), {}}, Place::elsewhere, 0, Mark::none});
        }
}

} // namespace inlay::wire

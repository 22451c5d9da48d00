// How does one part of a reply become a picture or words: a content part, an entry of a list, a string?
#include "wire/extractor.h"

#include "inlay/base64.h"
#include "inlay/codec.h"

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

constexpr std::size_t most_images = 64;

// Sound and video travel in the same fields.
bool is_other_medium(std::string_view mime) {
    return mime.starts_with("audio/") || mime.starts_with("video/") || mime.starts_with("text/");
}

} // namespace

void Extractor::take_message(json const& message, int candidate) {
    if (!message.is_object()) return;
    found_.known_shape = true;
    if (json const& images = member(message, "images"); images.is_array())
        for (json const& image : images)
            take_image(image, {{}, candidate, false});
    for (auto const* field : {"image", "b64_json"})
        if (json const& image = member(message, field); !image.is_null()) take_image(image, {{}, candidate, false});
    json const& content = member(message, "content");
    std::string scratch;
    if (content.is_string())
        found_.texts[candidate].add(words_of(content, scratch));
    else
        take_parts(content, candidate);
    take_parts(member(message, "content_blocks"), candidate);
    // AIHubMix and others: the same parts once more, with the picture.
    if (json const& parts = member(message, "multi_mod_content"); parts.is_array()) {
        bool const has_words = content.is_string() && !content.get_ref<std::string const&>().empty();
        if (!has_words) take_parts(parts, candidate);
        for (json const& part : parts)
            if (std::string unused; has_words) take_part(part, candidate, unused);
    }
    if (json const& refusal = member(message, "refusal"); refusal.is_string()) found_.refusal += doc_->copy_of(refusal);
}

// The texts of one event are one piece: a stream that repeats itself does so event by event.
void Extractor::take_parts(json const& parts, int candidate) {
    if (!parts.is_array()) return;
    found_.known_shape = true;
    std::string text;
    for (json const& part : parts)
        take_part(part, candidate, text);
    found_.texts[candidate].add(text);
}

void Extractor::take_part(json const& part, int candidate, std::string& text) {
    std::string scratch;
    if (part.is_string()) {
        text += words_of(part, scratch);
        return;
    }
    // Portkey streams the blocks of a message as deltas within the delta.
    if (json const& inner = member(part, "delta"); inner.is_object()) return take_part(inner, candidate, text);
    json const& thought_mark = member(part, "thought");
    std::string const type = doc_->copy_of(member(part, "type"));
    bool const thought = (thought_mark.is_boolean() && thought_mark.get<bool>()) || type == "thinking" ||
                         type == "reasoning" || type == "thought";
    // A thought signature stands beside pictures that are no thoughts, so only the mark counts.
    if (take_image(part, {{}, candidate, thought})) return;
    if (json const& words = member(part, "text"); words.is_string() && !thought) text += words_of(words, scratch);
}

std::string_view Extractor::words_of(json const& value, std::string& scratch) {
    if (value.is_string()) taken_.insert(&value);
    return doc_->text_of(value, scratch);
}

// data[], predictions[], images[]; `holder` may mark each of them.
void Extractor::take_list(json const& list, json const& holder) {
    if (!list.is_array()) return;
    found_.known_shape = true;
    if (list.empty()) found_.empty_list = true;
    std::size_t position = 0;
    for (json const& entry : list) {
        bool const is_picture = take_image(entry, {{}, 0, false, mark_of_entry(*doc_, holder, position++)});
        if (auto error = find_error(*doc_, entry); error && !is_picture && !found_.error)
            found_.error = std::move(error);
        if (json const& reason = member(entry, "raiFilteredReason", "rai_filtered_reason"); reason.is_string())
            found_.filtered_reason = doc_->copy_of(reason);
    }
}

// A task's output (string or list of strings), the Responses API's and the Interactions API's lists.
void Extractor::take_output(json const& output) {
    if (output.is_null()) return;
    if (output.is_string() || output.is_array()) found_.known_shape = true;
    if (output.is_string()) {
        std::string scratch;
        if (!take_image(output, {})) found_.texts[0].add(words_of(output, scratch));
        return;
    }
    if (!output.is_array()) return;
    std::string text;
    for (json const& entry : output) {
        if (json const& parts = member(entry, "content"); parts.is_array())
            take_parts(parts, 0);
        else if (entry.is_string() ? !take_image(entry, {}) : true)
            take_part(entry, 0, text);
    }
    found_.texts[0].add(text);
}

void Extractor::take_partial(json const& value) {
    found_.known_shape = true;
    found_.partial = true;
    if (!on_preview_) return;
    std::string scratch;
    std::string_view const base64 = doc_->text_of(member(value, "b64_json", "partial_image_b64"), scratch);
    if (auto const bytes = base64::decode(base64); bytes && !bytes->empty()) on_preview_(*bytes);
}

// True when `value` is or holds a picture, even one that cannot be read.
bool Extractor::take_image(json const& value, Origin origin) {
    if (value.is_string()) {
        std::string scratch;
        bool const took = take_image_text(doc_->text_of(value, scratch), origin);
        if (took) taken_.insert(&value);
        return took;
    }
    if (!value.is_object()) return false;
    origin.mark = std::max(origin.mark, mark_of(*doc_, value));
    std::string mime(origin.mime);
    for (auto const* field : {"mimeType", "mime_type", "media_type"})
        if (json const& declared = member(value, field); declared.is_string()) mime = doc_->copy_of(declared);
    if (json const& format = member(value, "output_format"); mime.empty() && format.is_string())
        mime = "image/" + doc_->copy_of(format);
    origin.mime = mime;
    if (is_other_medium(mime)) return false;
    for (auto const* field : {"inlineData", "inline_data", "source", "fileData", "file_data", "image_url", "image"})
        if (json const& inner = member(value, field); inner.is_object()) return take_image(inner, origin);
    std::string const type = doc_->copy_of(member(value, "type"));
    bool const is_something_else = !type.empty() && type.find("image") == std::string::npos;
    // Bytes before addresses: they need no further request.
    constexpr std::array fields{
        "b64_json",  "bytesBase64Encoded", "data",  "result", "image_base64", "base64",  "b64",
        "image_url", "image_urls",         "image", "url",    "urls",         "fileUri", "file_uri"};
    return std::ranges::any_of(
        fields, [&](char const* field) { return take_image_field(value, field, origin, is_something_else); });
}

bool Extractor::take_image_field(json const& value, char const* field, Origin origin, bool is_something_else) {
    json const& content = member(value, field);
    if (content.is_array()) { // apib and others: a list of one where everybody has the address itself
        bool took = false;
        for (json const& entry : content)
            took = (entry.is_string() && take_image(entry, origin)) || took;
        return took;
    }
    if (!content.is_string()) return false;
    std::string scratch;
    std::string_view const text = doc_->text_of(content, scratch);
    if (is_http(text) && is_something_else && !looks_like_image_url(text)) return false; // a citation, a file
    return take_image(content, origin);
}

bool Extractor::take_image_text(std::string_view text, Origin origin) {
    text = trimmed(text);
    std::string_view mime;
    std::string_view base64;
    Place const place = origin.thought ? Place::thought : Place::field;
    if (text.empty()) return false;
    if (split_data_uri(text, mime, base64)) {
        if (is_other_medium(mime)) return false;
        origin.mime = mime;
        add_base64(base64, origin, place);
    } else if (is_http(text) || is_relative_address(text)) {
        if (!origin.mime.empty() && !origin.mime.starts_with("image/")) return false;
        add({{{}, std::string(origin.mime), std::string(text)}, place, origin.candidate, origin.mark});
    } else if (text.size() < 16 || text.substr(0, 200).find_first_of(" .:") != std::string_view::npos) {
        return false; // words, a file's name or an identifier
    } else {
        add_base64(text, origin, place);
    }
    return true;
}

void Extractor::add_base64(std::string_view base64, Origin origin, Place place) {
    auto bytes = base64::decode(base64);
    if (!bytes || bytes->empty()) {
        found_.damaged = bytes ? "no bytes" : bytes.error().message;
        return;
    }
    // A piece of a picture, or bytes that are none, are offered only when there is nothing else: decoding says why.
    if (!is_whole_picture(*bytes)) place = Place::damaged;
    add({{std::move(*bytes), std::string(origin.mime), {}}, place, origin.candidate, origin.mark});
}

// The same picture may stand in several fields and events. The last mention says where in the order it belongs, the
// best one how good it is.
void Extractor::add(FoundImage image) {
    if (in_talk_ && on_preview_ && !image.image.bytes.empty()) on_preview_(image.image.bytes);
    auto const same = std::ranges::find_if(found_.images, [&](FoundImage const& other) {
        return other.image.bytes == image.image.bytes && other.image.url == image.image.url;
    });
    if (same != found_.images.end()) {
        image.place = std::min(image.place, same->place);
        image.mark = std::max(image.mark, same->mark);
        if (image.image.declared_mime.empty()) image.image.declared_mime = same->image.declared_mime;
        found_.images.erase(same);
    }
    if (found_.images.size() < most_images) found_.images.push_back(std::move(image));
}

void Extractor::scan_texts() {
    for (auto& [candidate, joiner] : found_.texts) {
        TextScan scan = scan_text(joiner.text());
        for (ScannedImage const& image : scan.images) {
            Origin const origin{image.mime, candidate, false};
            if (image.is_url)
                add({{{}, {}, std::string(image.content)}, Place::text_url, candidate, Mark::none});
            else if (!is_other_medium(image.mime))
                add_base64(image.content, origin, Place::text_data);
        }
        std::string const words = valid_utf8(scan.words);
        joiner = {};
        joiner.add(words);
    }
    scan_loose_texts();
}

} // namespace inlay::wire

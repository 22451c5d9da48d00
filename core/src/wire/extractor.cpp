// Which pictures, words and numbers does a reply hold, whoever wrote it? See extractor.h; the parts of each shape are
// in extractor_parts.cpp.
#include "wire/extractor.h"

#include "wire/json_text.h"
#include "wire/withheld.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace inlay::wire {
namespace {

using nlohmann::json;

constexpr int deepest_wrapping = 4; // {"response":{"data":{…}}}

// Numbers are sometimes sent as strings.
std::optional<std::int64_t> count(JsonDoc const& doc, json const& value) {
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (value.is_number()) {
        double const number = value.get<double>();
        if (number > -9e15 && number < 9e15) return static_cast<std::int64_t>(number);
    }
    if (value.is_string()) {
        std::string const text = doc.copy_of(value);
        std::int64_t number = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc{} && end == text.data() + text.size()) return number;
    }
    return std::nullopt;
}

void set(std::optional<std::int64_t>& target, std::optional<std::int64_t> value) {
    if (value) target = value;
}

} // namespace

void Extractor::take(JsonDoc const& doc, std::string_view event, bool one_of_many) {
    if (doc.state() != JsonDoc::State::ok) return;
    doc_ = &doc;
    one_of_many_ = one_of_many;
    taken_.clear();
    walk(doc.root(), event, 0);
    if (event.find("partial_image") == std::string_view::npos) search(doc.root(), {});
    doc_ = nullptr;
}

void Extractor::walk(json const& value, std::string_view event, int level) {
    if (level > deepest_wrapping) return;
    if (value.is_array()) { // a stream without alt=sse is one array of replies
        for (json const& entry : value)
            walk(entry, event, level + 1);
        return;
    }
    if (!value.is_object()) return;
    if (auto error = find_error(*doc_, value); error && (!found_.error || found_.error->message.empty()))
        found_.error = std::move(error);
    std::string type = doc_->copy_of(member(value, "type"));
    if (type.empty()) type = event;
    bool const knew = found_.known_shape;
    found_.known_shape = false;
    walk_known(value, type);
    for (auto const* wrapper : {"response", "result", "data"})
        if (json const& inner = member(value, wrapper); inner.is_object()) {
            walk(inner, type, level + 1);
            // The entry itself in place of a list of one.
            if (!found_.error && take_image(inner, {{}, 0, false, mark_of(*doc_, value)})) found_.known_shape = true;
        }
    bool const known_here = found_.known_shape;
    found_.known_shape = known_here || knew;
    // {"detail":…}, {"code":…,"msg":…}: an error only where nothing else makes sense.
    if (!known_here && !found_.error && level == 0) found_.error = find_any_error(*doc_, value);
}

// In the order in which the shapes are trusted.
void Extractor::walk_known(json const& value, std::string_view type) {
    take_usage(value);
    if (json const& version = member(value, "modelVersion", "model"); version.is_string())
        found_.model_version = doc_->copy_of(version);
    if (json const& id = member(value, "responseId", "id"); id.is_string()) found_.response_id = doc_->copy_of(id);
    if (json const& feedback = member(value, "promptFeedback", "prompt_feedback"); feedback.is_object()) {
        found_.known_shape = true;
        if (json const& reason = member(feedback, "blockReason", "block_reason"); reason.is_string()) {
            found_.block_reason = doc_->copy_of(reason);
            found_.block_message = doc_->copy_of(member(feedback, "blockReasonMessage", "block_reason_message"));
        }
    }
    in_talk_ = true;
    take_candidates(member(value, "candidates"));
    take_choices(member(value, "choices"));
    in_talk_ = false;
    if (json const& message = member(value, "message"); message.is_object()) take_message(message, 0);
    for (auto const* parts : {"content", "content_blocks"})
        if (json const& list = member(value, parts); list.is_array()) take_parts(list, 0);
    for (auto const* list : {"data", "predictions", "images", "artifacts"})
        take_list(member(value, list), value);
    take_output(member(value, "output"));
    take_output(member(value, "outputs"));
    if (json const& steps = member(value, "steps"); steps.is_array())
        for (json const& step : steps)
            take_output(member(step, "content"));
    take_delta(member(value, "delta"), type);
    bool const is_partial =
        type.find("partial_image") != std::string_view::npos || !member(value, "partial_image_index").is_null();
    if (is_partial)
        take_partial(value);
    else if (!member(value, "b64_json").is_null() || type.ends_with("partial_succeeded") || type.ends_with("completed"))
        found_.known_shape = take_image(value, {}) || found_.known_shape;
}

// The deltas of Google's Interactions ({"type":"image","data":…}) and of OpenAI's Responses (a string).
void Extractor::take_delta(json const& delta, std::string_view type) {
    json const& words = delta.is_string() ? delta : member(delta, "text");
    bool const is_words = delta.is_object() || type.find("output_text") != std::string_view::npos;
    std::string scratch;
    if (delta.is_object() && take_image(delta, {}))
        found_.known_shape = true;
    else if (words.is_string() && is_words)
        found_.texts[0].add(words_of(words, scratch));
}

void Extractor::take_usage(json const& value) {
    json const& usage = member(value, "usageMetadata", "usage");
    if (!usage.is_object()) return;
    found_.known_shape = true;
    auto const number = [&](json const& from, char const* one, char const* other) {
        return count(*doc_, member(from, one, other));
    };
    Usage& out = found_.usage;
    set(out.input_tokens, number(usage, "promptTokenCount", "prompt_token_count"));
    set(out.input_tokens, number(usage, "input_tokens", "prompt_tokens"));
    set(out.output_tokens, number(usage, "candidatesTokenCount", "candidates_token_count"));
    set(out.output_tokens, number(usage, "output_tokens", "completion_tokens"));
    set(out.total_tokens, number(usage, "totalTokenCount", "total_tokens"));
    for (auto const* field : {"completion_tokens_details", "output_tokens_details"}) {
        json const& details = member(usage, field);
        set(out.image_tokens, number(details, "image_tokens", "imageTokens"));
        if (auto const reasoning = number(details, "reasoning_tokens", "reasoningTokens"))
            found_.reasoning_tokens = *reasoning;
    }
    if (json const& details = member(usage, "candidatesTokensDetails", "candidates_tokens_details"); details.is_array())
        for (json const& detail : details)
            if (doc_->copy_of(member(detail, "modality")) == "IMAGE")
                set(out.image_tokens, number(detail, "tokenCount", "token_count"));
    if (json const& cost = member(usage, "cost"); cost.is_number()) out.cost_usd = cost.get<double>();
}

void Extractor::take_finish(json const& reason, int candidate) {
    if (!reason.is_string()) return;
    std::string text = doc_->copy_of(reason);
    if (text.empty()) return;
    found_.finish_reason = text;
    found_.finish_reasons[candidate] = std::move(text);
}

// Google's shape.
void Extractor::take_candidates(json const& candidates) {
    if (!candidates.is_array()) return;
    found_.known_shape = true;
    int position = 0;
    for (json const& candidate : candidates) {
        int const index = static_cast<int>(count(*doc_, member(candidate, "index")).value_or(position) & 0xFFFF);
        ++position;
        json const& content = member(candidate, "content");
        take_parts(content.is_array() ? content : member(content, "parts"), index);
        take_finish(member(candidate, "finishReason", "finish_reason"), index);
        if (json const& message = member(candidate, "finishMessage", "finish_message"); message.is_string())
            found_.finish_message = doc_->copy_of(message);
    }
}

// OpenAI's chat shape. Some gateways send `message` in a stream and `delta` outside of one.
void Extractor::take_choices(json const& choices) {
    if (!choices.is_array()) return;
    found_.known_shape = true;
    int position = 0;
    for (json const& choice : choices) {
        int const index = static_cast<int>(count(*doc_, member(choice, "index")).value_or(position) & 0xFFFF);
        ++position;
        if (auto error = find_error(*doc_, choice); error && !found_.error) found_.error = std::move(error);
        take_message(member(choice, "delta"), index);
        take_message(member(choice, "message"), index);
        std::string scratch;
        found_.texts[index].add(words_of(member(choice, "text"), scratch));
        take_finish(member(choice, "finish_reason", "finishReason"), index);
        // "content_filter" is what gateways make of every reason; the native one says which.
        std::string const native = doc_->copy_of(member(choice, "native_finish_reason"));
        if (!native.empty() && lower_case(found_.finish_reasons[index]) == "content_filter")
            found_.finish_reasons[index] = native;
    }
}

} // namespace inlay::wire

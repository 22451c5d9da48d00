// Why does a reply that reports no error hold no picture? Each of the known shapes has its own sentence.
#include "wire/reply_error.h"

#include "wire/json_text.h"

#include <algorithm>
#include <array>

namespace inlay::wire {
namespace {

constexpr std::int64_t tokens_of_an_image = 700; // the smallest picture counts 747

std::string upper_case(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

std::string quote(std::string_view words) {
    return words.empty() ? "." : ": “" + std::string(words) + "”";
}

struct Reason {
    std::string_view name;
    std::string_view sentence;
};

constexpr std::array prompt_reasons{
    Reason{"SAFETY", "The safety filter refused the prompt or the picture"},
    Reason{"BLOCKLIST", "The prompt contains words on the service's blocklist"},
    Reason{"PROHIBITED_CONTENT", "The prompt or the picture is prohibited content for the service"},
    Reason{"IMAGE_SAFETY", "The safety filter refused the picture that was sent"},
    Reason{"MODEL_ARMOR", "A filter of the service's operator (Model Armor) refused the prompt"},
    Reason{"JAILBREAK", "The prompt was taken for an attempt to get around the filters"},
    Reason{"OTHER", "The prompt was refused, and the service does not say why"},
};

constexpr std::array answer_reasons{
    Reason{"SAFETY", "The safety filter stopped the answer"},
    Reason{"IMAGE_SAFETY", "The picture was made and then withheld by the safety filter"},
    Reason{"PROHIBITED_CONTENT", "The answer was stopped as prohibited content"},
    Reason{"IMAGE_PROHIBITED_CONTENT", "The picture was withheld as prohibited content"},
    Reason{"RECITATION", "The answer was stopped because it came too close to existing work"},
    Reason{"IMAGE_RECITATION", "The picture was withheld because it came too close to an existing one"},
    Reason{"BLOCKLIST", "The answer was stopped by the service's blocklist"},
    Reason{"SPII", "The answer was stopped because it may show personal data"},
    Reason{"LANGUAGE", "The model does not understand the language of the prompt"},
    Reason{"MODEL_ARMOR", "A filter of the service's operator (Model Armor) stopped the answer"},
    Reason{"CONTENT_FILTER", "A content filter stopped the answer"},
    Reason{"NO_IMAGE", "The model finished without making a picture"},
    Reason{"IMAGE_OTHER", "The model could not make the picture, and the service does not say why"},
    Reason{"OTHER", "The model stopped, and the service does not say why"},
};

template <std::size_t Count>
std::string sentence_for(std::array<Reason, Count> const& reasons, std::string const& name,
                         std::string_view otherwise) {
    auto const found = std::ranges::find(reasons, std::string_view(name), &Reason::name);
    return found != reasons.end() ? std::string(found->sentence) : std::string(otherwise) + " (" + name + ")";
}

bool is_normal(std::string_view reason) {
    constexpr std::array<std::string_view, 7> normal{
        "", "STOP", "MAX_TOKENS", "LENGTH", "END_TURN", "COMPLETED", "FINISH_REASON_UNSPECIFIED"};
    return std::ranges::find(normal, std::string_view(upper_case(reason))) != normal.end();
}

bool pressing_again_helps(std::string const& reason) {
    return reason == "NO_IMAGE" || reason == "IMAGE_OTHER" || reason == "OTHER" || reason.starts_with("MALFORMED");
}

std::string all_words(Found const& found) {
    std::string words;
    for (auto const& [candidate, joiner] : found.texts) {
        std::string_view const text = trimmed(joiner.text());
        if (!text.empty()) words.append(words.empty() ? "" : "\n").append(text);
    }
    return words;
}

Error blocked_prompt(Found const& found, Answerer const& from) {
    std::string const reason = upper_case(from.words(found.block_reason));
    return {ErrorCode::prompt_blocked,
            sentence_for(prompt_reasons, reason, "The prompt or the picture was refused") +
                quote(from.words(found.block_message)),
            "Change the prompt, or select another part of the picture.",
            from.detail("blockReason " + found.block_reason)};
}

Error stopped_answer(Found const& found, std::string_view finish_reason, Answerer const& from) {
    std::string const reason = upper_case(from.words(finish_reason));
    std::string const detail = from.detail("finishReason " + std::string(finish_reason));
    std::string const words = from.words(found.finish_message.empty() ? all_words(found) : found.finish_message);
    if (reason == "ERROR")
        return {ErrorCode::service_error, from.name() + " stopped with an error" + quote(words),
                "Try again, or choose another Model.", detail};
    return {ErrorCode::answer_blocked,
            sentence_for(answer_reasons, reason, "The model stopped before it made a picture") + quote(words),
            pressing_again_helps(reason) ? "Try again; a second attempt often works."
                                         : "Change the prompt, or select another part of the picture.",
            detail};
}

// Words and thoughts cost tokens too (a word's token is at least a byte); what remains beyond them must have been a
// picture.
bool was_billed(Found const& found, std::size_t words_size) {
    Usage const& usage = found.usage;
    if (usage.image_tokens) return *usage.image_tokens >= tokens_of_an_image;
    if (!usage.output_tokens) return false;
    return *usage.output_tokens - found.reasoning_tokens - static_cast<std::int64_t>(words_size) >= tokens_of_an_image;
}

} // namespace

Error withheld_picture(Answerer const& from) {
    return {ErrorCode::answer_blocked, "The picture was made and then withheld by the safety filter.",
            "Change the prompt, or select another part of the picture.", from.detail("marked as withheld")};
}

Error no_image_error(Found const& found, Answerer const& from) {
    if (!found.block_reason.empty() && found.block_reason != "BLOCK_REASON_UNSPECIFIED")
        return blocked_prompt(found, from);
    for (auto const& [candidate, reason] : found.finish_reasons)
        if (!is_normal(reason)) return stopped_answer(found, reason, from);
    if (found.withheld) return withheld_picture(from);
    if (!found.filtered_reason.empty())
        return {ErrorCode::answer_blocked,
                "The pictures were made and then filtered out: “" + from.words(found.filtered_reason) + "”",
                "Change the prompt, or select another part of the picture.", from.detail("raiFilteredReason")};
    if (!found.refusal.empty())
        return {ErrorCode::answer_blocked, "The model refused: “" + from.words(found.refusal) + "”",
                "Change the prompt.", from.detail("refusal")};
    if (!found.damaged.empty())
        return {ErrorCode::undecodable, "The picture in the reply is damaged and cannot be read.",
                "Try again; if it stays, turn Stream on or off, or choose another Provider.",
                from.detail(found.damaged)};
    if (found.partial)
        return {ErrorCode::connection_lost,
                "The connection ended before the finished picture came; only a preview had arrived.", "Try again.",
                from.detail("partial images only")};
    std::string const words = all_words(found);
    if (was_billed(found, words.size()))
        return {ErrorCode::billed_without_image, from.name() + " counted a picture and did not deliver it.",
                "Choose the Gemini wire format for this provider, or another Provider.",
                from.detail("output tokens " +
                            std::to_string(found.usage.image_tokens.value_or(found.usage.output_tokens.value_or(0))))};
    if (!words.empty())
        return {ErrorCode::words_only,
                "The model answered with words instead of a picture: “" + from.words(words) + "”",
                "Ask for a picture in so many words, or choose a Model that makes pictures.",
                from.detail(found.finish_reason.empty() ? "" : "finishReason " + found.finish_reason)};
    if (found.empty_list)
        return {ErrorCode::prompt_blocked,
                from.name() + " returned an empty list of pictures, which usually means that it refused the prompt.",
                "Change the prompt, or select another part of the picture.", from.detail("empty list")};
    return {ErrorCode::empty_reply, from.name() + " returned an empty reply.", "Try again, or choose another Model.",
            from.detail(found.finish_reason.empty() ? "" : "finishReason " + found.finish_reason)};
}

} // namespace inlay::wire

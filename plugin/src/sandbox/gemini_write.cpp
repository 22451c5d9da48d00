// How does a reply of generateContent look, whole and streamed?
#include "gemini.h"

#include "inlay/base64.h"

#include <nlohmann/json.hpp>

namespace inlay::sandbox {

namespace {

using Json = nlohmann::ordered_json;

Json usage_of(Question const& question, Answer const& answer) {
    Json usage = {{"promptTokenCount", answer.prompt_tokens + answer.sent_picture_tokens}};
    int const words = word_tokens(answer.words);
    int const candidates = words + answer.answer_picture_tokens;
    if (candidates > 0) usage["candidatesTokenCount"] = candidates;
    usage["totalTokenCount"] = answer.prompt_tokens + answer.sent_picture_tokens + candidates;
    usage["promptTokensDetails"] = Json::array({{{"modality", "TEXT"}, {"tokenCount", answer.prompt_tokens}}});
    if (!question.pictures.empty())
        usage["promptTokensDetails"].push_back({{"modality", "IMAGE"}, {"tokenCount", answer.sent_picture_tokens}});
    if (answer.answer_picture_tokens > 0) {
        usage["candidatesTokensDetails"] =
            Json::array({{{"modality", "IMAGE"}, {"tokenCount", answer.answer_picture_tokens}}});
    }
    return usage;
}

Json envelope(Question const& question, Answer const& answer, Json candidate) {
    return {{"candidates", Json::array({std::move(candidate)})},
            {"usageMetadata", usage_of(question, answer)},
            {"modelVersion", question.model_name},
            {"responseId", answer.id}};
}

Json picture_part(Answer const& answer, std::string const& bytes) {
    return {{"inlineData", {{"mimeType", answer.mime}, {"data", base64::encode(bytes)}}}};
}

Json content(Json parts) {
    return {{"parts", std::move(parts)}, {"role", "model"}};
}

Json ratings(bool blocked) {
    Json all = Json::array();
    for (char const* category : {"HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_HATE_SPEECH",
                                 "HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_DANGEROUS_CONTENT"}) {
        bool const this_one = blocked && all.size() == 3;
        Json rating = {{"category", category}, {"probability", this_one ? "HIGH" : "NEGLIGIBLE"}};
        if (this_one) rating["blocked"] = true;
        all.push_back(std::move(rating));
    }
    return all;
}

// The reply as the events of a stream; without streaming they are one.
std::vector<Json> events_of(Question const& question, Answer const& answer) {
    auto const stopped = [&](Json candidate_content) {
        return Json{{"content", std::move(candidate_content)}, {"finishReason", "STOP"}, {"index", 0}};
    };
    switch (answer.verdict) {
    case Verdict::prompt_blocked:
        return {
            {{"promptFeedback", {{"blockReason", "SAFETY"}, {"safetyRatings", ratings(true)}}},
             {"usageMetadata", {{"promptTokenCount", answer.prompt_tokens}, {"totalTokenCount", answer.prompt_tokens}}},
             {"modelVersion", question.model_name},
             {"responseId", answer.id}}};
    case Verdict::picture_withheld:
        return {envelope(question, answer,
                         {{"content", Json::object()},
                          {"finishReason", "IMAGE_SAFETY"},
                          {"finishMessage", "Unable to show the generated image. The image was filtered out because it "
                                            "violated the policy. You will not be "
                                            "charged for blocked images. Try rephrasing the prompt."},
                          {"index", 0}})};
    case Verdict::words_only:
        return {envelope(question, answer, stopped(content(Json::array({{{"text", answer.words}}}))))};
    case Verdict::nothing:
    case Verdict::billed_without_picture:
        return {envelope(question, answer, stopped({{"role", "model"}}))};
    case Verdict::error_inside:
        return {{{"error",
                  {{"code", 503},
                   {"message", "The model is overloaded. Please try again later."},
                   {"status", "UNAVAILABLE"}}}}};
    case Verdict::pictures:
        break;
    }
    if (!question.stream) {
        Json parts = Json::array({{{"text", answer.words}}});
        for (std::string const& picture : answer.pictures)
            parts.push_back(picture_part(answer, picture));
        return {envelope(question, answer, stopped(content(std::move(parts))))};
    }
    std::vector<Json> events;
    events.push_back(
        envelope(question, answer, {{"content", content(Json::array({{{"text", answer.words}}}))}, {"index", 0}}));
    for (std::string const& picture : answer.pictures) {
        events.push_back(envelope(question, answer,
                                  {{"content", content(Json::array({picture_part(answer, picture)}))}, {"index", 0}}));
    }
    events.push_back(envelope(question, answer, stopped(content(Json::array({{{"text", ""}}})))));
    return events;
}

} // namespace

Outgoing write_generate_content(Question const& question, Answer const& answer) {
    std::vector<Json> const events = events_of(question, answer);
    if (!question.stream) return whole(200, gemini_json, events.front().dump(2) + "\n");
    Outgoing out;
    out.headers.push_back({"Content-Type", question.sse ? "text/event-stream" : gemini_json});
    for (std::size_t i = 0; i < events.size(); ++i) {
        std::string text =
            question.sse ? "data: " + events[i].dump() + "\r\n\r\n"
                         : (i == 0 ? "[" : ",\r\n") + events[i].dump(2) + (i + 1 == events.size() ? "\n]\n" : "\n");
        // The words come first, the picture when the time is over.
        out.pieces.push_back({std::move(text), events.size() == 1 ? 1.0
                                               : i == 0           ? 0.5
                                               : i + 1 == events.size()
                                                   ? 0.0
                                                   : 0.5 / static_cast<double>(events.size() - 2)});
    }
    return out;
}

} // namespace inlay::sandbox

// How does the sandbox speak Google's generateContent? As strictly as Google does: unknown fields, sizes and ratios
// that the model does not have, and types that are not the picture's are refused.
#include "dialect.h"

#include "inlay/base64.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace inlay::sandbox {

namespace {

using Json = nlohmann::ordered_json;

constexpr char const* json_type = "application/json; charset=UTF-8";

std::string_view status_name(int status) {
    switch (status) {
    case 400:
        return "INVALID_ARGUMENT";
    case 401:
        return "UNAUTHENTICATED";
    case 403:
        return "PERMISSION_DENIED";
    case 404:
        return "NOT_FOUND";
    case 429:
        return "RESOURCE_EXHAUSTED";
    case 499:
        return "CANCELLED";
    case 500:
        return "INTERNAL";
    case 503:
        return "UNAVAILABLE";
    case 504:
        return "DEADLINE_EXCEEDED";
    default:
        return "UNKNOWN";
    }
}

std::string snake(std::string_view camel) {
    std::string out;
    for (char const c : camel) {
        if (c >= 'A' && c <= 'Z') {
            out += '_';
            out += static_cast<char>(c - 'A' + 'a');
        } else {
            out += c;
        }
    }
    return out;
}

// A member under its camelCase or its snake_case name; nullptr when there is neither.
Json const* member(Json const& object, std::string_view camel) {
    if (!object.is_object()) return nullptr;
    auto found = object.find(std::string(camel));
    if (found == object.end()) found = object.find(snake(camel));
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(Json const* value) {
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

template <std::size_t N>
std::optional<Problem> unknown_field(Json const& object, std::array<std::string_view, N> const& known,
                                     std::string const& where) {
    for (auto const& [key, value] : object.items()) {
        bool const is_known = std::ranges::any_of(
            known, [&, &name = key](std::string_view field) { return field == name || snake(field) == name; });
        if (is_known) continue;
        std::string const at = where.empty() ? "" : " at '" + where + "'";
        return refusal(400, "Invalid JSON payload received. Unknown name \"" + key + "\"" + at + ": Cannot find field.")
            .value();
    }
    return std::nullopt;
}

constexpr std::array<std::string_view, 11> request_fields{
    "contents",         "model",         "tools",  "toolConfig", "safetySettings", "systemInstruction",
    "generationConfig", "cachedContent", "labels", "store",      "serviceTier"};
constexpr std::array<std::string_view, 24> config_fields{"stopSequences",
                                                         "responseMimeType",
                                                         "responseSchema",
                                                         "responseJsonSchema",
                                                         "responseModalities",
                                                         "candidateCount",
                                                         "maxOutputTokens",
                                                         "temperature",
                                                         "topP",
                                                         "topK",
                                                         "seed",
                                                         "presencePenalty",
                                                         "frequencyPenalty",
                                                         "responseLogprobs",
                                                         "logprobs",
                                                         "enableEnhancedCivicAnswers",
                                                         "speechConfig",
                                                         "thinkingConfig",
                                                         "imageConfig",
                                                         "mediaResolution",
                                                         "routingConfig",
                                                         "audioTimestamp",
                                                         "modelSelectionConfig",
                                                         "responseFormat"};
constexpr std::array<std::string_view, 2> image_fields{"aspectRatio", "imageSize"};
constexpr std::array<std::string_view, 5> vertex_image_fields{"aspectRatio", "imageSize", "imageOutputOptions",
                                                              "personGeneration", "prominentPeople"};
constexpr std::array<std::string_view, 15> part_fields{"text",
                                                       "inlineData",
                                                       "fileData",
                                                       "thought",
                                                       "thoughtSignature",
                                                       "functionCall",
                                                       "functionResponse",
                                                       "executableCode",
                                                       "codeExecutionResult",
                                                       "videoMetadata",
                                                       "mediaResolution",
                                                       "toolCall",
                                                       "toolResponse",
                                                       "partMetadata",
                                                       "audioTranscription"};

std::optional<Problem> read_part(Json const& part, std::string const& where, Question& question) {
    if (auto unknown = unknown_field(part, part_fields, where)) return unknown;
    if (Json const* text = member(part, "text"); text != nullptr && text->is_string()) {
        if (!question.prompt.empty()) question.prompt += '\n';
        question.prompt += text->get<std::string>();
        return std::nullopt;
    }
    Json const* const blob = member(part, "inlineData");
    if (blob == nullptr) {
        return member(part, "fileData") != nullptr
                   ? refusal(
                         400,
                         "Cannot fetch content from the provided URL: the sandbox fetches nothing. Send inlineData.")
                         .value()
                   : refusal(400, "Unable to submit request because it must have a text or inlineData parameter.")
                         .value();
    }
    std::string const mime = text_of(member(*blob, "mimeType"));
    auto bytes = base64::decode(text_of(member(*blob, "data")));
    if (!bytes)
        return refusal(400, "Invalid value at '" + where + ".inline_data.data' (TYPE_BYTES), Base64 decoding failed.")
            .value();
    if (mime.empty())
        return refusal(400, "Unable to submit request because it must have a mimeType parameter in '" + where +
                                ".inline_data'.")
            .value();
    auto picture = read_picture(std::move(*bytes), mime);
    if (!picture) {
        if (picture.error() == PictureFault::unsupported_type)
            return refusal(400, "Unsupported MIME type: " + mime).value();
        return refusal(400, "Unable to process input image. Please retry or report in "
                            "https://developers.generativeai.google/guide/troubleshooting")
            .value();
    }
    question.pictures.push_back(std::move(*picture));
    return std::nullopt;
}

std::optional<Problem> read_contents(Json const& body, Question& question) {
    Json const* const contents = member(body, "contents");
    if (contents == nullptr || !contents->is_array() || contents->empty()) {
        return refusal(400, "* GenerateContentRequest.contents: contents is not specified\n").value();
    }
    for (std::size_t i = 0; i < contents->size(); ++i) {
        Json const& content = (*contents)[i];
        std::string const where = "contents[" + std::to_string(i) + "]";
        std::string const role = text_of(member(content, "role"));
        if (!role.empty() && role != "user" && role != "model")
            return refusal(400, "Please use a valid role: user, model.").value();
        Json const* const parts = member(content, "parts");
        if (parts == nullptr || !parts->is_array() || parts->empty()) {
            return refusal(400, "* GenerateContentRequest." + where + ".parts: contents.parts must not be empty.\n")
                .value();
        }
        if (role == "model") continue; // what a model said earlier is no part of the question
        for (std::size_t k = 0; k < parts->size(); ++k) {
            if (auto fault = read_part((*parts)[k], where + ".parts[" + std::to_string(k) + "]", question))
                return fault;
        }
    }
    if (question.prompt.find_first_not_of(" \t\r\n") == std::string::npos) {
        return refusal(400, "Unable to submit request because it must have a text parameter.").value();
    }
    return std::nullopt;
}

std::optional<Problem> read_image_config(Json const& config, Route const& route, Question& question) {
    auto unknown = route.vertex ? unknown_field(config, vertex_image_fields, "generation_config.image_config")
                                : unknown_field(config, image_fields, "generation_config.image_config");
    if (unknown) return unknown;
    question.ratio = text_of(member(config, "aspectRatio"));
    question.size = text_of(member(config, "imageSize"));
    if (!question.ratio.empty() && !takes_ratio(*question.model, question.ratio)) {
        return refusal(400,
                       "Invalid aspect ratio: " + question.ratio + " is not supported for " + question.model_name + ".")
            .value();
    }
    if (!question.size.empty() && !takes_size(*question.model, question.size)) {
        return refusal(400,
                       "Invalid image size: " + question.size + " is not supported for " + question.model_name + ".")
            .value();
    }
    if (Json const* output = member(config, "imageOutputOptions")) {
        std::string const mime = text_of(member(*output, "mimeType"));
        if (mime == "image/png" || mime == "image/jpeg") question.format = mime.substr(6);
    }
    return std::nullopt;
}

std::optional<Problem> read_config(Json const& config, Route const& route, Question& question) {
    if (auto unknown = unknown_field(config, config_fields, "generation_config")) return unknown;
    if (Json const* candidates = member(config, "candidateCount");
        candidates != nullptr && candidates->is_number_integer() && *candidates != 1) {
        return refusal(400, "Multiple candidates is not enabled for models/" + question.model_name).value();
    }
    if (Json const* modalities = member(config, "responseModalities");
        modalities != nullptr && modalities->is_array()) {
        bool picture = modalities->empty();
        for (Json const& modality : *modalities) {
            std::string name = modality.is_string() ? modality.get<std::string>() : std::string();
            for (char& c : name)
                c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
            if (name != "TEXT" && name != "IMAGE") {
                return refusal(400, "Invalid value at 'generation_config.response_modalities' "
                                    "(type.googleapis.com/google.ai.generativelanguage."
                                    "v1beta.GenerationConfig.Modality), " +
                                        modality.dump())
                    .value();
            }
            picture = picture || name == "IMAGE";
        }
        question.wants_picture = picture;
    }
    if (Json const* image = member(config, "imageConfig"); image != nullptr && image->is_object())
        return read_image_config(*image, route, question);
    return std::nullopt;
}

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

class Gemini final : public Dialect {
  public:
    [[nodiscard]] Outcome<Question> read(Incoming const& incoming, Route const& route) const override {
        Json const body = Json::parse(incoming.body, nullptr, false);
        if (body.is_discarded()) return refusal(400, "Invalid JSON payload received. Unexpected token.\n");
        if (!body.is_object())
            return refusal(400, "Invalid JSON payload received. Unknown name \"\": Root element must be a message.");
        Question question;
        question.model_name = route.model;
        question.stream = route.stream;
        question.sse = ("&" + incoming.query + "&").find("&alt=sse&") != std::string::npos;
        question.model = find_model(route.model);
        if (question.model == nullptr) {
            return refusal(404, "models/" + route.model + " is not found for API version " + route.version +
                                    ", or is not supported for generateContent. Call ListModels to see the list of "
                                    "available models and their supported methods.");
        }
        if (auto unknown = unknown_field(body, request_fields, "")) return tl::unexpected(*unknown);
        if (Json const* config = member(body, "generationConfig"); config != nullptr && config->is_object()) {
            if (auto fault = read_config(*config, route, question)) return tl::unexpected(*fault);
        }
        if (auto fault = read_contents(body, question)) return tl::unexpected(*fault);
        return question;
    }

    [[nodiscard]] Outgoing write(Question const& question, Answer const& answer) const override {
        std::vector<Json> const events = events_of(question, answer);
        if (!question.stream) return whole(200, json_type, events.front().dump(2) + "\n");
        Outgoing out;
        out.headers.push_back({"Content-Type", question.sse ? "text/event-stream" : json_type});
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

    [[nodiscard]] Outgoing refuse(Problem const& problem) const override {
        bool const region = problem.reason == "FAILED_PRECONDITION";
        Json error = {{"code", problem.status},
                      {"message", problem.message},
                      {"status", region ? "FAILED_PRECONDITION" : status_name(problem.status)}};
        if (!problem.reason.empty() && !region) {
            error["details"].push_back({{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                                        {"reason", problem.reason},
                                        {"domain", "googleapis.com"},
                                        {"metadata", {{"service", "generativelanguage.googleapis.com"}}}});
        }
        if (problem.status == 429) {
            char const* const quota = problem.per_day ? "GenerateRequestsPerDayPerProjectPerModel"
                                                      : "GenerateRequestsPerMinutePerProjectPerModel";
            error["details"].push_back(
                {{"@type", "type.googleapis.com/google.rpc.QuotaFailure"},
                 {"violations", Json::array({{{"quotaMetric", "generativelanguage.googleapis.com/generate_requests"},
                                              {"quotaId", quota}}})}});
            error["details"].push_back({{"@type", "type.googleapis.com/google.rpc.RetryInfo"},
                                        {"retryDelay", std::to_string(problem.retry_seconds) + "s"}});
        }
        return whole(problem.status, json_type, Json{{"error", std::move(error)}}.dump(2) + "\n");
    }

    [[nodiscard]] Problem typical(int status, std::string_view variant) const override {
        auto const said = [&](std::string message, std::string reason = {}) {
            return Problem{status, std::move(message), {}, {}, std::move(reason), 0, false};
        };
        switch (status) {
        case 400:
            if (variant == "key") return said("API key not valid. Please pass a valid API key.", "API_KEY_INVALID");
            if (variant == "location")
                return said("User location is not supported for the API use.", "FAILED_PRECONDITION");
            return said("Request contains an invalid argument.");
        case 401:
            return said("Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie "
                        "or other valid authentication credential.");
        case 402:
            return said("Your prepayment credits are depleted.");
        case 403:
            return said("Method doesn't allow unregistered callers (callers without established identity). Please use "
                        "API Key or other form of API consumer identity to call this API.");
        case 404:
            return said(
                "models/gemini-2.0-flash-exp-image is not found for API version v1beta, or is not supported for "
                "generateContent. Call ListModels to see the list of available models and their supported methods.");
        case 413:
            return said("Request payload size exceeds the limit: 104857600 bytes.");
        case 429: {
            bool const day = variant == "day";
            Problem limit = said("You exceeded your current quota, please check your plan and billing details. For "
                                 "more information on this error, head to: "
                                 "https://ai.google.dev/gemini-api/docs/rate-limits. Please retry in " +
                                 std::string(day ? "41020" : "2") + "s.");
            limit.retry_seconds = day ? 41020 : 2;
            limit.per_day = day;
            return limit;
        }
        case 500:
            return said("An internal error has occurred. Please retry or report in "
                        "https://developers.generativeai.google/guide/troubleshooting");
        case 503:
            return said("The model is overloaded. Please try again later.");
        case 504:
            return said("Deadline expired before operation could complete.");
        default:
            return said("The sandbox was asked to answer with HTTP " + std::to_string(status) + ".");
        }
    }

    [[nodiscard]] Outgoing list_models() const override {
        Json list = Json::array();
        for (ModelFacts const& model : all_models())
            list.push_back(described(model));
        return whole(200, json_type, Json{{"models", std::move(list)}}.dump(2) + "\n");
    }

    [[nodiscard]] Outgoing show_model(std::string_view id) const override {
        ModelFacts const* const model = find_model(id);
        if (model == nullptr)
            return refuse(
                refusal(404, "Model is not found: models/" + std::string(id) + " for api version v1beta").value());
        return whole(200, json_type, described(*model).dump(2) + "\n");
    }

  private:
    static Json described(ModelFacts const& model) {
        return {{"name", "models/" + std::string(model.id)},
                {"version", "sandbox"},
                {"displayName", model.name},
                {"description", "Stood in for by Inlay's sandbox: no model is asked."},
                {"inputTokenLimit", 32768},
                {"outputTokenLimit", 32768},
                {"supportedGenerationMethods", {"generateContent", "countTokens"}},
                {"temperature", 1},
                {"topP", 0.95},
                {"topK", 64},
                {"maxTemperature", 1}};
    }
};

} // namespace

Dialect const& gemini_dialect() {
    static Gemini const dialect;
    return dialect;
}

} // namespace inlay::sandbox

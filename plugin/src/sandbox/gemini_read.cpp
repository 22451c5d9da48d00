// How is a generateContent request read? As strictly as Google does: unknown fields, sizes and ratios that the model
// does not have, and types that are not the picture's are refused. Field names are taken in camelCase and in
// snake_case, as by Google.
#include "gemini.h"

#include "inlay/base64.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace inlay::sandbox {

namespace {

using Json = nlohmann::ordered_json;

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

} // namespace

std::string not_found_text(std::string_view model, std::string_view version) {
    return "models/" + std::string(model) + " is not found for API version " + std::string(version) +
           ", or is not supported for generateContent. Call ListModels to see the list of available models and their "
           "supported methods.";
}

Outcome<Question> read_generate_content(Incoming const& incoming, Route const& route) {
    Json const body = Json::parse(incoming.body, nullptr, false);
    if (body.is_discarded()) return refusal(400, "Invalid JSON payload received. Unexpected token.\n");
    if (!body.is_object())
        return refusal(400, "Invalid JSON payload received. Unknown name \"\": Root element must be a message.");
    Question question;
    question.model_name = route.model;
    question.stream = route.stream;
    question.sse = ("&" + incoming.query + "&").find("&alt=sse&") != std::string::npos;
    question.model = find_model(route.model);
    if (question.model == nullptr) return refusal(404, not_found_text(route.model, route.version));
    if (auto unknown = unknown_field(body, request_fields, "")) return tl::unexpected(*unknown);
    if (Json const* config = member(body, "generationConfig"); config != nullptr && config->is_object()) {
        if (auto fault = read_config(*config, route, question)) return tl::unexpected(*fault);
    }
    if (auto fault = read_contents(body, question)) return tl::unexpected(*fault);
    return question;
}

} // namespace inlay::sandbox

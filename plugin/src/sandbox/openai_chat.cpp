// How does the sandbox speak chat completions? As the gateways do: the picture is Markdown in the words by default (the
// new-api family), and objects in images[] when the request has "modalities" (OpenRouter, LiteLLM).
#include "openai.h"

#include "inlay/base64.h"

#include <nlohmann/json.hpp>

namespace inlay::sandbox {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(Json const& object, char const* key) {
    auto const found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string data_uri(Answer const& answer, std::string const& picture) {
    return "data:" + answer.mime + ";base64," + base64::encode(picture);
}

Json usage_of(Question const& question, Answer const& answer) {
    int const prompt = answer.prompt_tokens + answer.sent_picture_tokens;
    int const completion = word_tokens(answer.words) + answer.answer_picture_tokens;
    Json usage = {
        {"prompt_tokens", prompt},
        {"completion_tokens", completion},
        {"total_tokens", prompt + completion},
        {"prompt_tokens_details",
         {{"cached_tokens", 0}, {"text_tokens", answer.prompt_tokens}, {"image_tokens", answer.sent_picture_tokens}}},
        {"completion_tokens_details", {{"reasoning_tokens", 0}, {"image_tokens", answer.answer_picture_tokens}}}};
    if (question.images_field) usage["cost"] = 0;
    return usage;
}

class Chat final : public OpenAi {
  public:
    [[nodiscard]] std::string_view format() const override { return "openai-chat"; }
    [[nodiscard]] std::optional<Route> route(std::string_view path) const override {
        return path.ends_with("/chat/completions") ? std::optional(Route{}) : std::nullopt;
    }
    [[nodiscard]] bool owns(std::string_view path) const override { return route(path).has_value(); }
    [[nodiscard]] std::string_view addresses() const override {
        return "POST /v1/chat/completions                        stream or not; pictures as Markdown, with "
               "\"modalities\" in images[]\n";
    }

    [[nodiscard]] Outcome<Question> read(Incoming const& incoming, Route const& /*route*/) const override {
        Json const body = Json::parse(incoming.body, nullptr, false);
        if (!body.is_object())
            return refusal(400,
                           "We could not parse the JSON body of your request. The OpenAI API expects a JSON payload.");
        Question question;
        question.model_name = text_of(body, "model");
        if (question.model_name.empty()) return refusal(400, "you must provide a model parameter");
        question.model = find_model(question.model_name);
        if (question.model == nullptr) return tl::unexpected(unknown_model(question.model_name));
        question.stream = body.value("stream", Json(false)) == Json(true);
        if (auto const options = body.find("stream_options"); options != body.end() && options->is_object()) {
            question.usage_chunk = options->value("include_usage", Json(false)) == Json(true);
        }
        if (auto const modalities = body.find("modalities"); modalities != body.end() && modalities->is_array()) {
            question.images_field = true;
            question.wants_picture =
                std::find(modalities->begin(), modalities->end(), Json("image")) != modalities->end();
        }
        if (auto const config = body.find("image_config"); config != body.end() && config->is_object()) {
            question.ratio = text_of(*config, "aspect_ratio");
            question.size = text_of(*config, "image_size");
            bool const known_ratio = question.ratio.empty() || takes_ratio(*question.model, question.ratio);
            if (!known_ratio)
                return refusal(400, "Invalid value for 'image_config.aspect_ratio'.", "invalid_value",
                               "image_config.aspect_ratio");
            bool const known_size =
                question.size.empty() || question.size == "1K" || takes_size(*question.model, question.size);
            if (!known_size)
                return refusal(400, "Invalid value for 'image_config.image_size'.", "invalid_value",
                               "image_config.image_size");
        }
        if (auto fault = read_messages(body, question)) return tl::unexpected(*fault);
        return question;
    }

    [[nodiscard]] Outgoing write(Question const& question, Answer const& answer) const override {
        if (answer.verdict == Verdict::error_inside && !question.stream) {
            return whole(200, "application/json",
                         Json{{"error", {{"message", "Provider returned error"}, {"code", 502}}}}.dump() + "\n");
        }
        return question.stream ? streamed(question, answer) : at_once(question, answer);
    }

  private:
    static std::optional<Problem> read_part(Json const& part, std::string const& where, Question& question) {
        if (!part.is_object()) return refusal(400, "Invalid type for '" + where + "'.", "invalid_type", where).value();
        std::string const type = text_of(part, "type");
        if (type == "text") {
            if (!question.prompt.empty()) question.prompt += '\n';
            question.prompt += text_of(part, "text");
            return std::nullopt;
        }
        if (type != "image_url")
            return refusal(400, "Invalid value: '" + type + "'. Supported values are: 'text' and 'image_url'.",
                           "invalid_value", where + ".type")
                .value();
        auto const url = part.find("image_url");
        if (url == part.end())
            return refusal(400, "Missing required parameter: '" + where + ".image_url'.", "missing_required_parameter",
                           where + ".image_url")
                .value();
        std::string const address = url->is_object()   ? text_of(*url, "url")
                                    : url->is_string() ? url->get<std::string>()
                                                       : std::string();
        return add_data_uri(address, where + ".image_url", question.pictures);
    }

    static std::optional<Problem> read_messages(Json const& body, Question& question) {
        auto const messages = body.find("messages");
        if (messages == body.end() || !messages->is_array() || messages->empty()) {
            return refusal(400, "Missing required parameter: 'messages'.", "missing_required_parameter", "messages")
                .value();
        }
        for (std::size_t i = 0; i < messages->size(); ++i) {
            Json const& message = (*messages)[i];
            std::string const where = "messages[" + std::to_string(i) + "]";
            if (!message.is_object() || text_of(message, "role").empty()) {
                return refusal(400, "Missing required parameter: '" + where + ".role'.", "missing_required_parameter",
                               where + ".role")
                    .value();
            }
            if (text_of(message, "role") != "user") continue;
            auto const content = message.find("content");
            if (content == message.end()) continue;
            if (content->is_string()) {
                if (!question.prompt.empty()) question.prompt += '\n';
                question.prompt += content->get<std::string>();
            } else if (content->is_array()) {
                for (std::size_t k = 0; k < content->size(); ++k) {
                    if (auto fault = read_part((*content)[k], where + ".content[" + std::to_string(k) + "]", question))
                        return fault;
                }
            }
        }
        if (question.prompt.find_first_not_of(" \t\r\n") == std::string::npos) {
            return refusal(400, "Missing required parameter: the last message has no text.",
                           "missing_required_parameter", "messages")
                .value();
        }
        return std::nullopt;
    }

    static std::string_view finish_reason(Answer const& answer) {
        return answer.verdict == Verdict::prompt_blocked || answer.verdict == Verdict::picture_withheld
                   ? "content_filter"
                   : "stop";
    }
    static Json native_reason(Answer const& answer) {
        return answer.verdict == Verdict::picture_withheld ? "IMAGE_SAFETY"
               : answer.verdict == Verdict::prompt_blocked ? "SAFETY"
                                                           : "STOP";
    }
    static bool silent(Answer const& answer) {
        return answer.verdict != Verdict::pictures && answer.verdict != Verdict::words_only;
    }

    static Json images_of(Answer const& answer) {
        Json images = Json::array();
        for (std::string const& picture : answer.pictures) {
            images.push_back(
                {{"type", "image_url"}, {"image_url", {{"url", data_uri(answer, picture)}}}, {"index", images.size()}});
        }
        return images;
    }
    static std::string markdown_of(Answer const& answer) {
        std::string text;
        for (std::string const& picture : answer.pictures) {
            if (!text.empty()) text += '\n';
            text += "![image](" + data_uri(answer, picture) + ")";
        }
        return text;
    }

    static Json head(Question const& question, Answer const& answer, char const* object) {
        Json reply = {{"id", (question.images_field ? "gen-" : "chatcmpl-") + answer.id}};
        if (question.images_field) reply["provider"] = "Inlay sandbox";
        reply["object"] = object;
        reply["created"] = answer.created;
        reply["model"] = question.model_name;
        reply["system_fingerprint"] = nullptr;
        return reply;
    }

    static Outgoing at_once(Question const& question, Answer const& answer) {
        Json message = {{"role", "assistant"}};
        if (silent(answer)) {
            message["content"] = answer.verdict == Verdict::billed_without_picture ? Json("") : Json(nullptr);
        } else if (question.images_field) {
            message["content"] = answer.words;
            if (!answer.pictures.empty()) message["images"] = images_of(answer);
        } else {
            message["content"] = answer.pictures.empty() ? answer.words : answer.words + "\n" + markdown_of(answer);
        }
        message["refusal"] = nullptr;
        Json choice = {{"index", 0},
                       {"message", std::move(message)},
                       {"logprobs", nullptr},
                       {"finish_reason", finish_reason(answer)}};
        if (question.images_field) choice["native_finish_reason"] = native_reason(answer);
        Json reply = head(question, answer, "chat.completion");
        reply["choices"] = Json::array({std::move(choice)});
        reply["usage"] = usage_of(question, answer);
        return whole(200, "application/json", reply.dump() + "\n");
    }

    static Outgoing streamed(Question const& question, Answer const& answer) {
        Outgoing out;
        out.headers.push_back({"Content-Type", "text/event-stream; charset=utf-8"});
        out.headers.push_back({"Cache-Control", "no-cache"});
        auto const send = [&](Json choices, double share, Json more = Json::object()) {
            Json chunk = head(question, answer, "chat.completion.chunk");
            chunk["choices"] = std::move(choices);
            chunk.update(more);
            out.pieces.push_back({"data: " + chunk.dump() + "\n\n", share});
        };
        auto const choice = [&](Json delta, Json finish = nullptr) {
            Json one = {
                {"index", 0}, {"delta", std::move(delta)}, {"logprobs", nullptr}, {"finish_reason", std::move(finish)}};
            if (question.images_field && !one["finish_reason"].is_null())
                one["native_finish_reason"] = native_reason(answer);
            return Json::array({std::move(one)});
        };
        // OpenRouter keeps the line alive with comments while the model works.
        if (question.images_field) out.pieces.push_back({": OPENROUTER PROCESSING\n\n", 0.3});
        send(choice({{"role", "assistant"}, {"content", ""}}), 0.3);
        if (answer.verdict == Verdict::error_inside) {
            send(choice({{"content", ""}}), 0.4, {{"error", {{"code", 502}, {"message", "Provider returned error"}}}});
            out.pieces.push_back({"data: [DONE]\n\n", 0});
            return out;
        }
        if (!silent(answer)) {
            // In two deltas, so that words that belong together do arrive apart.
            std::size_t const half = answer.words.find(' ', answer.words.size() / 2);
            send(choice({{"content", answer.words.substr(0, half)}}), 0);
            if (half != std::string::npos) send(choice({{"content", answer.words.substr(half)}}), 0);
        }
        if (!answer.pictures.empty()) {
            if (question.images_field) {
                send(choice({{"role", "assistant"}, {"content", ""}, {"images", images_of(answer)}}), 0.4);
            } else {
                send(choice({{"content", std::string("\n").append(markdown_of(answer))}}), 0.7);
            }
        }
        send(choice(Json::object(), finish_reason(answer)), 0);
        bool const billed = answer.verdict == Verdict::billed_without_picture; // the usage is all there is to see of it
        if (question.usage_chunk || question.images_field || billed)
            send(Json::array(), 0, {{"usage", usage_of(question, answer)}});
        out.pieces.push_back({"data: [DONE]\n\n", 0});
        return out;
    }
};

} // namespace

Dialect const& openai_chat_dialect(); // in the list of dialects.cpp
Dialect const& openai_chat_dialect() {
    static Chat const dialect;
    return dialect;
}

} // namespace inlay::sandbox

// How does the sandbox speak OpenAI's image endpoints? generations takes JSON; edits takes a form, or JSON with data
// URIs.
#include "openai.h"

#include "inlay/base64.h"
#include "multipart.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace inlay::sandbox {

namespace {

using Json = nlohmann::ordered_json;

struct Fields { // both kinds of body, in one shape
    std::vector<std::pair<std::string, std::string>> texts;
    [[nodiscard]] std::string text(std::string_view name) const {
        for (auto const& [key, value] : texts) {
            if (key == name) return value;
        }
        return {};
    }
};

constexpr std::array<std::string_view, 15> known_fields{
    "prompt",     "model",      "n",      "size",           "quality", "output_format",  "output_compression",
    "background", "moderation", "stream", "partial_images", "user",    "input_fidelity", "images",
    "mask"};

std::optional<int> whole_number(std::string const& text) {
    int value = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Problem wrong_value(std::string const& name, std::string const& value) {
    return refusal(400, "Invalid value: '" + value + "' for '" + name + "'.", "invalid_value", name).value();
}

std::optional<Problem> read_size(std::string const& text, Question& question) {
    if (text.empty() || text == "auto") return std::nullopt;
    std::size_t const x = text.find('x');
    auto const width = x == std::string::npos ? std::nullopt : whole_number(text.substr(0, x));
    auto const height = x == std::string::npos ? std::nullopt : whole_number(text.substr(x + 1));
    if (!width || !height) return wrong_value("size", text);
    Size const size{*width, *height};
    bool const classic = size == Size{1024, 1024} || size == Size{1536, 1024} || size == Size{1024, 1536};
    bool const free_sizes = question.model->id.starts_with("gpt-image-2");
    bool const multiple = size.width > 0 && size.height > 0 && size.width % 16 == 0 && size.height % 16 == 0 &&
                          size.width <= 3840 && size.height <= 3840;
    bool const ratio = multiple && size.width <= 3 * size.height && size.height <= 3 * size.width;
    if (!classic && !(free_sizes && ratio)) return wrong_value("size", text);
    if (question.model->family == Family::gpt_image) {
        question.exact = size;
    } else { // gateways hand the size on as the nearest ratio
        question.ratio = nearest_ratio(*question.model, size);
    }
    return std::nullopt;
}

std::optional<Problem> read_fields(Fields const& fields, Question& question) {
    question.prompt = fields.text("prompt");
    if (question.prompt.find_first_not_of(" \t\r\n") == std::string::npos) {
        return refusal(400, "Missing required parameter: 'prompt'.", "missing_required_parameter", "prompt").value();
    }
    if (question.prompt.size() > 32000)
        return refusal(400, "Invalid 'prompt': string too long. Expected a string with maximum length 32000.",
                       "string_above_max_length", "prompt")
            .value();
    question.model_name = fields.text("model").empty() ? "gpt-image-1" : fields.text("model");
    question.model = find_model(question.model_name);
    if (question.model == nullptr) {
        return refusal(400, "Invalid value: '" + question.model_name + "'. The model does not exist.", "invalid_value",
                       "model")
            .value();
    }
    for (auto const& [name, value] : fields.texts) {
        if (std::ranges::find(known_fields, name) == known_fields.end()) {
            return refusal(400, "Unknown parameter: '" + name + "'.", "unknown_parameter", name).value();
        }
    }
    auto const ranged = [&](char const* name, int low, int high, int& out) -> std::optional<Problem> {
        std::string const text = fields.text(name);
        if (text.empty()) return std::nullopt;
        auto const number = whole_number(text);
        if (!number || *number < low || *number > high) return wrong_value(name, text);
        out = *number;
        return std::nullopt;
    };
    int compression = 100;
    if (auto fault = ranged("n", 1, 10, question.count)) return fault;
    if (auto fault = ranged("partial_images", 0, 3, question.partial_images)) return fault;
    if (auto fault = ranged("output_compression", 0, 100, compression)) return fault;
    auto const one_of = [&](char const* name, std::initializer_list<std::string_view> allowed,
                            std::string& out) -> std::optional<Problem> {
        std::string const text = fields.text(name);
        if (text.empty()) return std::nullopt;
        if (std::ranges::find(allowed, text) == allowed.end()) return wrong_value(name, text);
        out = text;
        return std::nullopt;
    };
    question.quality = "high";
    question.background = "opaque";
    if (auto fault = one_of("output_format", {"png", "jpeg", "webp"}, question.format)) return fault;
    if (auto fault = one_of("quality", {"low", "medium", "high", "auto"}, question.quality)) return fault;
    if (auto fault = one_of("background", {"transparent", "opaque", "auto"}, question.background)) return fault;
    if (question.quality == "auto") question.quality = "high";
    question.background = "opaque"; // what the sandbox draws has no transparency
    question.stream = fields.text("stream") == "true";
    return read_size(fields.text("size"), question);
}

std::optional<Problem> check_mask(Question const& question) {
    if (!question.mask || question.pictures.empty() ||
        question.mask->image.size() == question.pictures.front().image.size())
        return std::nullopt;
    return refusal(400, "Invalid mask image: the mask must have the same dimensions as the image.",
                   "invalid_image_file", "mask")
        .value();
}

Json usage_of(Answer const& answer) {
    return {
        {"input_tokens", answer.prompt_tokens + answer.sent_picture_tokens},
        {"input_tokens_details", {{"image_tokens", answer.sent_picture_tokens}, {"text_tokens", answer.prompt_tokens}}},
        {"output_tokens", answer.answer_picture_tokens},
        {"output_tokens_details", {{"image_tokens", answer.answer_picture_tokens}, {"text_tokens", 0}}},
        {"total_tokens", answer.prompt_tokens + answer.sent_picture_tokens + answer.answer_picture_tokens}};
}

class Images final : public OpenAi {
  public:
    [[nodiscard]] std::string_view format() const override { return "openai-images"; }
    [[nodiscard]] std::optional<Route> route(std::string_view path) const override {
        if (!path.ends_with("/images/generations") && !path.ends_with("/images/edits")) return std::nullopt;
        Route route;
        route.edit = path.ends_with("/edits");
        return route;
    }
    [[nodiscard]] bool owns(std::string_view path) const override { return route(path).has_value(); }
    [[nodiscard]] std::string_view addresses() const override {
        return "POST /v1/images/generations, /v1/images/edits    JSON or form; stream with partial_images\n";
    }

    [[nodiscard]] Outcome<Question> read(Incoming const& incoming, Route const& route) const override {
        Question question;
        question.edit = route.edit;
        bool const form = incoming.header("content-type").starts_with("multipart/");
        auto fault = form && route.edit ? read_form_body(incoming, question) : read_json_body(incoming, question);
        if (!fault && route.edit && question.pictures.empty()) {
            fault = refusal(400, "Missing required parameter: 'image'.", "missing_required_parameter", "image").value();
        }
        if (!fault) fault = check_mask(question);
        if (fault) return tl::unexpected(*fault);
        return question;
    }

    [[nodiscard]] Outgoing write(Question const& question, Answer const& answer) const override {
        switch (answer.verdict) {
        case Verdict::prompt_blocked:
        case Verdict::picture_withheld:
            return refuse(refusal(400,
                                  "Your request was rejected by the safety system. If you believe this is an error, "
                                  "contact us at help.openai.com and include the request ID " +
                                      answer.id + ". safety_violations=[violence].",
                                  "moderation_blocked")
                              .value());
        case Verdict::error_inside:
            return whole(200, "application/json",
                         Json{{"error",
                               {{"message", "The server had an error while processing your request."},
                                {"type", "server_error"},
                                {"param", nullptr},
                                {"code", nullptr}}}}
                                 .dump(2) +
                             "\n");
        default:
            break;
        }
        return question.stream ? streamed(question, answer) : at_once(question, answer);
    }

  private:
    static std::optional<Problem> read_form_body(Incoming const& incoming, Question& question) {
        auto const form = read_form(incoming.header("content-type"), incoming.body);
        if (!form) return refusal(400, "Could not parse multipart form.").value();
        Fields fields;
        for (FormField const& field : *form) {
            if (field.name != "image" && field.name != "image[]" && field.name != "mask")
                fields.texts.emplace_back(field.name, std::string(field.value));
        }
        if (auto fault = read_fields(fields, question)) return fault;
        for (FormField const& field : *form) {
            bool const mask = field.name == "mask";
            if (field.name != "image" && field.name != "image[]" && !mask) continue;
            // A part without a type is application/octet-stream, which the service refuses.
            std::string const type = field.content_type.empty() ? "application/octet-stream" : field.content_type;
            std::vector<Picture> pictures;
            if (auto fault = add_picture(std::string(field.value), type, mask ? "mask" : "image", pictures))
                return fault;
            if (mask) {
                question.mask = std::move(pictures.front());
            } else {
                question.pictures.push_back(std::move(pictures.front()));
            }
        }
        if (question.pictures.size() > 16)
            return refusal(400, "Invalid 'image': too many images. Expected at most 16.", "array_above_max_length",
                           "image")
                .value();
        return std::nullopt;
    }

    static std::optional<Problem> read_json_body(Incoming const& incoming, Question& question) {
        Json const body = Json::parse(incoming.body, nullptr, false);
        if (!body.is_object())
            return refusal(400,
                           "We could not parse the JSON body of your request. The OpenAI API expects a JSON payload.")
                .value();
        Fields fields;
        for (auto const& [name, value] : body.items()) {
            if (value.is_null()) continue;
            bool const deep = value.is_array() || value.is_object();
            fields.texts.emplace_back(name, deep                ? std::string()
                                            : value.is_string() ? value.template get<std::string>()
                                                                : value.dump());
        }
        if (auto fault = read_fields(fields, question)) return fault;
        if (!question.edit) return std::nullopt;
        auto const address = [](Json const& entry) {
            auto const url = entry.is_object() ? entry.find("image_url") : entry.end();
            return entry.is_object() && url != entry.end() && url->is_string() ? url->get<std::string>()
                                                                               : std::string();
        };
        if (auto const images = body.find("images"); images != body.end() && images->is_array()) {
            for (std::size_t i = 0; i < images->size(); ++i) {
                if (auto fault = add_data_uri(address((*images)[i]), "images[" + std::to_string(i) + "].image_url",
                                              question.pictures))
                    return fault;
            }
        }
        if (auto const mask = body.find("mask"); mask != body.end() && mask->is_object()) {
            std::vector<Picture> masks;
            if (auto fault = add_data_uri(address(*mask), "mask.image_url", masks)) return fault;
            question.mask = std::move(masks.front());
        }
        return std::nullopt;
    }

    static Json facts(Question const& question, Answer const& answer) {
        return {{"background", question.background},
                {"output_format", answer.format},
                {"quality", question.quality},
                {"size", std::to_string(answer.size.width) + "x" + std::to_string(answer.size.height)}};
    }

    static Outgoing at_once(Question const& question, Answer const& answer) {
        Json data = Json::array();
        for (std::string const& picture : answer.pictures)
            data.push_back({{"b64_json", base64::encode(picture)}});
        Json reply = {{"created", answer.created}};
        reply.update(facts(question, answer));
        reply["data"] = std::move(data);
        reply["usage"] = usage_of(answer);
        return whole(200, "application/json", reply.dump(2) + "\n");
    }

    static Outgoing streamed(Question const& question, Answer const& answer) {
        Outgoing out;
        out.headers.push_back({"Content-Type", "text/event-stream; charset=utf-8"});
        std::string const prefix = question.edit ? "image_edit." : "image_generation.";
        auto const send = [&](std::string const& kind, std::string const& picture, Json const& more, double share) {
            Json event = {
                {"type", prefix + kind}, {"b64_json", base64::encode(picture)}, {"created_at", answer.created}};
            event.update(facts(question, answer));
            event.update(more);
            out.pieces.push_back({"event: " + prefix + kind + "\ndata: " + event.dump() + "\n\n", share});
        };
        double const share = 1.0 / static_cast<double>(answer.partial.size() + 1);
        for (std::size_t i = 0; i < answer.partial.size(); ++i)
            send("partial_image", answer.partial[i], {{"partial_image_index", i}}, share);
        for (std::string const& picture : answer.pictures)
            send("completed", picture, {{"usage", usage_of(answer)}}, share);
        if (out.pieces.empty()) out.pieces.push_back({": \n\n", 1});
        return out;
    }
};

} // namespace

Dialect const& openai_images_dialect(); // in the list of dialects.cpp
Dialect const& openai_images_dialect() {
    static Images const dialect;
    return dialect;
}

} // namespace inlay::sandbox

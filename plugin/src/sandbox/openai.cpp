// What does OpenAI say when something is wrong, and which models does it list?
#include "openai.h"

#include <nlohmann/json.hpp>

namespace inlay::sandbox {

namespace {

using Json = nlohmann::ordered_json;

std::string_view error_type(Problem const& problem) {
    if (problem.code == "insufficient_quota") return "insufficient_quota";
    if (problem.code == "invalid_image_file" || problem.code == "moderation_blocked")
        return "image_generation_user_error";
    switch (problem.status) {
    case 401:
        return "invalid_request_error";
    case 403:
        return "invalid_request_error";
    case 429:
        return "requests";
    default:
        return problem.status >= 500 ? "server_error" : "invalid_request_error";
    }
}

Json or_null(std::string const& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json described(ModelFacts const& model) {
    return {{"id", model.id}, {"object", "model"}, {"created", 1735689600}, {"owned_by", "inlay-sandbox"}};
}

} // namespace

Outgoing OpenAi::refuse(Problem const& problem) const {
    Json const error = {{"message", problem.message},
                        {"type", error_type(problem)},
                        {"param", or_null(problem.param)},
                        {"code", or_null(problem.code)}};
    Outgoing out = whole(problem.status, "application/json", Json{{"error", error}}.dump(2) + "\n");
    if (problem.retry_seconds > 0) {
        out.headers.push_back({"retry-after", std::to_string(problem.retry_seconds)});
        out.headers.push_back({"retry-after-ms", std::to_string(problem.retry_seconds * 1000)});
    }
    return out;
}

Problem OpenAi::typical(int status, std::string_view variant, std::string_view model) const {
    auto const said = [&](std::string message, std::string code = {}) {
        return Problem{status, std::move(message), std::move(code), {}, {}, 0, false};
    };
    switch (status) {
    case 400:
        if (variant == "location")
            return said("Country, region, or territory not supported", "unsupported_country_region_territory");
        if (variant == "key") return said("Incorrect API key provided.", "invalid_api_key");
        return said("Invalid value: the sandbox was asked to refuse this.", "invalid_value");
    case 401:
        return said(
            "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.",
            "invalid_api_key");
    case 402:
        return said("Insufficient credits. Add more using https://openrouter.ai/settings/credits",
                    "insufficient_credits");
    case 403:
        return said("You are not allowed to use this model.", "model_not_allowed");
    case 404:
        return unknown_model(model);
    case 413:
        return said("Request body is too large.", "request_too_large");
    case 429: {
        if (variant == "day")
            return said("You exceeded your current quota, please check your plan and billing details.",
                        "insufficient_quota");
        Problem limit =
            said("Rate limit reached for images per minute. Please try again in 2s.", "rate_limit_exceeded");
        limit.retry_seconds = 2;
        return limit;
    }
    case 500:
        return said("The server had an error while processing your request. Sorry about that!");
    case 503:
        return said("The engine is currently overloaded, please try again later");
    default:
        return said("The sandbox was asked to answer with HTTP " + std::to_string(status) + ".");
    }
}

Outgoing OpenAi::list_models() const {
    Json list = Json::array();
    for (ModelFacts const& model : all_models())
        list.push_back(described(model));
    return whole(200, "application/json", Json{{"object", "list"}, {"data", std::move(list)}}.dump(2) + "\n");
}

Outgoing OpenAi::show_model(std::string_view id) const {
    ModelFacts const* const model = find_model(id);
    if (model == nullptr) return refuse(unknown_model(id));
    return whole(200, "application/json", described(*model).dump(2) + "\n");
}

std::optional<Problem> OpenAi::add_data_uri(std::string_view url, std::string const& param,
                                            std::vector<Picture>& pictures) {
    auto uri = read_data_uri(url);
    if (!uri) {
        return refusal(400, "Invalid image: the sandbox takes data:image/...;base64 addresses and fetches nothing.",
                       "invalid_image_url", param)
            .value();
    }
    return add_picture(std::move(uri->bytes), uri->mime, param, pictures);
}

std::optional<Problem> OpenAi::add_picture(std::string bytes, std::string_view mime, std::string const& param,
                                           std::vector<Picture>& pictures) {
    auto picture = read_picture(std::move(bytes), mime);
    if (picture) {
        pictures.push_back(std::move(*picture));
        return std::nullopt;
    }
    if (picture.error() == PictureFault::unsupported_type) {
        return refusal(400,
                       "Invalid file '" + param + "': unsupported mimetype ('" + std::string(mime) +
                           "'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.",
                       "unsupported_file_mimetype", param)
            .value();
    }
    return refusal(400, "Invalid image data.", "invalid_image_file", param).value();
}

Problem OpenAi::unknown_model(std::string_view id) {
    return refusal(404, "The model `" + std::string(id) + "` does not exist or you do not have access to it.",
                   "model_not_found")
        .value();
}

} // namespace inlay::sandbox

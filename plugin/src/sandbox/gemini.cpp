// What does Google say when something is wrong, and which models does it list?
#include "gemini.h"

#include <nlohmann/json.hpp>

namespace inlay::sandbox {

namespace {

using Json = nlohmann::ordered_json;

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

// Where the models' name begins in ".../models/NAME:METHOD"; npos: it is no such path.
std::size_t name_in(std::string_view path) {
    std::size_t const models = path.rfind("/models/");
    std::size_t const colon = path.rfind(':');
    bool const is_call = models != std::string_view::npos && colon != std::string_view::npos && colon > models;
    return is_call ? models + std::string_view("/models/").size() : std::string_view::npos;
}

class Gemini final : public Dialect {
  public:
    [[nodiscard]] std::string_view format() const override { return "gemini"; }

    // /v1beta/models/NAME:generateContent, and with publishers/google or anything else in front.
    [[nodiscard]] std::optional<Route> route(std::string_view path) const override {
        std::size_t const begin = name_in(path);
        if (begin == std::string_view::npos) return std::nullopt;
        std::size_t const colon = path.rfind(':');
        std::string_view const method = path.substr(colon + 1);
        std::string_view const before = path.substr(0, begin - std::string_view("/models/").size());
        Route route;
        route.model = path.substr(begin, colon - begin);
        route.stream = method == "streamGenerateContent";
        if (!route.stream && method != "generateContent") return std::nullopt;
        route.vertex = before.ends_with("/publishers/google");
        route.version = before.find("v1beta") != std::string_view::npos ? "v1beta" : "v1";
        return route;
    }
    [[nodiscard]] bool owns(std::string_view path) const override {
        bool const google =
            path.find("/v1beta") != std::string_view::npos && path.find("/openai") == std::string_view::npos;
        return google || name_in(path) != std::string_view::npos;
    }
    [[nodiscard]] bool names_requests() const override { return false; }
    [[nodiscard]] std::string_view addresses() const override {
        return "POST /v1beta/models/MODEL:generateContent        also /v1, /v1beta1, /v1/publishers/google/models\n"
               "POST /v1beta/models/MODEL:streamGenerateContent  ?alt=sse\n";
    }
    [[nodiscard]] Outgoing not_there(Incoming const&) const override { // a page, whatever was asked for
        return whole(404, "text/html; charset=UTF-8",
                     "<!DOCTYPE html>\n<html lang=en>\n  <title>Error 404 (Not Found)!!1</title>\n  <p><b>404.</b> "
                     "<ins>That's an error.</ins>\n"
                     "  <p>The requested URL was not found on this server. <ins>That's all we know.</ins>\n");
    }

    [[nodiscard]] Outcome<Question> read(Incoming const& incoming, Route const& route) const override {
        return read_generate_content(incoming, route);
    }
    [[nodiscard]] Outgoing write(Question const& question, Answer const& answer) const override {
        return write_generate_content(question, answer);
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
        return whole(problem.status, gemini_json, Json{{"error", std::move(error)}}.dump(2) + "\n");
    }

    [[nodiscard]] Problem typical(int status, std::string_view variant, std::string_view model) const override {
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
            return said(not_found_text(model, "v1beta"));
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
        return whole(200, gemini_json, Json{{"models", std::move(list)}}.dump(2) + "\n");
    }

    [[nodiscard]] Outgoing show_model(std::string_view id) const override {
        ModelFacts const* const model = find_model(id);
        if (model == nullptr)
            return refuse(
                refusal(404, "Model is not found: models/" + std::string(id) + " for api version v1beta").value());
        return whole(200, gemini_json, described(*model).dump(2) + "\n");
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

Dialect const& gemini_dialect(); // in the list of dialects.cpp
Dialect const& gemini_dialect() {
    static Gemini const dialect;
    return dialect;
}

} // namespace inlay::sandbox

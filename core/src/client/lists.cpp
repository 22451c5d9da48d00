// What does a service serve, and what is left on the account? Two small GETs beside the calls.
#include "inlay/client.h"

#include "client/call.h"
#include "wire/request_parts.h"
#include "wire/wire.h"

#include "inlay/redact.h"

#include <nlohmann/json.hpp>

namespace inlay {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds limit{20};
constexpr std::size_t largest_list = 16u << 20;
constexpr std::size_t longest_id = 256;
constexpr std::size_t longest_error = 64u << 10;

Result<http::Response> get(std::string url, std::vector<http::Header> headers, Connection const& connection,
                           std::stop_token const& stop) {
    if (auto refused = key_in_clear_text(connection, url)) return fail(std::move(*refused));
    http::Request request;
    request.url = std::move(url);
    request.headers = std::move(headers);
    request.total_timeout = std::min<std::chrono::milliseconds>(limit, connection.timeout);
    request.max_response_bytes = largest_list;
    request.proxy = proxy_of(connection);
    request.ca_bundle = connection.ca_bundle;
    http::Observer observer;
    auto response = http::perform(request, observer, stop);
    if (!response) {
        Error error = std::move(response.error());
        error.message = cleaned(error.message, connection.api_key, Lines::several, longest_error);
        error.detail = cleaned(error.detail, connection.api_key, Lines::several, longest_error);
        return fail(std::move(error));
    }
    return response;
}

// The table of reply errors judges every other answer: a refused key is a refused key wherever it is refused.
Error error_of(http::Response const& response, Connection const& connection) {
    wire::ReplyReader reader(connection);
    reader.feed(response.body);
    auto const judged = reader.finish(response.status, response.headers);
    if (!judged && judged.error().code != ErrorCode::empty_reply) return judged.error();
    return Error{ErrorCode::undecodable, "The service answered, but not with what was asked for.",
                 "Check the Base URL in the settings.", "HTTP " + std::to_string(response.status)};
}

// {"data": [{"id"}]}, {"models": [{"name": "models/x"}]}, a bare array, or strings instead of objects.
std::optional<std::vector<std::string>> ids_of(json const& reply) {
    json const* list = &reply;
    for (char const* field : {"data", "models"}) {
        if (reply.is_object() && reply.contains(field)) list = &reply[field];
    }
    if (!list->is_array()) return std::nullopt;
    std::vector<std::string> ids;
    for (json const& entry : *list) {
        json const* id = &entry;
        for (char const* field : {"id", "name"}) {
            if (entry.is_object() && entry.contains(field)) {
                id = &entry[field];
                break;
            }
        }
        if (!id->is_string()) continue;
        std::string text = id->get<std::string>();
        if (text.starts_with("models/")) text.erase(0, 7);
        if (!text.empty() && text.size() < 200) ids.push_back(std::move(text));
    }
    return ids;
}

} // namespace

Result<std::vector<std::string>> list_models(Connection const& connection, bool as_gemini, std::stop_token stop) {
    auto built = wire::build_list_request(connection, as_gemini);
    if (!built) return fail(built.error());
    auto const response = get(std::move(built->url), std::move(built->headers), connection, stop);
    if (!response) return fail(response.error());
    if (response->status / 100 != 2) return fail(error_of(*response, connection));
    json const reply = json::parse(response->body, nullptr, false);
    auto ids = ids_of(reply);
    if (!ids) return fail(error_of(*response, connection));
    for (std::string& id : *ids)
        id = cleaned(id, connection.api_key, Lines::one, longest_id);
    return std::move(*ids);
}

Result<Balance> fetch_balance(std::string const& service_url, Connection const& connection, std::stop_token stop) {
    std::string const key(wire::usable_key(connection.api_key));
    auto const response = get(service_url + "?key=" + wire::percent_encoded(key, "-._~"), {}, connection, stop);
    if (!response) return fail(response.error());
    if (response->status / 100 != 2) return fail(error_of(*response, connection));
    json const reply = json::parse(response->body, nullptr, false);
    auto const number = [&](char const* field) -> std::optional<double> {
        auto const found = reply.is_object() ? reply.find(field) : reply.end();
        if (!reply.is_object() || found == reply.end() || !found->is_number()) return std::nullopt;
        return found->get<double>();
    };
    auto const left = number("total_quota");
    if (!left) return fail(error_of(*response, connection));
    return Balance{*left, number("total_used_quota").value_or(0)};
}

} // namespace inlay

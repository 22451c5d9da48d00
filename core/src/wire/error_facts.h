// What does an error reply say, whatever its shape?
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace inlay::wire {

class JsonDoc;

// Not redacted yet: services echo keys. Nothing here reaches a person but through redact().
struct ErrorFacts {
    int code = 0;            // a number in the body, usually an HTTP status
    std::string message;     // their words
    std::string code_name;   // error.code as text ("model_not_found"), or error.type when there is none
    std::string status;      // Google's "INVALID_ARGUMENT"
    std::string all;         // lower case: everything that may tell what kind of error it is
    bool per_day = false;    // a quota of the day was named
    bool per_minute = false; // a quota of the minute
    std::optional<std::chrono::milliseconds> retry_after;
    std::string request_id; // from "(request id: …)"
    std::string page_title; // of an HTML page
    bool is_page = false;
    int front = 0; // Cloudflare's own error: the number of its page, 1 for its check of browsers
};

// The error that a JSON object reports; nullopt when it reports none. `error` may be an object, a string, an array, or
// JSON inside a string.
std::optional<ErrorFacts> find_error(JsonDoc const& doc, nlohmann::json const& value);
// Like find_error(), for an object that holds nothing else that is known: {"detail":…}, {"message":…},
// {"code":…,"msg":…} are errors then.
std::optional<ErrorFacts> find_any_error(JsonDoc const& doc, nlohmann::json const& value);

ErrorFacts error_from_text(std::string_view text);
ErrorFacts error_from_page(std::string_view html);
// From a whole body of unknown kind; for deciding about a retry.
ErrorFacts error_from_body(std::string_view body);

} // namespace inlay::wire

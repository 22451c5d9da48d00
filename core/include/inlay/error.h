// What can go wrong, in words for the person and in terms for the log?
//
// Errors are values. `message` is one sentence, made where the cause is known and shown unchanged in every host;
// `advice` says what to do about it; `detail` is for logs and reports (HTTP status, request id, JSON pointer).
// None of the three ever holds an API key: whoever builds an Error from foreign text redacts it first (redact.h).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace inlay {

// The closed list. `inlay errors` prints it, and scripts rely on the names: a code is never renamed or removed.
enum class ErrorCode {
    usage,                // the command line or the parameters make no sense
    bad_input,            // a local picture, mask or file cannot be used
    output_failed,        // a result cannot be written
    nothing_to_edit,      // no layer, an empty layer, an empty selection
    target_changed,       // the layer or image is not what it was when the job began
    host_failed,          // the editor refused a step
    no_key,               // the provider needs a key and there is none
    key_rejected,         // 401, API_KEY_INVALID, "Unauthorized"
    permission_denied,    // 403 about key or permission
    region_or_billing,    // not available in this region, or billing is not enabled
    prompt_blocked,       // the prompt or the sent picture was refused
    answer_blocked,       // the finished picture was withheld
    words_only,           // the model answered with words and no picture
    rate_limited,         // too many requests at the moment; waiting helps
    quota_exhausted,      // the quota is used up for the day or the plan
    no_credit,            // the account has no money left
    dns_failed,           // the host's name could not be resolved
    connect_failed,       // no connection
    tls_failed,           // certificate or handshake
    timed_out,            // no complete reply in time
    connection_lost,      // the reply was cut off
    model_unavailable,    // the provider does not serve this model
    wrong_address,        // the base URL leads to something else (404, redirect, web page)
    bad_request,          // the provider found the request wrong
    request_too_large,    // 413, or the picture is over the provider's limit
    service_error,        // 5xx or an error inside a 200
    empty_reply,          // a reply with nothing in it
    billed_without_image, // tokens of an image were counted, and no image came
    undecodable,          // the reply or its picture cannot be read
    internal,             // a defect of Inlay
    cancelled,            // the person stopped it
};

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
    std::string advice;
    std::string detail;
};

// The name used in JSON, e.g. "key_rejected". Thread-safe; the view is static.
std::string_view name(ErrorCode code) noexcept;

// The exit status of the command line (contract: Exit codes).
int exit_status(ErrorCode code) noexcept;

// One sentence for `inlay errors` that explains when the code is used.
std::string_view meaning(ErrorCode code) noexcept;

// All codes in the order above.
std::span<ErrorCode const> all_error_codes() noexcept;

} // namespace inlay

// What does a failed transfer mean in words, and may it be repeated?
#pragma once

#include "http/url.h"
#include "inlay/http.h"

#include <string>

namespace inlay::http {

struct Failure {
    Error error;
    bool repeatable = false; // no byte of a reply has come, the request cannot have been billed, and the cause may pass
};

// What is known when libcurl gives up.
struct Situation {
    Url const& url;
    std::string_view method;
    std::string proxy; // its name; empty: none
    std::string_view ca_bundle;
    int code = 0;           // CURLcode
    std::string text{};     // libcurl's own words
    long verify_result = 0; // OpenSSL's X509_V_ERR_…
    long proxy_status = 0;  // of the reply to CONNECT
    Phase phase = Phase::resolving;
    int status = 0;             // of the final reply; 0: its header is not complete
    std::uint64_t received = 0; // body bytes
};

Failure failure_of(Situation const& situation);

// Nobody who is known here vouches for the certificate.
bool is_unknown_authority(long verify_result);

enum class Limit { connect, idle, total };
Failure out_of_time(Situation const& situation, Limit limit, std::chrono::milliseconds allowed);

Error stopped();
// Reach::public_only forbids this place.
Error not_public(Url const& url, std::string_view method);
// Closes every detail: "curl 6: Could not resolve host; POST https://host/path".
std::string detail_of(Situation const& situation);

} // namespace inlay::http

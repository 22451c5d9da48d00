// How does one HTTP exchange run? Transport only: no JSON, no retries, no meaning of a status.
//
// perform() blocks its thread, so it belongs on a job's own thread; it is cancelled from any other through the stop
// token. It uses libcurl's multi interface with poll and wakeup, because the progress callback may slow down to once a
// second. No signal is raised or handled (SIGPIPE never leaves it). TLS certificates are always verified.
#pragma once

#include "inlay/result.h"

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::http {

struct Header {
    std::string name;
    std::string value;
    friend bool operator==(Header const&, Header const&) = default;
};

enum class Reach {
    anywhere,    // what the person configured
    public_only, // addresses found in a reply: https only and no private, link-local or loopback address; plain http
                 // and the loopback are allowed only when `loopback_allowed` is set (the sandbox and tests)
};

struct Request {
    std::string method = "GET";
    std::string url;             // sent byte for byte as given (signed queries must not be re-escaped)
    std::vector<Header> headers; // a POST always gets a true Content-Length and an empty Expect
    std::string body;
    std::chrono::milliseconds connect_timeout{15'000};
    std::chrono::milliseconds total_timeout{300'000};
    std::chrono::milliseconds idle_timeout{180'000}; // no byte in either direction; SSE comments are bytes
    std::size_t max_response_bytes = 256u << 20;
    std::string proxy; // empty: http_proxy, https_proxy, all_proxy, no_proxy of the environment; "direct": none at all
    std::string ca_bundle; // a PEM file instead of the system's certificates; empty: the system's
    int max_redirects = 0; // followed only for GET, `headers` only at the first origin; any further redirect, and that
                           // of a POST, is returned as the response that it is
    Reach reach = Reach::anywhere;
    bool loopback_allowed = false;
};

enum class Phase { resolving, connecting, sending, waiting, receiving };

struct Progress {
    Phase phase = Phase::resolving;
    std::uint64_t sent = 0;     // body bytes
    std::uint64_t to_send = 0;  // body bytes
    std::uint64_t received = 0; // body bytes, after decompression
};

struct Timings {         // milliseconds; they add up to the whole exchange
    double upload = 0;   // until the last byte of the request has left, name resolution and connection included
    double wait = 0;     // until the first byte of the reply
    double download = 0; // until the last
};

struct Response {
    int status = 0;
    std::vector<Header> headers; // of the final response
    std::string body;            // decompressed
    Timings timings;
    std::uint64_t sent = 0;     // body bytes of the request
    std::uint64_t received = 0; // body bytes of the response

    // The first header of that name, compared without case; empty when there is none.
    [[nodiscard]] std::string_view header(std::string_view header_name) const noexcept;
};

// Called on the thread of perform(). Exceptions thrown by an observer end the exchange with ErrorCode::internal.
class Observer {
  public:
    virtual ~Observer() = default;
    virtual void on_progress(Progress const&) {}
    // Once, when the header of the final response is complete, before any of its body.
    virtual void on_response(int /*status*/, std::vector<Header> const& /*headers*/) {}
    // Each piece of the body as it arrives (decompressed). It is also collected in Response::body.
    virtual void on_body(std::string_view /*piece*/) {}
};

// A complete response is a Response, whatever its status. Errors: dns_failed, connect_failed, tls_failed, timed_out,
// connection_lost, undecodable (over max_response_bytes, or an address that `reach` forbids), wrong_address, usage (a
// bad header), cancelled. After a stop request it returns within 100 ms with the socket closed, even while a name is
// being resolved (libcurl's resolver thread may outlive the call). `detail` names the URL without query.
Result<Response> perform(Request const& request, Observer& observer, std::stop_token stop);

} // namespace inlay::http

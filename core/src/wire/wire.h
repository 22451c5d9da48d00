// How does a request look on the wire, and what does a reply say? Pure: bytes in, values out, no I/O, no clock.
//
// One file builds the requests of each wire format. All replies go through one reader, because gateways answer with
// each other's shapes.
#pragma once

#include "inlay/model_call.h"

#include "wire/format.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace inlay::wire {

// A POST, unless a function says otherwise. The URL may hold a key (auth query): never show it, shown_url() is for
// that.
struct WireRequest {
    std::string url;
    std::vector<http::Header> headers;
    std::string body;
};

Result<WireRequest> build_request(ModelRequest const& request, Connection const& connection);

// What a format's `next` has asked for; a GET unless it has something to post. `own`: it goes to the service's own
// origin, so that the key and the connection's headers go along.
Result<WireRequest> build_follow_up(FollowUp const& more, Connection const& connection, bool own);

// A GET of the service's list of models: ".../v1beta/models" (as_gemini) or ".../v1/models". The body is empty.
Result<WireRequest> build_list_request(Connection const& connection, bool as_gemini);

// Fed with the body of a reply as it arrives, in pieces of any size. Linear in the body's length.
class ReplyReader {
  public:
    // `connection` supplies the names for messages and the key to redact. `on_preview`: encoded bytes of a partial
    // image, may be empty.
    explicit ReplyReader(Connection const& connection, std::function<void(std::string_view)> on_preview = {});
    ~ReplyReader();
    ReplyReader(ReplyReader const&) = delete;
    ReplyReader& operator=(ReplyReader const&) = delete;

    void feed(std::string_view piece);
    // "[DONE]" has come: nothing that counts follows, even when the service leaves the connection open.
    [[nodiscard]] bool done() const noexcept;
    // After the last piece. A Reply has at least one image, with bytes or with a url that is still to be fetched.
    // The body decides before the status: an image in it is a success. Errors: every code of exit statuses 4, 5, 6
    // and 8.
    Result<Reply> finish(int status, std::vector<http::Header> const& headers);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// What is known of the request that may be sent again.
struct Repeating {
    bool costs_nothing = false;                    // a GET; otherwise nothing is repeated that may have been billed
    std::span<int const> unbilled{};               // statuses that the service documents as not billed
    std::optional<std::chrono::sys_seconds> now{}; // for a date in Retry-After, when the reply has no date of its own
};

// Whether sending the same request again is safe and sensible after this complete reply, and what the service asks to
// wait.
struct RetryAdvice {
    bool retry = false;
    std::optional<std::chrono::milliseconds>
        wait; // Retry-After-ms, Retry-After, RetryInfo, "retry in 23s"; nullopt: back off
};
RetryAdvice retry_advice(int status, std::vector<http::Header> const& headers, std::string_view body,
                         Repeating const& request = {});

} // namespace inlay::wire

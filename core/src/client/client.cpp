// How is a model called, what do the steps of a call share, and how is a kept reply read? The steps themselves:
// conversation.cpp, attempt.cpp, fetch.cpp.
#include "inlay/client.h"

#include "client/call.h"
#include "http/url.h"
#include "inlay/guarded.h"
#include "inlay/redact.h"
#include "wire/wire.h"

#include <algorithm>

namespace inlay {

using std::chrono::milliseconds;

namespace {
constexpr std::size_t longest_words = 64u << 10; // bytes
constexpr std::size_t longest_id = 256;
} // namespace

bool leads_to_this_machine(Connection const& connection) {
    auto const url = http::parse_url(endpoint_url(connection, false));
    return url && http::is_loopback_host(url->host);
}

// In the person's own network services have no certificates; anywhere else everybody on the way would read the key.
std::optional<Error> key_in_clear_text(Connection const& connection, std::string_view url) {
    auto const there = http::parse_url(url);
    bool const has_key = !connection.api_key.empty() && connection.auth != Auth::none;
    if (!has_key || !there || there->scheme == "https" || http::is_loopback_host(there->host) ||
        http::is_host_of_own_network(there->host))
        return std::nullopt;
    return Error{ErrorCode::usage, "The key would be sent to " + there->place() + " in clear text, so it was not.",
                 "Give the address with https://. A service that needs no key may be asked without one.", ""};
}

std::string proxy_of(Connection const& connection) {
    return connection.provider == "sandbox" && leads_to_this_machine(connection) ? "direct" : connection.proxy;
}

http::Request Call::new_request() const {
    http::Request request;
    // A model that thinks is silent, and is paid for: the time-out is the one limit. A dead line is told by TCP's own
    // probes.
    request.idle_timeout = milliseconds(0);
    request.total_timeout = connection.timeout;
    request.proxy = proxy_of(connection);
    request.ca_bundle = connection.ca_bundle;
    return request;
}

void Call::count(http::Outcome const& outcome) {
    report.bytes_sent += outcome.response.sent;
    report.bytes_received += outcome.response.received;
    report.timings = outcome.response.timings;
}

void Call::show(http::Progress const& transfer) {
    progress.transfer = transfer;
    if (progress.task != TaskState::none)
        progress.task_time = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - ordered_at);
    observer.on_progress(progress);
}

bool Call::wait_before_repeating(milliseconds time, Error const& reason) {
    progress.retry_reason = reason.message;
    progress.transfer = {};
    bool const waited = wait(
        time,
        [&](milliseconds left) {
            progress.retry_wait = left;
            observer.on_progress(progress);
        },
        stop);
    progress.retry_wait = milliseconds(0);
    progress.retry_reason.clear();
    return waited;
}

Error Call::redacted(Error error) const {
    for (std::string* const text : {&error.message, &error.advice, &error.detail})
        *text = cleaned(*text, connection.api_key, Lines::several, longest_words);
    return error;
}

std::string cleaned(std::string_view text, std::string_view key, Lines lines, std::size_t max_bytes) {
    return harmless(redact(text, key), lines, max_bytes);
}

void clean_reply(Reply& reply, std::string_view key) {
    reply.text = cleaned(reply.text, key, Lines::several, longest_words);
    for (std::string* const text : {&reply.finish_reason, &reply.model_version, &reply.request_id})
        *text = cleaned(*text, key, Lines::one, longest_id);
}

namespace {

template <class What>
Result<CallResult> call_for(What const& what, Connection const& connection, CallObserver& observer,
                            std::stop_token const& stop, CallReport* report, Patience const& patience) {
    Call call{connection, observer, stop, patience};
    auto result = guarded(
        [&] {
            call.loopback = leads_to_this_machine(connection);
            call.progress.attempts = 1 + std::max(connection.retries, 0);
            return converse(call, what);
        },
        [&](Error error) -> Result<CallResult> { return fail(std::move(error)); });
    if (report != nullptr) *report = call.report;
    return result;
}

} // namespace

Result<CallResult> call_with_patience(ModelRequest const& request, Connection const& connection, CallObserver& observer,
                                      std::stop_token const& stop, CallReport* report, Patience const& patience) {
    return call_for(request, connection, observer, stop, report, patience);
}

Result<CallResult> call_model(ModelRequest const& request, Connection const& connection, CallObserver& observer,
                              std::stop_token stop, CallReport* report) {
    return call_for(request, connection, observer, stop, report, Patience{});
}

Result<CallResult> resume_call(Task const& task, Connection const& connection, CallObserver& observer,
                               std::stop_token stop, CallReport* report) {
    return call_for(task, connection, observer, stop, report, Patience{});
}

Result<void> fetch_kept_pictures(Reply& reply, Connection const& connection, CallObserver& observer,
                                 std::stop_token stop) {
    Patience const patience;
    Call call{connection, observer, stop, patience};
    return guarded(
        [&] {
            call.loopback = leads_to_this_machine(connection);
            call.progress.attempts = 1 + std::max(connection.retries, 0);
            return fetch_pictures(call, reply);
        },
        [&](Error error) -> Result<void> { return fail(std::move(error)); });
}

Result<Reply> parse_reply(Connection const& connection, int status, std::vector<http::Header> const& headers,
                          std::string_view body) {
    wire::ReplyReader reader(connection);
    reader.feed(body);
    auto reply = reader.finish(status, headers);
    if (reply) clean_reply(*reply, connection.api_key);
    return reply;
}

} // namespace inlay

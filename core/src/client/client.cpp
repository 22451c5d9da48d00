// When is a call repeated, and when is its reply kept? One attempt is one POST.
#include "inlay/client.h"

#include "client/call.h"
#include "http/url.h"
#include "inlay/guarded.h"
#include "inlay/redact.h"
#include "wire/wire.h"

#include <algorithm>

namespace inlay {
namespace {

using std::chrono::milliseconds;

bool is_success(int status) {
    return status / 100 == 2;
}

// After "[DONE]" a service may end its reply; one that keeps the connection open is not waited for.
constexpr milliseconds grace_after_done{300};

class AttemptObserver final : public http::Observer {
  public:
    AttemptObserver(Call& call, wire::ReplyReader& reader) : call_(call), reader_(reader) {}
    void on_progress(http::Progress const& progress) override {
        call_.progress.transfer = progress;
        call_.observer.on_progress(call_.progress);
        if (done_at_ && std::chrono::steady_clock::now() - *done_at_ >= grace_after_done) enough.request_stop();
    }
    void on_body(std::string_view piece) override {
        reader_.feed(piece);
        if (!done_at_ && reader_.done()) done_at_ = std::chrono::steady_clock::now();
    }

    std::stop_source enough; // ends the exchange: nothing that counts will follow, or the person has stopped the call

  private:
    Call& call_;
    wire::ReplyReader& reader_;
    std::optional<std::chrono::steady_clock::time_point> done_at_;
};

struct Attempt {
    Result<Reply> reply;
    bool repeatable = false;
    std::optional<milliseconds> wait{}; // as the service asks
};

// Errors that a reply can only have when it says so, however much of it is missing.
bool is_definite(ErrorCode code) {
    return code != ErrorCode::undecodable && code != ErrorCode::empty_reply && code != ErrorCode::words_only &&
           code != ErrorCode::billed_without_image && code != ErrorCode::internal;
}

Attempt after_complete_reply(Call& call, http::Response const& response, wire::ReplyReader& reader) {
    bool const success = is_success(response.status);
    // It was paid for: it is on the disk before anything tries to understand it.
    if (success)
        if (auto kept = call.observer.on_raw_reply(response); !kept) return {fail(kept.error())};
    auto reply = reader.finish(response.status, response.headers);
    if (reply && !success) // the body decides before the status
        if (auto kept = call.observer.on_raw_reply(response); !kept) return {fail(kept.error())};
    Attempt attempt{std::move(reply)};
    if (!attempt.reply && !success) {
        auto const advice = wire::retry_advice(response.status, response.headers, response.body);
        attempt.repeatable = advice.retry;
        attempt.wait = advice.wait;
    }
    return attempt;
}

// The connection failed in the middle of a reply. A picture that is whole is an answer all the same, and an error
// status is an error.
Attempt after_cut_reply(Call& call, http::Outcome const& outcome, wire::ReplyReader& reader) {
    auto const& response = outcome.response;
    auto const& failure = *outcome.failure;
    auto const code = failure.error.code;
    Attempt failed{fail(failure.error), failure.repeatable, std::nullopt};
    bool const cut = code == ErrorCode::connection_lost || code == ErrorCode::timed_out;
    if (!cut || response.body.empty()) return failed;
    if (response.status >= 400) return after_complete_reply(call, response, reader);
    auto reply = reader.finish(response.status, response.headers);
    if (reply) {
        if (auto kept = call.observer.on_raw_reply(response); !kept) return {fail(kept.error())};
        return {std::move(reply)};
    }
    if (is_definite(reply.error().code)) return {fail(reply.error())};
    return failed;
}

Attempt make_attempt(Call& call, http::Request const& request) {
    wire::ReplyReader reader(call.connection, [&](std::string_view bytes) { call.observer.on_preview(bytes); });
    AttemptObserver observer(call, reader);
    call.report.attempts = call.progress.attempt;
    std::stop_callback const stop(call.stop, [&]() noexcept { observer.enough.request_stop(); });
    auto outcome = http::exchange(request, observer, observer.enough.get_token());
    call.count(outcome);
    if (outcome.failure && outcome.failure->error.code == ErrorCode::cancelled && !call.stop.stop_requested())
        outcome.failure.reset();
    return outcome.failure ? after_cut_reply(call, outcome, reader)
                           : after_complete_reply(call, outcome.response, reader);
}

Error too_long_to_wait(Error error, milliseconds time) {
    error.detail = error.message + "; " + error.detail;
    error.message = "The service asks to wait " + in_words(time) + " before the next try.";
    error.advice = "Try again after that time, or choose another provider.";
    return error;
}

Result<CallResult> run(Call& call, ModelRequest const& model_request) {
    auto built = wire::build_request(model_request, call.connection);
    if (!built) return fail(built.error());
    auto request = call.new_request();
    request.method = "POST";
    request.url = std::move(built->url);
    request.headers = std::move(built->headers);
    request.body = std::move(built->body);
    for (int k = 0;; ++k) {
        call.progress.attempt = k + 1;
        auto attempt = make_attempt(call, request);
        if (attempt.reply) {
            if (call.stop.stop_requested()) return fail(http::stopped());
            if (auto fetched = fetch_pictures(call, *attempt.reply); !fetched) return fail(fetched.error());
            return CallResult{std::move(*attempt.reply), call.report};
        }
        auto error = call.redacted(std::move(attempt.reply.error()));
        if (!attempt.repeatable) return fail(std::move(error));
        auto const time = delay(call.patience, k, attempt.wait);
        if (time > call.patience.longest) return fail(too_long_to_wait(std::move(error), time));
        if (k >= call.connection.retries) return fail(std::move(error));
        if (!call.wait_before_repeating(time, error)) return fail(http::stopped());
    }
}

} // namespace

bool leads_to_this_machine(Connection const& connection) {
    auto const url = http::parse_url(endpoint_url(connection, false));
    return url && http::is_loopback_host(url->host);
}

std::string proxy_of(Connection const& connection) {
    return connection.provider == "sandbox" && leads_to_this_machine(connection) ? "direct" : connection.proxy;
}

http::Request Call::new_request() const {
    http::Request request;
    // A model that thinks is silent. Whoever raises the limit knows that theirs takes long; a dead line is told by
    // TCP's own probes.
    if (connection.timeout > request.total_timeout) request.idle_timeout = connection.timeout;
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
    error.message = redact(error.message, connection.api_key);
    error.advice = redact(error.advice, connection.api_key);
    error.detail = redact(error.detail, connection.api_key);
    return error;
}

Result<CallResult> call_with_patience(ModelRequest const& request, Connection const& connection, CallObserver& observer,
                                      std::stop_token const& stop, CallReport* report, Patience const& patience) {
    Call call{connection, observer, stop, patience};
    auto result = guarded(
        [&] {
            call.loopback = leads_to_this_machine(connection);
            call.progress.attempts = 1 + std::max(connection.retries, 0);
            return run(call, request);
        },
        [&](Error error) -> Result<CallResult> { return fail(std::move(error)); });
    if (report != nullptr) *report = call.report;
    return result;
}

Result<CallResult> call_model(ModelRequest const& request, Connection const& connection, CallObserver& observer,
                              std::stop_token stop, CallReport* report) {
    return call_with_patience(request, connection, observer, stop, report, Patience{});
}

Result<Reply> parse_reply(Connection const& connection, int status, std::vector<http::Header> const& headers,
                          std::string_view body) {
    wire::ReplyReader reader(connection);
    reader.feed(body);
    return reader.finish(status, headers);
}

} // namespace inlay

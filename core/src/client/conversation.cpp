// How does a call go from its first request to its last reply? One request after the other, each repeated where that is
// safe, until the wire format asks for no more: core/src/wire/README.md has it drawn.
#include "client/attempt.h"
#include "http/url.h"
#include "wire/reply_error.h"
#include "wire/wire.h"

#include <algorithm>

namespace inlay {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int max_redirects = 3; // of a GET

Error too_long_to_wait(Error error, milliseconds time) {
    error.detail = error.message + "; " + error.detail;
    error.message = "The service asks to wait " + in_words(time) + " before the next try.";
    error.advice = "Try again after that time, or choose another provider.";
    return error;
}

// The time is over, and the order stands.
Error unfinished(Call const& call, Task const& task) {
    std::vector<http::Header> const none;
    wire::Answerer const service{call.connection, 0, none, {}};
    return {ErrorCode::timed_out,
            service.name() + " has not finished the picture within " + in_words(call.connection.timeout) + ".",
            "Ask for the order again later.", "task " + service.words(task.id)};
}

// The order stands, and is not to be had at the address that is known.
Error lost_track(Call const& call, Task const& task, Error error) {
    std::vector<http::Header> const none;
    wire::Answerer const service{call.connection, 0, none, {}};
    std::string const id = service.words(task.id);
    return {ErrorCode::service_error,
            service.name() + " makes the picture later (task " + id + "), and Inlay cannot fetch it.",
            "Look for the task " + id + " where the service lists them; a new run would order a second picture.",
            error.message + "; " + error.detail};
}

bool is_own_origin(std::string const& url, Connection const& connection) {
    auto const there = http::parse_url(url);
    auto const own = http::parse_url(endpoint_url(connection, false));
    return there && own && there->origin() == own->origin();
}

// What an order's state is asked for with, or the other form of what was refused. An address that a reply named may
// lead anywhere, so it is treated like a picture's: without the key, and not into the person's own network.
Result<http::Request> request_for(Call const& call, wire::FollowUp const& more) {
    bool const own = is_own_origin(more.url, call.connection);
    auto built = wire::build_follow_up(more, call.connection, own);
    if (!built) return fail(built.error());
    if (own)
        if (auto refused = key_in_clear_text(call.connection, built->url)) return fail(std::move(*refused));
    auto request = call.new_request();
    request.method = more.post ? "POST" : "GET";
    request.url = std::move(built->url);
    request.headers = std::move(built->headers);
    request.body = std::move(built->body);
    if (!more.post) request.max_redirects = max_redirects;
    if (!own) {
        request.reach = http::Reach::public_only;
        request.loopback_allowed = call.loopback;
    }
    return request;
}

// The format wants one more request: what is known of the order is told, the time is waited for, the request made.
Result<void> follow(Call& call, Conversation& conversation, wire::FollowUp const& more) {
    if (!more.task.empty()) {
        if (conversation.task.id.empty()) {
            call.ordered_at = Clock::now();
            call.of_order = call.report.timings;
            conversation.deadline = call.ordered_at + call.connection.timeout;
        }
        call.report.ordered = true;
        call.progress.task = more.state == TaskState::none ? TaskState::working : more.state;
        call.progress.task_fraction = more.fraction;
        if (Task task{more.task, more.url}; task != conversation.task) {
            conversation.task = std::move(task);
            call.observer.on_task(conversation.task);
        }
    }
    bool const has_task = !conversation.task.id.empty();
    if (has_task && more.post)
        return fail(ErrorCode::internal, "Something went wrong inside Inlay.", "Please report it with the details.",
                    "the wire format " + call.connection.wire + " orders a second time");
    auto const left = [&] { return std::chrono::ceil<milliseconds>(conversation.deadline - Clock::now()); };
    if (!wait(
            has_task ? std::min(more.wait, left()) : more.wait, [&](milliseconds) { call.show({}); }, call.stop))
        return fail(http::stopped());
    auto request = request_for(call, more);
    if (!request) return fail(request.error());
    if (has_task) {
        if (left() <= milliseconds(0)) return fail(unfinished(call, conversation.task));
        request->total_timeout = left();
    }
    conversation.next = std::move(*request);
    ++conversation.asked;
    return {};
}

// One request of the conversation, again and again while that is safe and sensible.
Attempt with_retries(Call& call, Conversation const& conversation) {
    for (int k = 0;; ++k) {
        call.progress.attempt = k + 1;
        if (conversation.next.method == "POST") ++call.report.attempts;
        auto attempt = make_attempt(call, conversation);
        if (attempt.more || attempt.reply) return attempt;
        auto error = call.redacted(std::move(attempt.reply.error()));
        auto const time = delay(call.patience, k, attempt.wait);
        bool const too_long = time > call.patience.longest;
        if (attempt.repeatable && too_long) error = too_long_to_wait(std::move(error), time);
        attempt.reply = fail(error);
        if (!attempt.repeatable || too_long || k >= call.connection.retries) return attempt;
        if (!call.wait_before_repeating(time, error)) {
            attempt.reply = fail(http::stopped());
            return attempt;
        }
    }
}

// All that a person waits for between the order and the last reply is the wait for the model.
void note_time_of_task(Call& call) {
    http::Timings& timings = call.report.timings;
    double const since = std::chrono::duration<double, std::milli>(Clock::now() - call.ordered_at).count();
    timings.upload = call.of_order.upload;
    timings.wait = call.of_order.wait + call.of_order.download + std::max(0.0, since - timings.download);
}

Result<CallResult> concluded(Call& call, Conversation const& conversation, Attempt attempt) {
    if (attempt.settled && !attempt.reply) call.report.ordered = false;
    if (!attempt.reply) {
        bool const too_late = attempt.reply.error().code == ErrorCode::timed_out && !conversation.task.id.empty();
        bool const lost = attempt.reply.error().code == ErrorCode::wrong_address && !conversation.task.id.empty() &&
                          conversation.task.id != wire::picture_task;
        if (lost) return fail(lost_track(call, conversation.task, std::move(attempt.reply.error())));
        return fail(too_late ? unfinished(call, conversation.task) : std::move(attempt.reply.error()));
    }
    if (call.stop.stop_requested()) return fail(http::stopped());
    call.progress.task = TaskState::none;
    if (!conversation.task.id.empty()) note_time_of_task(call);
    call.report.ordered = false;
    if (auto fetched = fetch_pictures(call, *attempt.reply); !fetched) return fail(fetched.error());
    if (conversation.request != nullptr) drop_echoes(*attempt.reply, *conversation.request);
    clean_reply(*attempt.reply, call.connection.api_key);
    return CallResult{std::move(*attempt.reply), call.report};
}

Result<CallResult> go_on(Call& call, Conversation& conversation) {
    for (;;) {
        auto attempt = with_retries(call, conversation);
        if (!attempt.more) return concluded(call, conversation, std::move(attempt));
        if (auto next = follow(call, conversation, *attempt.more); !next) return fail(call.redacted(next.error()));
    }
}

} // namespace

Result<CallResult> converse(Call& call, ModelRequest const& request) {
    auto built = wire::build_request(request, call.connection);
    if (!built) return fail(built.error());
    if (auto refused = key_in_clear_text(call.connection, built->url)) return fail(std::move(*refused));
    Conversation conversation{*wire::find_format(call.connection.wire), &request};
    conversation.next = call.new_request();
    conversation.next.method = "POST";
    conversation.next.url = std::move(built->url);
    conversation.next.headers = std::move(built->headers);
    conversation.next.body = std::move(built->body);
    return go_on(call, conversation);
}

Result<CallResult> converse(Call& call, Task const& task) {
    auto const* format = wire::find_format(call.connection.wire);
    if (format == nullptr)
        return fail(ErrorCode::usage, "Orders are not asked for in the wire format \"" + call.connection.wire + "\".",
                    "A newer version of Inlay may have made this order.");
    Conversation conversation{*format};
    conversation.task = task; // known to the observer already
    call.ordered_at = Clock::now();
    conversation.deadline = call.ordered_at + call.connection.timeout;
    wire::FollowUp more;
    more.url = task.url;
    more.task = task.id;
    more.state = TaskState::working;
    if (auto next = follow(call, conversation, more); !next) return fail(call.redacted(next.error()));
    return go_on(call, conversation);
}

} // namespace inlay

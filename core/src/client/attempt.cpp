// What becomes of one request, once: when is its reply kept, is it an answer, does the format ask for more?
#include "client/attempt.h"

#include "wire/order.h"
#include "wire/wire.h"

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
        call_.show(progress);
        if (done_at_ && std::chrono::steady_clock::now() - *done_at_ >= grace_after_done) enough.request_stop();
    }
    void on_response(int status, std::vector<http::Header> const& headers) override {
        kept_ = is_success(status);
        if (kept_) call_.observer.on_reply_begins(status, headers);
    }
    void on_body(std::string_view piece) override {
        if (kept_) call_.observer.on_reply_piece(piece);
        reader_.feed(piece);
        if (!done_at_ && reader_.done()) done_at_ = std::chrono::steady_clock::now();
    }

    std::stop_source enough; // ends the exchange: nothing that counts will follow, or the person has stopped the call

  private:
    Call& call_;
    wire::ReplyReader& reader_;
    bool kept_ = false;
    std::optional<std::chrono::steady_clock::time_point> done_at_;
};

// Errors that a reply can only have when it says so, however much of it is missing.
bool is_definite(ErrorCode code) {
    return code != ErrorCode::undecodable && code != ErrorCode::empty_reply && code != ErrorCode::words_only &&
           code != ErrorCode::billed_without_image && code != ErrorCode::internal;
}

Attempt failed_with(Error error) {
    Attempt attempt;
    attempt.reply = fail(std::move(error));
    return attempt;
}

// Nothing is kept of a reply that is not the last one but what the order is (CallObserver::on_task).
std::optional<wire::FollowUp> asked_for_more(Call const& call, Conversation const& conversation,
                                             http::Response const& response) {
    auto const next = conversation.format.next != nullptr ? conversation.format.next : wire::next_of_order;
    return next({call.connection, conversation.request, response.status, response.headers, response.body,
                 conversation.task.id, conversation.task.url, conversation.asked});
}

Attempt after_complete_reply(Call& call, Conversation const& conversation, http::Response const& response,
                             wire::ReplyReader& reader) {
    Attempt attempt;
    attempt.more = asked_for_more(call, conversation, response);
    if (attempt.more) {
        call.observer.on_task_state();
        return attempt;
    }
    bool const success = is_success(response.status);
    // It was paid for: it is on the disk before anything tries to understand it.
    if (success)
        if (auto kept = call.observer.on_raw_reply(response); !kept) return failed_with(kept.error());
    attempt.reply = reader.finish(response.status, response.headers);
    attempt.settled = success || attempt.reply;
    if (attempt.reply && !success) // the body decides before the status
        if (auto kept = call.observer.on_raw_reply(response); !kept) return failed_with(kept.error());
    if (!attempt.reply && !success) {
        bool const free = conversation.next.method == "GET";
        auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto const advice = wire::retry_advice(response.status, response.headers, response.body,
                                               {free, call.connection.unbilled_statuses, now});
        attempt.repeatable = advice.retry;
        bool const masked = conversation.request != nullptr && conversation.request->mask.has_value();
        if (masked && response.status >= 500 && attempt.reply.error().code == ErrorCode::service_error)
            attempt.reply.error().advice += " Some services cannot take a mask: leave it out (send-mask off); the "
                                            "answer is laid in by it all the same.";
        attempt.wait = advice.wait;
    }
    return attempt;
}

// The connection failed in the middle of a reply, or the person stopped it. A picture that is whole is an answer all
// the same, and an error status is an error.
Attempt after_cut_reply(Call& call, Conversation const& conversation, http::Outcome const& outcome,
                        wire::ReplyReader& reader) {
    auto const& response = outcome.response;
    auto const& failure = *outcome.failure;
    auto const code = failure.error.code;
    Attempt failed = failed_with(failure.error);
    // To ask for the state of an order costs nothing, so what was cut off is asked for again, too.
    bool const cut = code == ErrorCode::connection_lost || code == ErrorCode::timed_out;
    failed.repeatable = failure.repeatable || (code == ErrorCode::connection_lost && !conversation.task.id.empty());
    bool const stopped = code == ErrorCode::cancelled && is_success(response.status);
    if ((!cut && !stopped) || response.body.empty()) return failed;
    if (response.status >= 400) return after_complete_reply(call, conversation, response, reader);
    // What a person stopped before there was a picture in it is nothing to offer to them.
    std::optional<Result<Reply>> looked_into;
    if (stopped) looked_into = reader.finish(response.status, response.headers);
    if (looked_into && !*looked_into) return failed;
    // Paid for, as far as it came: kept whatever it says.
    if (auto kept = call.observer.on_raw_reply(response); !kept) return failed_with(kept.error());
    auto reply = looked_into ? std::move(*looked_into) : reader.finish(response.status, response.headers);
    if (reply) {
        failed.reply = std::move(reply);
        failed.settled = true;
    } else if (is_definite(reply.error().code)) {
        return failed_with(reply.error());
    }
    return failed;
}

} // namespace

Attempt make_attempt(Call& call, Conversation const& conversation) {
    wire::ReplyReader reader(call.connection, [&](std::string_view bytes) { call.observer.on_preview(bytes); });
    AttemptObserver observer(call, reader);
    std::stop_callback const stop(call.stop, [&]() noexcept { observer.enough.request_stop(); });
    auto outcome = http::exchange(conversation.next, observer, observer.enough.get_token());
    call.count(outcome);
    if (outcome.failure && outcome.failure->error.code == ErrorCode::cancelled && !call.stop.stop_requested())
        outcome.failure.reset();
    return outcome.failure ? after_cut_reply(call, conversation, outcome, reader)
                           : after_complete_reply(call, conversation, outcome.response, reader);
}

} // namespace inlay

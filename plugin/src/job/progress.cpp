// What does a person read while a job runs? True numbers only: no fraction is invented where none is known.
#include "steps.h"

#include "inlay/plugin/catalogue.h"

#include <cmath>
#include <cstdio>

namespace inlay::job_steps {
namespace {

constexpr std::uint64_t largest_state = 64u << 10; // bytes of a reply that only tells how far a task is

std::string whole_seconds(double seconds) {
    return std::to_string(static_cast<long>(std::floor(seconds)));
}

std::string whole_percent(double fraction) {
    return std::to_string(std::lround(fraction * 100));
}

std::string one_decimal(double amount) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", amount);
    return text;
}

Progress of_retry(CallProgress const& call) {
    double const left = std::ceil(static_cast<double>(call.retry_wait.count()) / 1000);
    SentenceName const words = call.retry_reason.empty() ? "retrying" : SentenceName("retrying-because");
    return {Stage::retrying,
            say(words, {{"seconds", whole_seconds(left)},
                        {"attempt", std::to_string(call.attempt + 1)},
                        {"attempts", std::to_string(call.attempts)},
                        {"reason", call.retry_reason}}),
            -1, 0};
}

Progress of_task(CallProgress const& call) {
    bool const queued = call.task == TaskState::queued;
    bool const part = call.task_fraction >= 0;
    SentenceName const words = queued ? (part ? SentenceName("queued-part") : SentenceName("queued"))
                                      : (part ? SentenceName("waiting-part") : SentenceName("waiting"));
    double const seconds = std::chrono::duration<double>(call.task_time).count();
    return {queued ? Stage::queued : Stage::waiting,
            say(words, {{"seconds", whole_seconds(seconds)}, {"percent", whole_percent(call.task_fraction)}}),
            call.task_fraction, 0};
}

// The words for a first attempt, and for a later one.
struct Words {
    SentenceName first, later;
};

Words words_of(http::Progress const& transfer) {
    switch (transfer.phase) {
    case http::Phase::resolving:
    case http::Phase::connecting:
        return {"connecting", "connecting-again"};
    case http::Phase::sending:
        if (transfer.to_send > 0) return {"sending-part", "sending-part-again"};
        return {"sending", "sending-again"};
    case http::Phase::waiting:
        return {"waiting", "waiting-again"};
    case http::Phase::receiving:
        break;
    }
    if (transfer.received < 1'000'000) return {"receiving-kb", "receiving-kb-again"};
    return {"receiving-mb", "receiving-mb-again"};
}

Stage stage_of(http::Phase phase) {
    switch (phase) {
    case http::Phase::resolving:
    case http::Phase::connecting:
    case http::Phase::sending:
        return Stage::sending;
    case http::Phase::waiting:
        return Stage::waiting;
    case http::Phase::receiving:
        break;
    }
    return Stage::receiving;
}

} // namespace

Progress progress_of(CallProgress const& call, double seconds_waiting) {
    if (call.retry_wait.count() > 0) return of_retry(call);
    http::Progress const& transfer = call.transfer;
    // What is asked in between does not concern a person; but a picture that comes in the reply is seen to come.
    bool const picture_comes = transfer.phase == http::Phase::receiving && transfer.received > largest_state;
    if (call.task != TaskState::none && !picture_comes) return of_task(call);

    Progress progress;
    progress.stage = stage_of(transfer.phase);
    progress.fraction = -1;
    if (transfer.phase == http::Phase::sending && transfer.to_send > 0)
        progress.fraction = static_cast<double>(transfer.sent) / static_cast<double>(transfer.to_send);
    Words const words = words_of(transfer);
    auto const bytes = static_cast<double>(transfer.received);
    progress.text =
        say(call.attempt > 1 ? words.later : words.first,
            {{"attempt", std::to_string(call.attempt)},
             {"attempts", std::to_string(call.attempts)},
             {"percent", whole_percent(progress.fraction)},
             {"seconds", whole_seconds(seconds_waiting)},
             {"amount", bytes < 1e6 ? std::to_string(std::lround(bytes / 1e3)) : one_decimal(bytes / 1e6)}});
    return progress;
}

} // namespace inlay::job_steps

// What does a person read while a job runs? True numbers only: no fraction is invented where none is known.
#include "steps.h"

#include <cmath>
#include <cstdio>

namespace inlay::job_steps {
namespace {

constexpr std::uint64_t largest_state = 64u << 10; // bytes of a reply that only tells how far a task is

std::string whole_seconds(double seconds) {
    return std::to_string(static_cast<long>(std::floor(seconds))) + " s";
}

std::string amount(std::uint64_t bytes) {
    char text[32];
    if (bytes < 1'000'000) {
        std::snprintf(text, sizeof text, "%.0f kB", static_cast<double>(bytes) / 1e3);
    } else {
        std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
    }
    return text;
}

} // namespace

Progress progress_of(CallProgress const& call, double seconds_waiting) {
    Progress progress;
    progress.fraction = -1;
    http::Progress const& transfer = call.transfer;
    std::string const attempt =
        call.attempt > 1 ? ", attempt " + std::to_string(call.attempt) + " of " + std::to_string(call.attempts) : "";
    if (call.retry_wait.count() > 0) {
        double const left = std::ceil(static_cast<double>(call.retry_wait.count()) / 1000);
        progress.stage = Stage::retrying;
        // What changes comes first: a narrow window cuts the end off.
        progress.text = "Waiting " + whole_seconds(left) + " before attempt " + std::to_string(call.attempt + 1) +
                        " of " + std::to_string(call.attempts);
        if (!call.retry_reason.empty()) progress.text.append(". ").append(call.retry_reason);
        return progress;
    }
    // What is asked in between does not concern a person; but a picture that comes in the reply is seen to come.
    bool const picture_comes = transfer.phase == http::Phase::receiving && transfer.received > largest_state;
    if (call.task != TaskState::none && !picture_comes) {
        bool const queued = call.task == TaskState::queued;
        progress.stage = queued ? Stage::queued : Stage::waiting;
        progress.fraction = call.task_fraction;
        double const seconds = std::chrono::duration<double>(call.task_time).count();
        progress.text =
            (queued ? "Waiting in the service's queue, " : "Waiting for the model, ") + whole_seconds(seconds);
        if (call.task_fraction >= 0)
            progress.text.append(", ").append(std::to_string(std::lround(call.task_fraction * 100))).append(" %");
        return progress;
    }
    switch (transfer.phase) {
    case http::Phase::resolving:
    case http::Phase::connecting:
        progress.stage = Stage::sending;
        progress.text = "Connecting" + attempt;
        break;
    case http::Phase::sending:
        progress.stage = Stage::sending;
        if (transfer.to_send > 0)
            progress.fraction = static_cast<double>(transfer.sent) / static_cast<double>(transfer.to_send);
        progress.text = "Sending";
        if (progress.fraction >= 0)
            progress.text.append(" ").append(std::to_string(std::lround(progress.fraction * 100))).append(" %");
        progress.text += attempt;
        break;
    case http::Phase::waiting:
        progress.stage = Stage::waiting;
        progress.text = "Waiting for the model, " + whole_seconds(seconds_waiting) + attempt;
        break;
    case http::Phase::receiving:
        progress.stage = Stage::receiving;
        progress.text = "Receiving " + amount(transfer.received) + attempt;
        break;
    }
    return progress;
}

} // namespace inlay::job_steps

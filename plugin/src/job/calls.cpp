// How are the pictures of one job asked for: one call each, some at the same time, every reply kept before it is read?
//
// Each call has a thread of its own; the job's thread places what has come while the others still wait.
#include "desk.h"
#include "journal_observer.h"
#include "sandbox_selection.h"

#include "inlay/guarded.h"
#include "inlay/plugin/catalogue.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace inlay::job_steps {
namespace {

class Listener final : public JournalObserver {
  public:
    Listener(std::size_t index, JournalJob const* journal, Desk& desk, CallEvents& events, std::string_view key)
        : JournalObserver(index, journal, key), desk_(desk), events_(events) {}

    void on_task(Task const& task) override {
        JournalObserver::on_task(task);
        events_.on_ordered();
    }
    void on_preview(std::string_view bytes) override { desk_.preview(index(), bytes); }

  private:
    void show(Progress progress) override { desk_.report(index(), std::move(progress)); }

    Desk& desk_;
    CallEvents& events_;
};

// The service said that there is no picture, so its reply is nothing that anybody could want back.
bool holds_no_answer(ErrorCode code) {
    switch (code) {
    case ErrorCode::empty_reply:
    case ErrorCode::billed_without_image:
    case ErrorCode::key_rejected:
    case ErrorCode::permission_denied:
    case ErrorCode::region_or_billing:
    case ErrorCode::rate_limited:
    case ErrorCode::quota_exhausted:
    case ErrorCode::no_credit:
    case ErrorCode::model_unavailable:
    case ErrorCode::bad_request:
    case ErrorCode::request_too_large:
        return true;
    default:
        return exit_status(code) == 5; // blocked, withheld, words only
    }
}

// What stays of a call without an answer: an order, what was cut off, and nothing of what the person broke off.
void after_failure(JournalJob const& journal, Desk::Answer& answer) {
    Error& error = answer.result.error();
    if (answer.report.ordered && !answer.not_kept)
        error.advice = "The order is kept. `inlay recover " + journal.id() +
                       " -o FILE` asks for its picture without ordering it again.";
    else if (holds_no_answer(error.code))
        journal.forget(answer.index);
    else if (error.code == ErrorCode::cancelled)
        journal.drop_part(answer.index);
}

// Each reason once: four calls usually fail for the same one.
std::string missing_note(std::vector<Error> const& errors, std::size_t count) {
    std::string reasons;
    std::vector<std::string_view> told;
    for (Error const& error : errors) {
        if (std::ranges::find(told, error.message) != told.end()) continue;
        told.push_back(error.message);
        reasons += (reasons.empty() ? "" : " ") + error.message;
    }
    return say_counted("not-all-came", static_cast<std::int64_t>(count),
                       {{"missing", std::to_string(errors.size())}, {"reasons", reasons}});
}

} // namespace

Result<Calls> make_calls(JobRequest const& job, Prepared const& prepared, JournalJob const* journal, CallEvents& events,
                         std::stop_token stop) {
    auto const count = static_cast<std::size_t>(std::max(1, job.options.count));
    Desk desk(count, events);
    Connection const connection = told_what_is_selected(job.target, prepared);
    std::atomic<std::size_t> next{0};
    auto const work = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            CallReport report;
            Result<CallResult> result = fail(ErrorCode::cancelled, "Cancelled.");
            std::optional<Error> not_kept;
            guarded(
                [&] {
                    if (stop.stop_requested()) return;
                    Listener listener(i, journal, desk, events, job.target.connection.api_key);
                    result = call_model(prepared.request, connection, listener, stop, &report);
                    not_kept = listener.not_kept();
                },
                [&](Error error) { result = fail(std::move(error)); });
            desk.deliver(i, std::move(result), report, std::move(not_kept));
        }
    };
    // What could throw is guarded above, call by call, or a call would end without its answer being delivered.
    auto const worker = [&] { guarded(work, [](Error const&) {}); };
    std::vector<std::jthread> threads;
    auto const parallel = std::min(count, static_cast<std::size_t>(std::max(1, job.target.provider.parallel_calls)));
    threads.reserve(parallel);
    // With fewer threads than wished for the calls only take longer; without any they are made on this one.
    while (threads.size() < parallel)
        if (!guarded([&] { return threads.emplace_back(worker).joinable(); }, [](Error const&) { return false; }))
            break;
    if (threads.empty()) worker();

    Calls calls;
    std::vector<Error> errors;
    for (std::size_t taken = 0; taken < count; ++taken) {
        Desk::Answer answer = desk.next();
        calls.attempts += answer.report.attempts;
        calls.bytes_sent += answer.report.bytes_sent;
        calls.bytes_received += answer.report.bytes_received;
        if (answer.result) {
            ++calls.answers;
            if (answer.not_kept && !calls.not_kept) calls.not_kept = std::move(answer.not_kept);
            events.on_answer(answer.index, std::move(*answer.result));
        } else {
            if (journal != nullptr) after_failure(*journal, answer);
            errors.push_back(std::move(answer.result.error()));
        }
    }
    if (calls.answers == 0) return fail(errors.front());
    if (!errors.empty()) calls.note = missing_note(errors, count);
    return calls;
}

} // namespace inlay::job_steps

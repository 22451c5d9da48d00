// How are the pictures of one job asked for: one call each, some at the same time, every reply kept before it is read?
//
// Each call has a thread of its own; the job's thread places what has come while the others still wait.
#include "desk.h"

#include "inlay/guarded.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace inlay::job_steps {
namespace {

using Clock = std::chrono::steady_clock;

class Listener final : public CallObserver {
  public:
    Listener(std::size_t index, JournalJob const& journal, Desk& desk, std::string_view key)
        : index_(index), journal_(journal), desk_(desk), key_(key) {}

    void on_progress(CallProgress const& progress) override {
        if (progress.transfer.phase != http::Phase::waiting) {
            waiting_since_ = Clock::now();
        }
        desk_.report(index_,
                     progress_of(progress, std::chrono::duration<double>(Clock::now() - waiting_since_).count()));
    }
    Result<void> on_raw_reply(http::Response const& response) override {
        // Services do echo keys. Only the key itself is replaced: Base64 may hold anything that merely looks like one.
        bool const echoed =
            holds_key(response.body) ||
            std::ranges::any_of(response.headers, [&](http::Header const& header) { return holds_key(header.value); });
        if (!echoed) return journal_.keep_reply(index_, response);
        http::Response without = response;
        replace_key(without.body);
        for (http::Header& header : without.headers)
            replace_key(header.value);
        return journal_.keep_reply(index_, without);
    }
    Result<void> on_fetched(std::size_t image, std::string_view bytes) override {
        return journal_.keep_fetched(index_, image, bytes);
    }
    void on_preview(std::string_view bytes) override { desk_.preview(index_, bytes); }

  private:
    [[nodiscard]] bool holds_key(std::string_view text) const {
        return key_.size() >= 6 && text.find(key_) != std::string_view::npos;
    }
    void replace_key(std::string& text) const {
        for (std::size_t at = text.find(key_); at != std::string::npos; at = text.find(key_, at))
            text.replace(at, key_.size(), "[key]");
    }

    std::size_t index_;
    JournalJob const& journal_;
    Desk& desk_;
    std::string_view key_;
    Clock::time_point waiting_since_ = Clock::now();
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

// Each reason once: four calls usually fail for the same one.
std::string missing_note(std::vector<Error> const& errors, std::size_t count) {
    std::string note = std::to_string(errors.size()) + " of " + std::to_string(count) + " pictures did not come:";
    std::vector<std::string_view> told;
    for (Error const& error : errors) {
        if (std::ranges::find(told, error.message) != told.end()) continue;
        told.push_back(error.message);
        note += " " + error.message;
    }
    return note;
}

} // namespace

Result<Calls> make_calls(JobRequest const& job, Prepared const& prepared, JournalJob const& journal, CallEvents& events,
                         std::stop_token stop) {
    auto const count = static_cast<std::size_t>(std::max(1, job.options.count));
    Desk desk(count, events);
    std::atomic<std::size_t> next{0};
    auto const work = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            CallReport report;
            Result<CallResult> result = fail(ErrorCode::cancelled, "Cancelled.");
            guarded(
                [&] {
                    if (stop.stop_requested()) return;
                    Listener listener(i, journal, desk, job.target.connection.api_key);
                    result = call_model(prepared.request, job.target.connection, listener, stop, &report);
                },
                [&](Error error) { result = fail(std::move(error)); });
            desk.deliver(i, std::move(result), report);
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
            events.on_answer(answer.index, std::move(*answer.result));
        } else {
            if (holds_no_answer(answer.result.error().code)) journal.forget(answer.index);
            errors.push_back(std::move(answer.result.error()));
        }
    }
    if (calls.answers == 0) return fail(errors.front());
    if (!errors.empty()) calls.note = missing_note(errors, count);
    return calls;
}

} // namespace inlay::job_steps

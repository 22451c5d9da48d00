// How are the pictures of one job asked for: one call each, some at the same time, every reply kept before it is read?
#include "steps.h"

#include "inlay/guarded.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace inlay::job_steps {
namespace {

using Clock = std::chrono::steady_clock;

class Listener final : public CallObserver {
  public:
    Listener(std::size_t index, JournalJob const& journal, ReportProgress const& report, std::string_view key)
        : index_(index), journal_(journal), report_(report), key_(key) {}

    void on_progress(CallProgress const& progress) override {
        if (progress.transfer.phase != http::Phase::waiting) {
            waiting_since_ = Clock::now();
        }
        report_(progress_of(progress, std::chrono::duration<double>(Clock::now() - waiting_since_).count()));
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
    ReportProgress const& report_;
    std::string_view key_;
    Clock::time_point waiting_since_ = Clock::now();
};

} // namespace

Result<Calls> make_calls(JobRequest const& job, Prepared& prepared, JournalJob const& journal,
                         ReportProgress const& report, std::stop_token stop) {
    auto const count = static_cast<std::size_t>(std::max(1, job.options.count));
    std::vector<Result<CallResult>> results(count, fail(ErrorCode::cancelled, "Cancelled."));
    std::vector<CallReport> reports(count);
    std::mutex report_mutex; // several calls report; the host's view of it is one line
    ReportProgress const report_one = [&](Progress progress) {
        std::scoped_lock const lock(report_mutex);
        report(std::move(progress));
    };

    std::atomic<std::size_t> next{0};
    auto const worker = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            guarded(
                [&] {
                    if (stop.stop_requested()) return;
                    Listener listener(i, journal, report_one, job.target.connection.api_key);
                    results[i] = call_model(prepared.request, job.target.connection, listener, stop, &reports[i]);
                },
                [&](Error error) { results[i] = fail(std::move(error)); });
        }
    };
    {
        std::vector<std::jthread> helpers;
        auto const parallel =
            std::min(count, static_cast<std::size_t>(std::max(1, job.target.provider.parallel_calls)));
        for (std::size_t i = 1; i < parallel; ++i)
            helpers.emplace_back(worker);
        worker();
    }

    Calls calls;
    Error const* first_error = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        calls.attempts += reports[i].attempts;
        calls.bytes_sent += reports[i].bytes_sent;
        calls.bytes_received += reports[i].bytes_received;
        if (results[i]) {
            calls.results.push_back(std::move(*results[i]));
        } else if (first_error == nullptr) {
            first_error = &results[i].error();
        }
    }
    if (calls.results.empty()) return fail(*first_error);
    if (first_error != nullptr) {
        prepared.notes.push_back(std::to_string(count - calls.results.size()) + " of " + std::to_string(count) +
                                 " pictures did not come: " + first_error->message);
    }
    return calls;
}

} // namespace inlay::job_steps

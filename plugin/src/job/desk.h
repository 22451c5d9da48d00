// Where do the calls of a job leave what comes in, and in what order does the job's thread find it? Internal to this
// folder.
#pragma once

#include "steps.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace inlay::job_steps {

class Desk {
  public:
    Desk(std::size_t count, CallEvents& events) : events_(events), calls_(count) { answers_.reserve(count); }

    struct Answer {
        std::size_t index = 0;
        Result<CallResult> result;
        CallReport report;
        std::optional<Error> not_kept; // why it is not in the journal
    };

    // [the calls' threads]
    void report(std::size_t index, Progress progress);
    // Only the newest one is kept, of all calls together.
    void preview(std::size_t index, std::string_view bytes);
    // Once for each call, however it ended.
    void deliver(std::size_t index, Result<CallResult> result, CallReport const& report,
                 std::optional<Error> not_kept) noexcept;

    // [the job's thread] Waits for an answer, in the order in which they come, and gives previews to the events
    // meanwhile. Once for each call.
    Answer next();

  private:
    using Clock = std::chrono::steady_clock;
    struct State {
        std::optional<Progress> progress; // while it runs
        bool over = false;
    };
    struct Preview {
        std::size_t index = 0;
        std::string bytes;
        Clock::time_point since;
    };

    void tell() const; // with the mutex held

    CallEvents& events_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<State> calls_;            // guarded by mutex_
    std::vector<Answer> answers_;         // guarded by mutex_; in the order in which they came
    std::size_t taken_ = 0;               // guarded by mutex_; of answers_
    std::optional<Preview> preview_;      // guarded by mutex_
    std::size_t arrived_ = 0;             // guarded by mutex_
    std::size_t over_ = 0;                // guarded by mutex_
    Clock::time_point last_preview_ = {}; // the job's thread's
};

} // namespace inlay::job_steps

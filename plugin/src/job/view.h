// What does a host see of a job while it runs? Written by the job's threads, read by the host's. Internal to this
// folder.
#pragma once

#include "inlay/plugin/job.h"

#include <condition_variable>
#include <mutex>

namespace inlay::job_steps {

class View {
  public:
    // `journalled`: what arrives is kept there, which a person is told who cancels.
    View(int asked, bool journalled) : journalled_(journalled) { status_.asked = asked; }
    // What arrives cannot be kept after all.
    void not_journalled();

    // [the job's threads]
    void report(Progress progress);
    // Keeps the answer's bytes, unless the job is over for the host already: it was told then what had arrived.
    void arrived(std::size_t index, std::string const& bytes);
    // A service that works by task has an order, which the journal keeps.
    void ordered();
    // Its previews are of no use any more, or it will have none.
    void ended(std::size_t index);
    void preview(std::size_t index, Thumbnail picture);
    void ready(Thumbnail picture);
    // The first one counts.
    void settle(Result<JobResult> outcome);

    // [any thread]
    [[nodiscard]] JobStatus status() const;
    void cancel() noexcept;
    bool wait_for(std::chrono::milliseconds time) const;
    Result<JobResult> take();
    struct Arrived {
        std::size_t index = 0; // of the call
        std::string bytes;
    };
    [[nodiscard]] std::vector<Arrived> answers() const;

  private:
    using Clock = std::chrono::steady_clock;
    bool journalled_; // guarded by mutex_
    Clock::time_point const start_ = Clock::now();
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    JobStatus status_;               // guarded by mutex_, as everything below
    std::size_t preview_of_ = 0;     // the call that status_.preview belongs to
    std::uint32_t shown_before_ = 0; // previews
    bool ordered_ = false;
    std::vector<bool> ended_;                 // by call
    std::vector<Arrived> arrived_;            // in the order in which they came
    std::optional<Result<JobResult>> result_; // set once, by the job's thread or by cancel()
};

} // namespace inlay::job_steps

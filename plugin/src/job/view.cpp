#include "view.h"

#include "inlay/guarded.h"

namespace inlay::job_steps {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

void View::not_journalled() {
    std::scoped_lock const lock(mutex_);
    journalled_ = false;
}

void View::report(Progress progress) {
    std::scoped_lock const lock(mutex_);
    status_.progress = std::move(progress);
}

void View::arrived(std::size_t index, std::string const& bytes) {
    std::scoped_lock const lock(mutex_);
    if (result_) return;
    arrived_.push_back({index, bytes});
    status_.arrived = static_cast<int>(arrived_.size());
}

void View::ordered() {
    std::scoped_lock const lock(mutex_);
    ordered_ = true;
}

void View::ended(std::size_t index) {
    std::scoped_lock const lock(mutex_);
    if (ended_.size() <= index) ended_.resize(index + 1);
    ended_[index] = true;
    if (!status_.preview || preview_of_ != index) return;
    status_.preview.reset();
    status_.preview_number = 0;
}

void View::preview(std::size_t index, Thumbnail picture) {
    std::scoped_lock const lock(mutex_);
    // While it was being made small the answer came.
    if (result_ || (index < ended_.size() && ended_[index])) return;
    status_.preview = std::move(picture);
    status_.preview_number = ++shown_before_;
    preview_of_ = index;
}

void View::ready(Thumbnail picture) {
    std::scoped_lock const lock(mutex_);
    if (!result_) status_.ready.push_back(std::move(picture));
}

void View::settle(Result<JobResult> outcome) {
    {
        std::scoped_lock const lock(mutex_);
        if (!result_) result_ = std::move(outcome);
        status_.preview.reset();
        status_.preview_number = 0;
    }
    changed_.notify_all();
}

JobStatus View::status() const {
    std::scoped_lock const lock(mutex_);
    JobStatus status = status_;
    status.finished = result_.has_value();
    status.progress.seconds = seconds_since(start_);
    return status;
}

void View::cancel() noexcept {
    guarded(
        [&] {
            Error error{ErrorCode::cancelled, "Cancelled.", "", "stopped by the person"};
            bool const kept = [this] {
                std::scoped_lock const lock(mutex_);
                return journalled_;
            }();
            if (auto const now = status(); kept && now.arrived > 0)
                error.advice = std::to_string(now.arrived) + " of " + std::to_string(now.asked) +
                               (now.asked == 1 ? " picture" : " pictures") +
                               " had arrived. What was received is kept and can be saved with: inlay recover.";
            else if (std::scoped_lock const lock(mutex_); ordered_ && journalled_)
                error.advice =
                    "The service has the order. It is kept, and its picture can be asked for with: inlay recover.";
            settle(fail(std::move(error)));
        },
        [&](Error error) { settle(fail(std::move(error))); });
}

bool View::wait_for(std::chrono::milliseconds time) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [this] { return result_.has_value(); });
}

Result<JobResult> View::take() {
    std::scoped_lock const lock(mutex_);
    if (!result_) return fail(ErrorCode::internal, "The job is not finished yet.");
    return std::move(*result_);
}

std::vector<View::Arrived> View::answers() const {
    std::scoped_lock const lock(mutex_);
    return arrived_;
}

} // namespace inlay::job_steps

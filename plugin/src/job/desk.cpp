#include "desk.h"

#include "inlay/guarded.h"
#include "inlay/plugin/catalogue.h"

namespace inlay::job_steps {
namespace {

using namespace std::chrono_literals;

// The answer often follows within this time, and then nobody needs to see what came before it.
constexpr auto settles = 150ms;
constexpr auto between_previews = 300ms;
constexpr std::size_t largest_preview = 24u << 20; // bytes

// Which of several calls a person should read about: a wait after an error first, then the one that is furthest.
int importance(Stage stage) {
    switch (stage) {
    case Stage::retrying:
        return 5;
    case Stage::receiving:
        return 4;
    case Stage::waiting:
        return 3;
    case Stage::queued:
        return 2;
    case Stage::sending:
        return 1;
    default:
        return 0;
    }
}

} // namespace

void Desk::tell() const {
    std::size_t const count = calls_.size();
    if (over_ == count) {
        if (arrived_ > 0)
            events_.on_progress({Stage::placing, say_counted("placing", static_cast<std::int64_t>(arrived_)), -1, 0});
        return;
    }
    Progress const* shown = nullptr;
    for (State const& call : calls_)
        if (call.progress && (shown == nullptr || importance(call.progress->stage) > importance(shown->stage)))
            shown = &*call.progress;
    if (shown == nullptr) return;
    Progress progress = *shown;
    if (count > 1 && over_ > 0)
        progress.text = say_counted("some-arrived", static_cast<std::int64_t>(count),
                                    {{"arrived", std::to_string(arrived_)}, {"progress", shown->text}});
    events_.on_progress(std::move(progress));
}

void Desk::report(std::size_t index, Progress progress) {
    std::scoped_lock const lock(mutex_);
    calls_[index].progress = std::move(progress);
    tell();
}

void Desk::preview(std::size_t index, std::string_view bytes) {
    if (bytes.size() > largest_preview) return;
    {
        std::scoped_lock const lock(mutex_);
        preview_ = Preview{index, std::string(bytes), preview_ ? preview_->since : Clock::now()};
    }
    changed_.notify_one();
}

void Desk::deliver(std::size_t index, Result<CallResult> result, CallReport const& report,
                   std::optional<Error> not_kept) noexcept {
    {
        std::scoped_lock const lock(mutex_);
        State& call = calls_[index];
        call.progress.reset();
        call.over = true;
        ++over_;
        if (preview_ && preview_->index == index) preview_.reset();
        if (result) ++arrived_;
        guarded(
            [&] {
                events_.on_ended(index, result ? &*result : nullptr);
                tell();
            },
            [](Error const&) {}); // what the host sees of it; the answer itself follows
        answers_.push_back({index, std::move(result), report, std::move(not_kept)});
    }
    changed_.notify_one();
}

Desk::Answer Desk::next() {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (taken_ < answers_.size()) return std::move(answers_[taken_++]);
        if (!preview_) {
            changed_.wait(lock);
            continue;
        }
        auto const due = std::max(preview_->since + settles, last_preview_ + between_previews);
        if (Clock::now() < due) {
            changed_.wait_until(lock, due);
            continue;
        }
        Preview const preview = std::move(*preview_);
        preview_.reset();
        lock.unlock();
        events_.on_preview(preview.index, preview.bytes);
        lock.lock();
        last_preview_ = Clock::now();
    }
}

} // namespace inlay::job_steps

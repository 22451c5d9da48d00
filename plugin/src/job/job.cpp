// How does a job live: one thread, polled, cancelled, joined?
#include "inlay/plugin/job.h"

#include "steps.h"

#include "inlay/guarded.h"
#include "inlay/plugin/price.h"
#include "inlay/plugin/service.h"
#include "inlay/redact.h"
#include "inlay/resample.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace inlay {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

tl::unexpected<Error> cancelled() {
    return fail(ErrorCode::cancelled, "Cancelled.", "", "stopped by the person");
}

// These replies hold no picture, so there is nothing in the journal that anybody could want back.
bool holds_no_answer(ErrorCode code) {
    return exit_status(code) == 5 || code == ErrorCode::empty_reply || code == ErrorCode::billed_without_image;
}

// A note that cannot be made must not cost the answer that was paid for.
void note_spending(JobRequest const& request, std::string_view sent_size, std::vector<CallResult> const& calls) {
    if (request.target.is_sandbox) return;
    Spent spent{request.target.connection.provider, request.target.connection.model, 0, 0, 0};
    for (CallResult const& call : calls) {
        Usage const& usage = call.reply.usage;
        spent.pictures += 1;
        spent.tokens += usage.total_tokens.value_or(0);
        spent.price_usd += usage.cost_usd.value_or(list_price(request.target.model, sent_size).value_or(0));
    }
    [[maybe_unused]] auto const noted = record_spent(spent);
}

} // namespace

struct Job::Impl {
    JobRequest request;
    Clock::time_point const start = Clock::now();

    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    Progress progress;                       // guarded by mutex
    std::optional<Result<JobResult>> result; // guarded by mutex; set once, by the thread or by cancel()
    std::optional<JournalJob> journal;       // guarded by mutex
    bool confirmed = false;                  // guarded by mutex

    std::jthread thread; // last: joined before the rest goes

    void report(Progress next) {
        next.seconds = milliseconds_since(start) / 1000;
        std::scoped_lock const lock(mutex);
        progress = std::move(next);
    }

    void settle(Result<JobResult> outcome) {
        {
            std::scoped_lock const lock(mutex);
            if (!result) result = std::move(outcome);
        }
        changed.notify_all();
    }

    Result<JobResult> run(std::stop_token const& stop);
    Result<void> call(job_steps::Prepared& prepared, JobResult& out, std::vector<CallResult>& calls,
                      std::stop_token const& stop);
};

Result<void> Job::Impl::call(job_steps::Prepared& prepared, JobResult& out, std::vector<CallResult>& calls,
                             std::stop_token const& stop) {
    // Before anything is paid for: if the answer could not be kept, it must not be asked for.
    auto begun = default_journal().begin(job_steps::journal_facts(request));
    if (!begun) return fail(begun.error());
    JournalJob* kept = nullptr;
    {
        std::scoped_lock const lock(mutex);
        kept = &journal.emplace(std::move(*begun));
        out.journal_id = kept->id();
    }
    if (request.action == Action::edit_layer) {
        if (auto done = kept->keep_source(prepared.request.images.front().bytes); !done) {
            kept->abandon();
            return fail(done.error());
        }
    }
    auto made = job_steps::make_calls(
        request, prepared, *kept, [this](Progress next) { report(std::move(next)); }, stop);
    if (!made) {
        if (holds_no_answer(made.error().code)) {
            kept->confirm();
        } else {
            kept->abandon();
        }
        return fail(with_served_models(std::move(made.error()), request.target, stop));
    }
    calls = std::move(made->results);
    out.attempts = made->attempts;
    out.bytes_sent = made->bytes_sent;
    out.bytes_received = made->bytes_received;
    note_spending(request, prepared.request.size, calls);
    CallResult const& first = calls.front();
    out.text = redact(first.reply.text, request.target.connection.api_key); // services do echo keys
    out.usage = first.reply.usage;
    out.request_id = first.reply.request_id;
    out.timings.upload = first.report.timings.upload;
    out.timings.wait = first.report.timings.wait;
    out.timings.download = first.report.timings.download;
    return {};
}

Result<JobResult> Job::Impl::run(std::stop_token const& stop) {
    JobResult out;
    report({Stage::preparing, "Preparing the picture", -1, 0});
    if (request.find_target && request.kept_answers.empty()) {
        auto target = request.find_target();
        if (!target) return fail(target.error());
        request.target = std::move(*target);
        if (stop.stop_requested()) return cancelled();
    }
    // A host that converts only what is sent gives the layer scaled down; everything after this knows the canvas'
    // pixels alone.
    Snapshot& snapshot = request.snapshot;
    if (request.action == Action::edit_layer && !snapshot.layer.empty() &&
        snapshot.layer.size() != snapshot.layer_rect.size())
        snapshot.layer = resize(snapshot.layer, snapshot.layer_rect.size());
    auto const encode_start = Clock::now();
    auto prepared = job_steps::prepare(request);
    if (!prepared) return fail(prepared.error());
    out.timings.encode = milliseconds_since(encode_start);
    if (stop.stop_requested()) return cancelled();

    std::vector<CallResult> calls;
    std::vector<std::string> pictures = request.kept_answers;
    if (pictures.empty()) {
        if (auto done = call(*prepared, out, calls, stop); !done) return fail(done.error());
        for (CallResult& one : calls)
            pictures.push_back(std::move(one.reply.images.front().bytes));
    }
    report({Stage::placing, "Placing the answer", -1, 0});
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        if (stop.stop_requested()) return cancelled();
        auto finished = job_steps::finish(request, *prepared, std::move(pictures[i]), stop);
        if (!finished) return fail(finished.error());
        out.timings.decode += finished->decode_ms;
        out.timings.place += finished->place_ms;
        if (finished->edit) {
            finished->edit->facts =
                job_steps::layer_facts(request, *prepared, i < calls.size() ? &calls[i] : nullptr, finished->facts);
            out.edits.push_back(std::move(*finished->edit));
        }
        if (!finished->facts.note.empty()) out.notes.push_back(finished->facts.note);
        if (finished->explain && !out.explain) out.explain = std::move(finished->explain);
        out.answers.push_back(std::move(finished->facts));
    }
    out.notes.insert(out.notes.begin(), prepared->notes.begin(), prepared->notes.end());
    return out;
}

Job::Job(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

std::unique_ptr<Job> Job::start(JobRequest request) {
    auto impl = std::make_unique<Impl>();
    impl->request = std::move(request);
    Impl* const self = impl.get();
    guarded(
        [self] {
            self->thread = std::jthread([self](std::stop_token const& stop) {
                guarded([&] { self->settle(self->run(stop)); },
                        [self](Error error) { self->settle(fail(std::move(error))); });
            });
        },
        [self](Error error) { self->settle(fail(std::move(error))); });
    return std::unique_ptr<Job>(new Job(std::move(impl)));
}

Job::~Job() {
    cancel();
}

JobStatus Job::poll() const {
    std::scoped_lock const lock(impl_->mutex);
    JobStatus status;
    status.finished = impl_->result.has_value();
    status.progress = impl_->progress;
    status.progress.seconds = milliseconds_since(impl_->start) / 1000;
    return status;
}

void Job::cancel() noexcept {
    // The host hears of it at once; the thread ends as soon as its step allows, and whatever it still finds is not used
    // any more.
    impl_->settle(cancelled());
    impl_->thread.request_stop();
}

bool Job::wait_for(std::chrono::milliseconds time) const {
    std::unique_lock lock(impl_->mutex);
    return impl_->changed.wait_for(lock, time, [this] { return impl_->result.has_value(); });
}

Result<JobResult> Job::take() {
    std::scoped_lock const lock(impl_->mutex);
    if (!impl_->result) return fail(ErrorCode::internal, "The job is not finished yet.");
    return std::move(*impl_->result);
}

JobRequest const& Job::request() const noexcept {
    return impl_->request;
}

void Job::confirm_inserted() noexcept {
    std::scoped_lock const lock(impl_->mutex);
    if (impl_->journal) impl_->journal->confirm();
}

} // namespace inlay

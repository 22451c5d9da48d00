// How does a job live: one thread, polled, cancelled, joined?
#include "inlay/plugin/job.h"

#include "steps.h"
#include "view.h"

#include "inlay/colour.h"
#include "inlay/guarded.h"
#include "inlay/plugin/catalogue.h"
#include "inlay/plugin/price.h"
#include "inlay/plugin/served_models.h"
#include "inlay/plugin/usage.h"
#include "inlay/redact.h"
#include "inlay/resample.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <thread>

namespace inlay {
namespace {

using Clock = std::chrono::steady_clock;

// A preview is shown small and soon forgotten: what takes longer to decode than this is not worth it.
constexpr int kept_thumbnail = 256;
constexpr DecodeLimits preview_limits{4096, std::int64_t{4096} * 4096};

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

template <class Number>
void add(std::optional<Number>& sum, std::optional<Number> const& more) {
    if (more) sum = sum.value_or(0) + *more;
}

void add(Usage& sum, Usage const& more) {
    add(sum.input_tokens, more.input_tokens);
    add(sum.output_tokens, more.output_tokens);
    add(sum.image_tokens, more.image_tokens);
    add(sum.total_tokens, more.total_tokens);
    add(sum.cost_usd, more.cost_usd);
}

} // namespace

struct Job::Impl final : job_steps::CallEvents {
    explicit Impl(JobRequest from)
        : request(std::move(from)), view(request.kept_answers.empty() ? std::max(1, request.options.count)
                                                                      : static_cast<int>(request.kept_answers.size()),
                                         request.kept_answers.empty()) {}

    JobRequest request;
    job_steps::View view;
    std::mutex journal_mutex;
    std::optional<JournalJob> journal; // guarded by journal_mutex

    // Of the job's thread alone, until it is over.
    std::optional<job_steps::Prepared> prepared;
    std::stop_token stop;
    JobResult out;
    Spent spent;                   // filled while calls run, one at a time
    std::vector<Error> unreadable; // why answers could not be used

    // By call, whether its answer could be used; those that were not looked at are missing. Guarded by journal_mutex.
    std::map<std::size_t, bool> used;

    std::jthread thread; // last: joined before the rest goes

    void on_progress(Progress progress) override { view.report(std::move(progress)); }
    void on_ordered() override { view.ordered(); }
    void on_ended(std::size_t index, CallResult const* result) override {
        view.ended(index);
        if (result == nullptr) return;
        view.arrived(index, result->reply.images.front().bytes);
        spend(result->reply.usage);
    }
    void on_preview(std::size_t index, std::string const& bytes) override;
    void on_answer(std::size_t index, CallResult result) override;

    Result<JobResult> run();
    Result<void> call();
    void place(std::size_t index, CallResult const* call, std::string bytes);
    void spend(Usage const& usage);
    void note_spending() const;
    JournalJob* begin_journal(); // null: there is none
    static std::jthread clean_up_journal();
    void not_kept(Error const& why);
    void keep_thumbnail(std::size_t index, Image const& picture);
};

void Job::Impl::spend(Usage const& usage) {
    spent.pictures += 1;
    spent.tokens += usage.total_tokens.value_or(0);
    spent.price_usd += usage.cost_usd.value_or(list_price(request.target.model, prepared->request.size).value_or(0));
}

// One entry for a run, however many pictures it has. A note that cannot be made must not cost the answers that were
// paid for.
void Job::Impl::note_spending() const {
    if (request.target.is_sandbox || spent.pictures == 0) return;
    [[maybe_unused]] auto const noted = record_spent(spent);
}

// What cannot be shown is no loss: the answer is still to come.
void Job::Impl::on_preview(std::size_t index, std::string const& bytes) {
    auto const decoded = decode_as_srgb(bytes, nullptr, preview_limits);
    if (!decoded) return;
    view.preview(index, std::make_shared<Image const>(
                            oriented(thumbnail_of(decoded->image, largest_thumbnail), decoded->orientation)));
}

void Job::Impl::on_answer(std::size_t index, CallResult result) {
    if (out.answers.empty() && unreadable.empty()) { // the first one: they all come from the same request
        out.request_id = result.reply.request_id;
        out.timings.upload = result.report.timings.upload;
        out.timings.wait = result.report.timings.wait;
        out.timings.download = result.report.timings.download;
    }
    if (out.text.empty()) out.text = redact(result.reply.text, request.target.connection.api_key); // services echo keys
    add(out.usage, result.reply.usage);
    std::string bytes = std::move(result.reply.images.front().bytes);
    place(index, &result, std::move(bytes));
}

void Job::Impl::place(std::size_t index, CallResult const* call, std::string bytes) {
    if (stop.stop_requested()) return;
    auto finished = job_steps::finish(request, *prepared, std::move(bytes), stop);
    {
        std::scoped_lock const lock(journal_mutex);
        used[index] = finished.has_value();
    }
    if (!finished) {
        unreadable.push_back(std::move(finished.error()));
        return;
    }
    out.timings.decode += finished->decode_ms;
    out.timings.place += finished->place_ms;
    if (finished->edit) {
        finished->edit->facts = job_steps::layer_facts(request, *prepared, call, finished->facts);
        auto thumbnail = std::make_shared<Image const>(thumbnail_of(finished->edit->pixels, largest_thumbnail));
        keep_thumbnail(index, *thumbnail);
        view.ready(std::move(thumbnail));
        out.edits.push_back(std::move(*finished->edit));
    }
    if (!finished->facts.note.empty()) out.notes.push_back(finished->facts.note);
    std::ranges::move(finished->notes, std::back_inserter(out.notes));
    if (finished->explain && !out.explain) out.explain = std::move(finished->explain);
    out.answers.push_back(std::move(finished->facts));
}

// For the history; a run is as good without.
void Job::Impl::keep_thumbnail(std::size_t index, Image const& picture) {
    std::scoped_lock const lock(journal_mutex);
    if (!journal) return;
    if (auto const bytes = encode(thumbnail_of(picture, kept_thumbnail), Format::jpeg)) [[maybe_unused]]
        auto const kept = journal->keep_thumbnail(index, *bytes);
}

void Job::Impl::not_kept(Error const& why) {
    view.not_journalled();
    out.journal_id.clear();
    if (out.not_kept.empty()) out.not_kept = say("not-kept", {{"reason", why.message}});
}

// An answer that cannot be kept is used all the same, and that is said.
JournalJob* Job::Impl::begin_journal() {
    auto begun = default_journal().begin(job_steps::journal_facts(request));
    if (!begun) {
        not_kept(begun.error());
        return nullptr;
    }
    JournalJob* kept = nullptr;
    {
        std::scoped_lock const lock(journal_mutex);
        kept = &journal.emplace(std::move(*begun));
        out.journal_id = kept->id();
    }
    // A recovered answer can be looked at without what was sent.
    if (request.action == Action::edit_layer) [[maybe_unused]]
        auto const done = kept->keep_source(prepared->request.images.front().bytes);
    return kept;
}

// A thread that cannot be had leaves it to the next run.
std::jthread Job::Impl::clean_up_journal() {
    auto const work = [](std::stop_token const& over) {
        guarded([&] { default_journal().clean_up(journal_limits(), over); }, [](Error const&) {});
    };
    return guarded([&] { return std::jthread(work); }, [](Error const&) { return std::jthread(); });
}

Result<void> Job::Impl::call() {
    JournalJob* const kept = begin_journal();
    if (request.on_begun) {
        if (kept == nullptr) return fail(ErrorCode::output_failed, out.not_kept);
        if (auto told = request.on_begun(kept->id()); !told) {
            kept->abandon();
            return told;
        }
    }
    // While the network is waited for.
    std::jthread const cleaner = clean_up_journal();
    spent.provider = request.target.connection.provider;
    spent.model = request.target.connection.model;
    auto made = job_steps::make_calls(request, *prepared, kept, *this, stop);
    note_spending();
    if (!made) {
        if (kept != nullptr) kept->abandon();
        return fail(with_served_models(std::move(made.error()), request.target, stop));
    }
    if (made->not_kept) not_kept(*made->not_kept);
    if (kept != nullptr) {
        std::scoped_lock const lock(journal_mutex); // the host may be marking it as well
        kept->mark_price(spent.price_usd);
    }
    if (!made->note.empty()) out.notes.push_back(std::move(made->note));
    out.attempts = made->attempts;
    out.bytes_sent = made->bytes_sent;
    out.bytes_received = made->bytes_received;
    return {};
}

Result<JobResult> Job::Impl::run() {
    view.report({Stage::preparing, say("preparing"), -1, 0});
    if (request.find_target && request.kept_answers.empty()) {
        auto target = request.find_target();
        if (!target) return fail(target.error());
        request.target = std::move(*target);
        if (stop.stop_requested()) return job_steps::cancelled();
    }
    // A host that converts only what is sent gives the layer scaled down; everything after this knows the canvas'
    // pixels alone.
    Snapshot& snapshot = request.snapshot;
    if (request.action == Action::edit_layer && !snapshot.layer.empty() &&
        snapshot.layer.size() != snapshot.layer_rect.size())
        snapshot.layer = resize(snapshot.layer, snapshot.layer_rect.size());
    auto const encode_start = Clock::now();
    auto made = job_steps::prepare(request, stop);
    if (!made) return fail(made.error());
    prepared = std::move(*made);
    out.timings.encode = milliseconds_since(encode_start);
    if (stop.stop_requested()) return job_steps::cancelled();

    if (request.kept_answers.empty()) {
        if (auto done = call(); !done) return fail(done.error());
    } else {
        for (std::size_t i = 0; i < request.kept_answers.size(); ++i)
            view.arrived(i, request.kept_answers[i]);
        view.report({Stage::placing, say("placing"), -1, 0});
        for (std::size_t i = 0; i < request.kept_answers.size(); ++i)
            place(i, nullptr, request.kept_answers[i]);
    }
    if (stop.stop_requested()) return job_steps::cancelled();
    if (out.answers.empty()) return fail(unreadable.front());
    if (!unreadable.empty()) {
        out.notes.push_back(say_counted("not-all-usable",
                                        static_cast<std::int64_t>(out.answers.size() + unreadable.size()),
                                        {{"missing", std::to_string(unreadable.size())},
                                         {"reason", unreadable.front().message + " " + unreadable.front().advice}}));
    }
    out.notes.insert(out.notes.begin(), prepared->notes.begin(), prepared->notes.end());
    if (!out.not_kept.empty()) out.notes.insert(out.notes.begin(), out.not_kept);
    out.name = layer_name_of(request.options.prompt);
    for (std::size_t i = 0; out.edits.size() > 1 && i < out.edits.size(); ++i)
        out.edits[i].name = out.name + " " + std::to_string(i + 1);
    return std::move(out);
}

Job::Job(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

std::unique_ptr<Job> Job::start(JobRequest request) {
    auto impl = std::make_unique<Impl>(std::move(request));
    Impl* const self = impl.get();
    guarded(
        [self] {
            self->thread = std::jthread([self](std::stop_token const& stop) {
                guarded(
                    [&] {
                        self->stop = stop;
                        self->view.settle(self->run());
                    },
                    [self](Error error) { self->view.settle(fail(std::move(error))); });
            });
        },
        [self](Error error) { self->view.settle(fail(std::move(error))); });
    return std::unique_ptr<Job>(new Job(std::move(impl)));
}

Job::~Job() {
    cancel();
}

JobStatus Job::poll() const {
    return impl_->view.status();
}

void Job::cancel() noexcept {
    // The host hears of it at once; the thread ends as soon as its step allows, and whatever it still finds is not used
    // any more.
    impl_->view.cancel();
    impl_->thread.request_stop();
}

std::vector<std::string> Job::arrived_answers() const {
    std::vector<std::string> answers;
    for (auto& arrived : impl_->view.answers())
        answers.push_back(std::move(arrived.bytes));
    return answers;
}

bool Job::wait_for(std::chrono::milliseconds time) const {
    return impl_->view.wait_for(time);
}

Result<JobResult> Job::take() {
    return impl_->view.take();
}

JobRequest const& Job::request() const noexcept {
    return impl_->request;
}

void Job::confirm_inserted() noexcept {
    guarded(
        [&] {
            auto const arrived = impl_->view.answers();
            std::scoped_lock const lock(impl_->journal_mutex);
            if (!impl_->journal) return;
            std::vector<std::size_t> inserted;
            for (auto const& answer : arrived) {
                auto const looked_at = impl_->used.find(answer.index);
                // One that came when the job was being cancelled was not looked at.
                bool const usable =
                    looked_at != impl_->used.end() ? looked_at->second : decode(answer.bytes).has_value();
                if (usable) inserted.push_back(answer.index);
            }
            impl_->journal->mark_inserted(inserted);
        },
        [](Error const&) {});
}

void Job::confirm_saved() noexcept {
    confirm_inserted();
    guarded(
        [&] {
            std::scoped_lock const lock(impl_->journal_mutex);
            if (impl_->journal) impl_->journal->mark_saved();
        },
        [](Error const&) {});
}

} // namespace inlay

// How does a run look to a person: a window that stays open while the model works?
//
// One loop around gtk_dialog_run(). While a job runs, a timer looks at it; nothing here blocks but capture and apply.
#include "run_window.h"

#include "dialog.h"
#include "host_gimp.h"
#include "session.h"
#include "signals.h"

#include "inlay/plugin/job.h"

#include <cstdlib>

namespace inlay::gimp {
namespace {

constexpr guint look_every_ms = 80;
constexpr std::chrono::milliseconds longest_goodbye(500);

class RunWindow {
  public:
    RunWindow(Call const& call, ItemId source, Choices choices)
        : call_(call), choices_(std::move(choices)),
          dialog_(call.action, call.place.image, source, notes_before_run(call.action, call.place, source), choices_) {}
    ~RunWindow() {
        if (timer_) g_source_remove(timer_);
        dialog_.hide(); // before anybody is waited for, which may take a moment
    }
    RunWindow(RunWindow const&) = delete;
    RunWindow& operator=(RunWindow const&) = delete;

    Result<Outcome> run();

  private:
    void on_response(int response);
    Result<void> start();
    void start_job(JobRequest request);
    void cancel();
    void look();
    void finish(Result<JobResult> result);
    void insert(std::vector<Edit> edits);
    void cancelled();
    Result<void> place_again();
    Result<void> open_as_new_image();
    void done(Action made);
    void show(Result<void> const& result) {
        if (!result) dialog_.show_error(result.error());
    }

    Call call_;
    Choices choices_;
    ui::Dialog dialog_;
    std::unique_ptr<GimpHost> host_;
    std::unique_ptr<Job> job_; // running
    std::vector<std::unique_ptr<Job>>
        past_;            // cancelled or finished: joined when the window goes; the last paid one may be confirmed
    Job* paid_ = nullptr; // whose answers are not inserted yet
    bool placing_again_ = false; // the running job places the answers of paid_
    bool anyway_ = false;        // it is offered to insert them although they changed almost nothing
    std::vector<Edit> waiting_;  // could not be inserted
    guint timer_ = 0;
    bool finished_ = false;
    std::vector<std::string> notes_;
    std::optional<Outcome> outcome_; // of every run that came through
};

// For a window that stays open because there is more to say.
std::string done_sentence(Action action, std::size_t pictures) {
    if (action == Action::generate_image)
        return pictures == 1 ? "The new image is open." : "The new image is open. Each picture is a layer of it.";
    if (pictures == 1) return "The new layer is inserted.";
    return std::to_string(pictures) + " new layers are inserted; the first one is shown.";
}

Result<Outcome> RunWindow::run() {
    for (;;) {
        int const response = gtk_dialog_run(dialog_.gtk());
        if (response == ui::response_done || finished_) break;
        bool const closes = response == GTK_RESPONSE_DELETE_EVENT || response == GTK_RESPONSE_NONE;
        if (closes || (response == GTK_RESPONSE_CANCEL && !job_)) {
            cancel();
            if (outcome_) break;
            return fail(ErrorCode::cancelled, "Cancelled.");
        }
        on_response(response);
        if (finished_) break;
    }
    return std::move(*outcome_);
}

void RunWindow::on_response(int response) {
    switch (response) {
    case GTK_RESPONSE_CANCEL:
        return cancel();
    case ui::response_run:
        return show(start());
    case ui::response_insert:
        return show(place_again());
    case ui::response_new_image:
        return show(open_as_new_image());
    default:
        return;
    }
}

Result<void> RunWindow::start() {
    if (job_) return {};
    dialog_.status().clear();
    dialog_.offer(0);
    waiting_.clear();
    paid_ = nullptr; // what was not inserted stays in the journal
    Result<Options> options = dialog_.options();
    if (!options) return fail(options.error());
    Result<std::string> key = dialog_.connection().typed_key();
    if (!key) return fail(key.error());
    if (Result<void> stored = dialog_.connection().store(choices_.settings); !stored) return stored;
    choices_.options = std::move(*options);
    choices_.typed_key = std::move(*key);
    remember(choices_.settings, call_.action, choices_.options);
    if (Result<void> saved = choices_.settings.save(); !saved) return saved;

    host_ = std::make_unique<GimpHost>(call_.place, choices_.options.feather, true);
    Result<Snapshot> snapshot = host_->capture(call_.action);
    if (!snapshot) return fail(snapshot.error());
    for (ItemId const layer : dialog_.reference_layers()) {
        Result<Image> picture = capture_reference(layer);
        if (!picture) return fail(picture.error());
        snapshot->references.push_back(std::move(*picture));
    }
    JobRequest request;
    request.action = call_.action;
    request.options = choices_.options;
    request.snapshot = std::move(*snapshot);
    request.find_target = [choices = choices_] { return find_target(choices); };
    start_job(std::move(request));
    return {};
}

void RunWindow::start_job(JobRequest request) {
    placing_again_ = !request.kept_answers.empty();
    job_ = Job::start(std::move(request));
    dialog_.set_running(true);
    timer_ = ui::every<&RunWindow::look>(look_every_ms, this);
    dialog_.status().show_progress(job_->poll());
}

void RunWindow::cancel() {
    if (!job_) return;
    job_->cancel();
    look();
}

void RunWindow::look() {
    if (!job_) return;
    JobStatus const status = job_->poll();
    if (!status.finished) return dialog_.status().show_progress(status);
    g_source_remove(timer_);
    timer_ = 0;
    Result<JobResult> result = job_->take();
    // Its thread may still be finishing a step; it is joined at the end, not while somebody looks at the window.
    past_.push_back(std::move(job_));
    if (!placing_again_ && status.arrived > 0) paid_ = past_.back().get();
    dialog_.set_running(false);
    finish(std::move(result));
}

void RunWindow::finish(Result<JobResult> result) {
    dialog_.status().clear();
    if (choices_.shared->key_stored.exchange(false)) dialog_.connection().forget_typed_key();
    if (!result) {
        if (result.error().code == ErrorCode::cancelled) return cancelled();
        return dialog_.show_error(result.error());
    }
    notes_ = std::move(result->notes);
    if (!result->edits.empty()) return insert(std::move(result->edits));
    dialog_.status().show_message(
        "The model changed almost nothing.",
        "Nothing was inserted. Say more clearly what should change, or insert the answer as it is.");
    anyway_ = true;
    dialog_.offer_to_insert("Ins_ert Anyway");
}

// What has been paid for is offered, and kept as long as nobody takes it.
void RunWindow::cancelled() {
    if (!paid_) return dialog_.status().show_message("Cancelled.", "Nothing was inserted.");
    JobStatus const status = paid_->poll();
    bool const one = status.arrived == 1;
    dialog_.status().show_message("Cancelled. Nothing was inserted.",
                                  std::to_string(status.arrived) + " of " + std::to_string(status.asked) +
                                      (status.asked == 1 ? " picture" : " pictures") + " had arrived. " +
                                      (one ? "It is kept." : "They are kept."));
    anyway_ = false;
    dialog_.offer_to_insert(one ? "Ins_ert It" : "Ins_ert Them");
}

void RunWindow::insert(std::vector<Edit> edits) {
    Result<void> const applied = host_->apply(edits);
    if (applied) return done(call_.action);
    waiting_ = std::move(edits);
    dialog_.status().show_error(applied.error());
    dialog_.offer(ui::response_new_image);
}

// The answers that were paid for, placed once more; anyway: with everything that came back.
Result<void> RunWindow::place_again() {
    if (job_ || !paid_) return {};
    JobRequest request = paid_->request();
    request.kept_answers = paid_->arrived_answers();
    if (anyway_) request.options.placement.keep = placement::Switch::off;
    dialog_.offer(0);
    start_job(std::move(request));
    return {};
}

Result<void> RunWindow::open_as_new_image() {
    if (waiting_.empty()) return {};
    if (Result<void> opened = host_->open_as_new_image(waiting_); !opened) return opened;
    done(Action::generate_image);
    return {};
}

// Nobody wants to close a box after each edit: the window goes by itself, unless there is something to say.
void RunWindow::done(Action made) {
    if (paid_) paid_->confirm_inserted();
    paid_ = nullptr;
    Inserted const& inserted = host_->inserted();
    if (!outcome_) outcome_.emplace();
    outcome_->image = inserted.image;
    outcome_->layers.insert(outcome_->layers.begin(), inserted.layers.begin(), inserted.layers.end());
    dialog_.offer(0);
    waiting_.clear();
    if (!notes_.empty()) return dialog_.show_done(done_sentence(made, inserted.layers.size()), notes_);
    finished_ = true;
    gtk_dialog_response(dialog_.gtk(), ui::response_done);
}

Result<Choices> load_choices(Action action) {
    Choices choices;
    Result<Settings> settings = Settings::load();
    if (!settings) return fail(settings.error());
    Result<ProviderTable> providers = load_providers();
    if (!providers) return fail(providers.error());
    choices.settings = std::move(*settings);
    choices.providers = std::move(*providers);
    recall(choices.settings, action, choices.options);
    return choices;
}

// gimp_ui_init() ends the process when there is no display, so that has to be asked before.
bool has_display() {
#if INLAY_GIMP_MAJOR == 2
    if (gchar const* name = gimp_display_name(); name && *name) g_setenv("DISPLAY", name, TRUE);
#endif
    return gtk_init_check(nullptr, nullptr) != FALSE;
}

void init_ui() {
#if INLAY_GIMP_MAJOR == 2
    gimp_ui_init("inlay", FALSE);
#else
    gimp_ui_init("inlay");
#endif
}

} // namespace

Result<Outcome> run_with_window(Call const& call) {
    if (!has_display())
        return fail(ErrorCode::host_failed, "No window can be opened, because there is no display.",
                    "Use RUN-NONINTERACTIVE with a prompt instead.");
    Result<ItemId> const source = find_source(call.action, call.place);
    if (!source) return fail(source.error());
    Result<Choices> choices = load_choices(call.action);
    if (!choices) return fail(choices.error());
    init_ui();
    Result<Outcome> outcome = [&] {
        RunWindow window(call, *source, std::move(*choices));
        return window.run();
    }();
    BackgroundThreads::all()->wait_for_all(longest_goodbye);
    return outcome;
}

} // namespace inlay::gimp

// How does a run look to a person: a window that stays open while the model works?
//
// One loop around gtk_dialog_run(). While a job runs, a timer looks at it; nothing here blocks but capture and apply.
#include "run_window.h"

#include "apply.h"
#include "dialog.h"
#include "signals.h"

#include "inlay/plugin/catalogue.h"
#include "inlay/plugin/job.h"

#include <atomic>

namespace inlay::gimp {
namespace {

constexpr guint look_every_ms = 80;
constexpr std::chrono::milliseconds longest_goodbye(500);

class RunWindow {
  public:
    RunWindow(Call const& call, ItemId source, Session session)
        : call_(call), session_(std::move(session)),
          dialog_(session_, {call.action, call.place.image, source, context_of(call.action, call.place, source)},
                  session_.with_service(session_.recall(call.action))) {}
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
    void finish(Result<JobResult> result, RunOutcome outcome);
    void insert(std::vector<Edit> edits, RunOutcome outcome);
    void place_again(bool anyway);
    Result<void> open_as_new_image();
    void done(Inserted inserted, RunOutcome outcome);
    void show(Result<void> const& result) {
        if (!result) dialog_.show(message({.action = call_.action, .error = result.error()}));
    }

    Call call_;
    Session session_;
    ui::Dialog dialog_;
    std::shared_ptr<std::atomic<bool>> key_stored_ = std::make_shared<std::atomic<bool>>(false);
    Captured target_;
    std::unique_ptr<Job> job_; // running
    std::vector<std::unique_ptr<Job>>
        past_;            // cancelled or finished: joined when the window goes; the last paid one may be confirmed
    Job* paid_ = nullptr; // whose answers are not inserted yet
    bool placing_again_ = false;     // the running job places the answers of paid_
    std::vector<Edit> waiting_;      // could not be inserted
    std::vector<std::string> notes_; // on these
    guint timer_ = 0;
    bool finished_ = false;
    std::optional<Outcome> outcome_; // of every run that came through
};

Result<Outcome> RunWindow::run() {
    for (;;) {
        int const response = gtk_dialog_run(dialog_.gtk());
        if (response == ui::response_done || finished_) break;
        bool const closes = response == GTK_RESPONSE_DELETE_EVENT || response == GTK_RESPONSE_NONE;
        if (closes || (response == GTK_RESPONSE_CANCEL && !job_)) {
            cancel();
            // What was typed is there again the next time; who cannot be told of a failure has the old prompt then.
            [[maybe_unused]] auto const kept = session_.remember_prompt(call_.action, dialog_.prompt());
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
    case ui::response_insert_anyway:
        return place_again(true);
    case ui::response_insert_arrived:
        return place_again(false);
    case ui::response_reset:
        return dialog_.reset();
    case ui::response_new_image:
        return show(open_as_new_image());
    default:
        return;
    }
}

Result<void> RunWindow::start() {
    if (job_) return {};
    dialog_.clear();
    waiting_.clear();
    paid_ = nullptr; // what was not inserted stays in the journal
    Result<Options> const written = dialog_.options();
    if (!written) return fail(written.error());
    Result<std::string> key = dialog_.service().typed_key();
    if (!key) return fail(key.error());
    Result<Options> options = session_.remember(call_.action, *written);
    if (!options) return fail(options.error());

    Result<Capture> captured = capture(call_.action, call_.place, options->feather);
    if (!captured) return fail(captured.error());
    target_ = std::move(captured->target);
    JobRequest request;
    request.action = call_.action;
    request.options = *options;
    request.snapshot = std::move(captured->snapshot);
    for (ItemId const layer : dialog_.reference_layers()) {
        Result<Image> picture = capture_reference(layer);
        if (!picture) return fail(picture.error());
        request.snapshot.references.push_back(std::move(*picture));
    }
    TargetRequest const asked{.options = *options,
                              .typed_key = std::move(*key),
                              .key_stored = [stored = key_stored_] { *stored = true; },
                              .key_environment = "",
                              .in_window = true};
    request.find_target = [session = session_, asked] { return session.target(asked); };
    start_job(std::move(request));
    return {};
}

void RunWindow::start_job(JobRequest request) {
    placing_again_ = !request.kept_answers.empty();
    job_ = Job::start(std::move(request));
    dialog_.set_running(true);
    timer_ = ui::every<&RunWindow::look>(look_every_ms, this);
    dialog_.show_progress(job_->poll());
}

void RunWindow::cancel() {
    if (!job_) return;
    job_->cancel();
    look();
}

void RunWindow::look() {
    if (!job_) return;
    JobStatus const status = job_->poll();
    if (!status.finished) return dialog_.show_progress(status);
    g_source_remove(timer_);
    timer_ = 0;
    Result<JobResult> result = job_->take();
    // Its thread may still be finishing a step; it is joined at the end, not while somebody looks at the window.
    past_.push_back(std::move(job_));
    if (!placing_again_ && status.arrived > 0) paid_ = past_.back().get();
    dialog_.set_running(false);
    if (key_stored_->exchange(false)) dialog_.service().forget_typed_key();
    finish(std::move(result), {.action = call_.action, .asked = status.asked});
}

void RunWindow::finish(Result<JobResult> result, RunOutcome outcome) {
    if (paid_) outcome.arrived = paid_->poll().arrived;
    if (!result) {
        outcome.error = std::move(result.error());
        return dialog_.show(message(outcome));
    }
    outcome.notes = std::move(result->notes);
    if (!result->edits.empty()) return insert(std::move(result->edits), std::move(outcome));
    dialog_.show(message(outcome));
}

void RunWindow::insert(std::vector<Edit> edits, RunOutcome outcome) {
    outcome.ready = static_cast<int>(edits.size());
    Result<Inserted> applied = apply_edits(target_, edits);
    if (applied) {
        gimp::show(*applied, call_.action == Action::generate_image);
        return done(std::move(*applied), std::move(outcome));
    }
    waiting_ = std::move(edits);
    notes_ = outcome.notes;
    outcome.error = applied.error();
    dialog_.show(message(outcome));
}

// The answers that were paid for, placed once more; anyway: with everything that came back.
void RunWindow::place_again(bool anyway) {
    if (job_ || !paid_) return;
    JobRequest request = paid_->request();
    request.kept_answers = paid_->arrived_answers();
    if (anyway) request.options.placement.keep = placement::Switch::off;
    dialog_.clear();
    start_job(std::move(request));
}

Result<void> RunWindow::open_as_new_image() {
    if (waiting_.empty()) return {};
    Result<Inserted> opened = make_image(waiting_);
    if (!opened) return fail(opened.error());
    gimp::show(*opened, true);
    int const pictures = static_cast<int>(waiting_.size());
    done(std::move(*opened), {.action = Action::generate_image, .ready = pictures, .notes = std::move(notes_)});
    return {};
}

// Nobody wants to close a box after each edit: the window goes by itself, unless there is something to say.
void RunWindow::done(Inserted inserted, RunOutcome outcome) {
    if (paid_) paid_->confirm_inserted();
    paid_ = nullptr;
    waiting_.clear();
    notes_.clear();
    outcome.inserted = static_cast<int>(inserted.layers.size());
    if (!outcome_) outcome_.emplace();
    outcome_->image = inserted.image;
    outcome_->layers.insert(outcome_->layers.begin(), inserted.layers.begin(), inserted.layers.end());
    Message const ended = message(outcome);
    if (!ended.can_be_passed_over) return dialog_.show(ended);
    finished_ = true;
    gtk_dialog_response(dialog_.gtk(), ui::response_done);
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

// Why nothing can be edited now: a sentence, and not GIMP's report of a plug-in that failed.
void tell(Action action, Error const& error) {
    std::string const title = say(action == Action::edit_layer       ? SentenceName("title-edit-layer")
                                  : action == Action::generate_layer ? SentenceName("title-generate-layer")
                                                                     : SentenceName("title-generate-image"));
    GtkWidget* box = gtk_message_dialog_new(nullptr, static_cast<GtkDialogFlags>(0), GTK_MESSAGE_INFO,
                                            GTK_BUTTONS_CLOSE, "%s", error.message.c_str());
    gtk_window_set_title(GTK_WINDOW(box), title.c_str());
    gtk_message_dialog_format_secondary_text(GTK_MESSAGE_DIALOG(box), "%s", error.advice.c_str());
    gimp_window_set_transient(GTK_WINDOW(box));
    gtk_dialog_run(GTK_DIALOG(box));
    gtk_widget_destroy(box);
}

} // namespace

Result<Outcome> run_with_window(Call const& call) {
    if (!has_display())
        return fail(ErrorCode::host_failed, "No window can be opened, because there is no display.",
                    "Use RUN-NONINTERACTIVE with a prompt instead.");
    Result<ItemId> const source = find_source(call.action, call.place);
    if (!source) {
        init_ui();
        tell(call.action, source.error());
        return fail(ErrorCode::cancelled, source.error().message);
    }
    Result<Session> session = Session::open(std::make_shared<SharedSandbox>());
    if (!session) return fail(session.error());
    init_ui();
    Result<Outcome> outcome = [&] {
        RunWindow window(call, *source, std::move(*session));
        return window.run();
    }();
    BackgroundThreads::all()->wait_for_all(longest_goodbye);
    return outcome;
}

} // namespace inlay::gimp

// What do the three procedures do, whichever GIMP calls them?
#include "procedure.h"

#include "apply.h"
#include "run_window.h"

#include "inlay/plugin/catalogue.h"
#include "inlay/plugin/job.h"
#include "inlay/plugin/session.h"

#include <algorithm>
#include <array>

namespace inlay::gimp {
namespace {

std::array<ProcedureInfo, 3> const& table() {
    static std::array<ProcedureInfo, 3> const infos{{
        {Action::edit_layer, "plug-in-inlay-edit-layer", "<Image>/Filters/Inlay",
         "Sends the selected layer to an image model and puts the answer above it as a new layer with a layer mask, as "
         "one undo step. The layer itself is not touched. With a selection only that part may change.",
         say("menu-edit-layer"), say("blurb-edit-layer")},
        {Action::generate_layer, "plug-in-inlay-generate-layer", "<Image>/Filters/Inlay",
         "Asks an image model for a picture and puts it above the selected layer as a new layer that covers the "
         "selection, or the canvas when nothing is selected.",
         say("menu-generate-layer"), say("blurb-generate-layer")},
        {Action::generate_image, "plug-in-inlay-generate-image", "<Image>/File/Create",
         "Asks an image model for a picture and opens it as a new image.", say("menu-generate-image"),
         say("blurb-generate-image")},
    }};
    return infos;
}

// In GIMP's own progress bar, whose Cancel ends this process instead of asking.
class HostProgress {
  public:
    ~HostProgress() {
        if (!text_.empty()) gimp_progress_end();
    }
    void show(Progress const& progress) {
        if (text_ != progress.text) {
            if (text_.empty())
                gimp_progress_init(progress.text.c_str());
            else
                gimp_progress_set_text(progress.text.c_str());
            text_ = progress.text;
        }
        if (progress.fraction >= 0)
            gimp_progress_update(progress.fraction);
        else
            gimp_progress_pulse();
    }

  private:
    std::string text_;
};

Result<JobResult> run_to_the_end(Job& job) {
    HostProgress progress;
    while (!job.wait_for(std::chrono::milliseconds(100)))
        progress.show(job.poll().progress);
    return job.take();
}

Result<Outcome> run_without_window(Call const& call) {
    Result<Session> const session = Session::open(std::make_shared<SharedSandbox>());
    if (!session) return fail(session.error());
    bool const last = call.mode == GIMP_RUN_WITH_LAST_VALS;
    JobRequest request;
    request.action = call.action;
    request.options = last ? session->recall(call.action) : call.options;
    if (Result<void> const sense = check_options(request.options, call.action); !sense) return fail(sense.error());
    // Before the sandbox is started or a key is asked for.
    if (Result<ItemId> const source = find_source(call.action, call.place); !source) return fail(source.error());
    Result<Target> target = session->target({.options = request.options});
    if (!target) return fail(target.error());
    request.target = std::move(*target);
    Result<Capture> captured = capture(call.action, call.place, request.options.feather);
    if (!captured) return fail(captured.error());
    request.snapshot = std::move(captured->snapshot);

    auto const job = Job::start(std::move(request));
    Result<JobResult> const result = run_to_the_end(*job);
    if (!result) return fail(result.error());
    if (result->edits.empty()) {
        g_message("%s", say("almost-nothing-kept").c_str());
        return Outcome{};
    }
    Result<Inserted> inserted = apply_edits(captured->target, result->edits);
    if (!inserted) return fail(inserted.error());
    job->confirm_inserted();
    show(*inserted, call.action == Action::generate_image && call.mode != GIMP_RUN_NONINTERACTIVE);
    std::string notes; // as one text: each message may become a box that has to be closed
    for (std::string const& note : result->notes)
        notes += (notes.empty() ? "" : "\n") + note;
    if (!notes.empty()) g_message("%s", notes.c_str());
    return Outcome{inserted->image, std::move(inserted->layers)};
}

} // namespace

std::span<ProcedureInfo const> procedures() noexcept {
    return table();
}

ProcedureInfo const& procedure_of(Action action) noexcept {
    return *std::ranges::find(table(), action, &ProcedureInfo::action);
}

Result<Outcome> run(Call const& call) {
    gegl_init(nullptr, nullptr);
    return call.mode == GIMP_RUN_INTERACTIVE ? run_with_window(call) : run_without_window(call);
}

GimpPDBStatusType status_of(Error const& error) noexcept {
    if (error.code == ErrorCode::cancelled) return GIMP_PDB_CANCEL;
    return error.code == ErrorCode::usage ? GIMP_PDB_CALLING_ERROR : GIMP_PDB_EXECUTION_ERROR;
}

std::string text_of(Error const& error) {
    return error.advice.empty() ? error.message : error.message + " " + error.advice;
}

} // namespace inlay::gimp

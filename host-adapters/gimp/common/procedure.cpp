// What do the three procedures do, whichever GIMP calls them?
#include "procedure.h"

#include "host_gimp.h"
#include "run_window.h"
#include "session.h"

#include "inlay/plugin/job.h"
#include "inlay/plugin/parameters.h"

#include <algorithm>
#include <array>

namespace inlay::gimp {
namespace {

constexpr std::array<ProcedureInfo, 3> table{{
    {Action::edit_layer, "plug-in-inlay-edit-layer", "edit-layer", "_Edit Layer with Prompt...",
     "<Image>/Filters/Inlay", "Change the selected layer with a sentence",
     "Sends the selected layer to an image model and puts the answer above it as a new layer with a layer mask, as one "
     "undo "
     "step. The layer itself is not touched. With a selection only that part may change."},
    {Action::generate_layer, "plug-in-inlay-generate-layer", "generate-layer", "_Generate Layer from Text...",
     "<Image>/Filters/Inlay", "Make a new layer from a sentence",
     "Asks an image model for a picture and puts it above the selected layer as a new layer that covers the selection, "
     "or the "
     "canvas when nothing is selected."},
    {Action::generate_image, "plug-in-inlay-generate-image", "generate-image", "Image from _Text...",
     "<Image>/File/Create", "Make a new image from a sentence",
     "Asks an image model for a picture and opens it as a new image."},
}};

Result<Outcome> run_without_window(Call const& call) {
    Choices choices;
    Result<Settings> settings = Settings::load();
    if (!settings) return fail(settings.error());
    Result<ProviderTable> providers = load_providers();
    if (!providers) return fail(providers.error());
    choices.settings = std::move(*settings);
    choices.providers = std::move(*providers);
    choices.options = call.options;
    if (call.mode == GIMP_RUN_WITH_LAST_VALS) {
        choices.options = Options();
        recall(choices.settings, call.action, choices.options);
    }
    Options const& options = choices.options;
    if (Result<void> const sense = check_options(options, call.action); !sense) return fail(sense.error());
    // Before the sandbox is started or a key is asked for.
    if (Result<ItemId> const source = find_source(call.action, call.place); !source) return fail(source.error());
    Result<Target> const target = find_target(choices);
    if (!target) return fail(target.error());

    GimpHost host(call.place, options.feather, call.mode != GIMP_RUN_NONINTERACTIVE);
    Result<JobResult> const result = run_action(host, call.action, options, *target);
    gimp_progress_end();
    if (!result) return fail(result.error());
    if (result->edits.empty()) {
        g_message("%s", "The model changed almost nothing, so no layer was inserted. The answer is kept.");
        return Outcome{};
    }
    std::string notes; // as one text: each message may become a box that has to be closed
    for (std::string const& note : result->notes)
        notes += (notes.empty() ? "" : "\n") + note;
    if (!notes.empty()) g_message("%s", notes.c_str());
    return Outcome{host.inserted().image, host.inserted().layers};
}

} // namespace

std::span<ProcedureInfo const> procedures() noexcept {
    return table;
}

ProcedureInfo const& procedure_of(Action action) noexcept {
    return *std::ranges::find(table, action, &ProcedureInfo::action);
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

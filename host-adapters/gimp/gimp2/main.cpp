// How does GIMP 2.10 call Inlay? (run-mode, image, drawable, prompt, options) -> (count, layer ids), without image and
// drawable for a new image, which is returned first; `options` is one JSON object in the names of the parameter table.
// Frozen: scripts rely on it.
#include "../common/procedure.h"
#include "../common/signals.h"

#include "inlay/guarded.h"
#include "inlay/plugin/parameters.h"
#include "inlay/plugin/private_memory.h"

#include <string>
#include <string_view>

using namespace inlay;
using namespace inlay::gimp;

namespace {

// GimpParamDef wants plain char pointers and does not change what they point to.
gchar* text(char const* literal) {
    return const_cast<gchar*>(literal);
}

GimpParamDef const mode_arg{
    GIMP_PDB_INT32, text("run-mode"),
    text("The run mode { RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1), RUN-WITH-LAST-VALS (2) }")};
GimpParamDef const prompt_arg{GIMP_PDB_STRING, text("prompt"), text("What to make, in a sentence")};
GimpParamDef const options_arg{GIMP_PDB_STRING, text("options"),
                               text("One JSON object with options in the command line's names, or an empty string")};

GimpParamDef const on_image[] = {mode_arg,
                                 {GIMP_PDB_IMAGE, text("image"), text("The image")},
                                 {GIMP_PDB_DRAWABLE, text("drawable"), text("The layer, or -1 where none is needed")},
                                 prompt_arg,
                                 options_arg};
GimpParamDef const without_image[] = {mode_arg, prompt_arg, options_arg};
GimpParamDef const count_returned{GIMP_PDB_INT32, text("num-layers"), text("How many layers were made")};
GimpParamDef const layers_returned{GIMP_PDB_INT32ARRAY, text("layer-ids"),
                                   text("The new layers, the first answer first")};
GimpParamDef const returns[] = {count_returned, layers_returned};
GimpParamDef const returns_with_image[] = {
    {GIMP_PDB_IMAGE, text("image"), text("The new image")}, count_returned, layers_returned};

void install(ProcedureInfo const& info) {
    bool const new_image = info.action == Action::generate_image;
    gimp_install_procedure(info.name, info.blurb.c_str(), info.help, "The Inlay authors",
                           "The Inlay authors, GPL-3.0-or-later", "2026", info.menu_label.c_str(), new_image ? "" : "*",
                           GIMP_PLUGIN, new_image ? 3 : 5, new_image ? 3 : 2, new_image ? without_image : on_image,
                           new_image ? returns_with_image : returns);
    gimp_plugin_menu_register(info.name, info.menu_path);
}

std::string string_of(GimpParam const& param) {
    return param.data.d_string ? param.data.d_string : "";
}

Result<Call> call_of(ProcedureInfo const& info, int count, GimpParam const* params) {
    bool const on = info.action != Action::generate_image;
    int const expected = on ? 5 : 3;
    Call call;
    call.action = info.action;
    if (count < 1) return fail(ErrorCode::usage, "The run mode is missing.");
    call.mode = static_cast<GimpRunMode>(params[0].data.d_int32);
    if (on) {
        if (count < 3) return fail(ErrorCode::usage, "The image and the drawable are missing.");
        call.place.image = params[1].data.d_image;
        call.place.drawables = {params[2].data.d_drawable};
    }
    if (call.mode != GIMP_RUN_NONINTERACTIVE) return call;
    if (count < expected) return fail(ErrorCode::usage, "The prompt and the options are missing.");
    if (std::string const json = string_of(params[expected - 1]); !json.empty())
        if (Result<void> set = set_from_json(call.options, json); !set) return fail(set.error());
    if (std::string prompt = string_of(params[expected - 2]); !prompt.empty()) call.options.prompt = std::move(prompt);
    return call;
}

Result<Outcome> run_named(char const* name, int count, GimpParam const* params) {
    for (ProcedureInfo const& info : procedures()) {
        if (std::string_view(info.name) != name) continue;
        Result<Call> call = call_of(info, count, params);
        return call ? gimp::run(*call) : Result<Outcome>(fail(call.error()));
    }
    return fail(ErrorCode::usage, std::string("Inlay has no procedure named ") + name + ".");
}

void query() {
    for (ProcedureInfo const& info : procedures())
        install(info);
}

void run_procedure(gchar const* name, gint n_params, GimpParam const* params, gint* n_return_vals,
                   GimpParam** return_vals) {
    // libgimp reads these after this function has returned.
    static GimpParam values[4];
    static std::vector<gint32> layers;
    static std::string message;

    // Whatever happens: an answer to read.
    *return_vals = values;
    *n_return_vals = 1;
    values[0].type = GIMP_PDB_STATUS;
    values[0].data.d_status = GIMP_PDB_EXECUTION_ERROR;
    Result<Outcome> outcome = guarded([&] { return run_named(name, n_params, params); },
                                      [](Error error) -> Result<Outcome> { return fail(std::move(error)); });
    if (outcome) {
        layers = std::move(outcome->layers);
        values[0].data.d_status = GIMP_PDB_SUCCESS;
        int next = 1;
        if (procedure_of(Action::generate_image).name == std::string_view(name)) {
            values[next].type = GIMP_PDB_IMAGE;
            values[next++].data.d_image = outcome->image;
        }
        values[next].type = GIMP_PDB_INT32;
        values[next++].data.d_int32 = static_cast<gint32>(layers.size());
        values[next].type = GIMP_PDB_INT32ARRAY;
        values[next++].data.d_int32array = layers.data();
        *n_return_vals = next;
        return;
    }
    values[0].data.d_status = status_of(outcome.error());
    if (outcome.error().code == ErrorCode::cancelled) return;
    message = text_of(outcome.error());
    values[1].type = GIMP_PDB_STRING;
    values[1].data.d_string = message.data();
    // GIMP fills up what is missing of the declared values: with the array, whose length it would then read from the
    // message, and crash.
    *n_return_vals = procedure_of(Action::generate_image).name == std::string_view(name) ? 4 : 3;
    for (int i = 2; i < *n_return_vals; ++i) {
        values[i].type = GIMP_PDB_INT32;
        values[i].data.d_int32 = 0;
    }
}

} // namespace

extern "C" {
GimpPlugInInfo const PLUG_IN_INFO = {nullptr, nullptr, Guarded<query>::call, Guarded<run_procedure>::call};
}

int main(int argc, char* argv[]) {
    inlay::keep_memory_private();
    return gimp_main(&PLUG_IN_INFO, argc, argv);
}

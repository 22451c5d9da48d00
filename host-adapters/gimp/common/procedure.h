// What do the three procedures do, whichever GIMP calls them? The entry points in gimp2/ and gimp3/ only turn arguments
// into a Call and an Outcome into return values. [libgimp's thread]
#pragma once

#include "source.h"

#include "inlay/plugin/options.h"
#include "inlay/result.h"

#include <span>
#include <string>

namespace inlay::gimp {

struct ProcedureInfo {
    Action action;
    char const* name; // in GIMP's procedure database; scripts rely on it
    char const* menu_path;
    char const* help;
    std::string menu_label;
    std::string blurb;
};

std::span<ProcedureInfo const> procedures() noexcept;
ProcedureInfo const& procedure_of(Action action) noexcept;

struct Call {
    Action action = Action::edit_layer;
    GimpRunMode mode = GIMP_RUN_NONINTERACTIVE;
    Place place;
    Options
        options; // RUN_NONINTERACTIVE: the arguments. Otherwise not looked at: the window and the last values decide.
};

struct Outcome {
    ImageId image = none;
    std::vector<ItemId> layers; // empty when the model changed almost nothing
};

// Errors: all codes. `usage` is the caller's fault (GIMP's "calling error"), `cancelled` the person's wish.
Result<Outcome> run(Call const& call);

GimpPDBStatusType status_of(Error const& error) noexcept;
// Message and advice as one text, for GIMP's own error display.
std::string text_of(Error const& error);

} // namespace inlay::gimp

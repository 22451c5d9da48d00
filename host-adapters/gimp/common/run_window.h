// How does a run look to a person: the window stays open while the model works, shows what is happening, can be
// cancelled, and keeps the prompt when something goes wrong. [libgimp's thread, which is GTK's]
#pragma once

#include "procedure.h"

namespace inlay::gimp {

// RUN_INTERACTIVE. Errors: host_failed when there is no display, nothing_to_edit, cancelled when the person closed the
// window.
Result<Outcome> run_with_window(Call const& call);

} // namespace inlay::gimp

// How does the sandbox learn what was selected?
#pragma once

#include "steps.h"

namespace inlay::job_steps {

// The target's connection; to the sandbox, and to nobody else, with sandbox::selection_header when a part of the layer
// is selected.
Connection told_what_is_selected(Target const& target, Prepared const& prepared);

} // namespace inlay::job_steps

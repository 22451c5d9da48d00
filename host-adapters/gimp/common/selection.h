// What is selected, and how much of it lies in a rectangle?
// [libgimp's thread]
#pragma once

#include "gimp_compat.h"

#include "inlay/result.h"

#include <optional>

namespace inlay::gimp {

// On the canvas; nullopt: there is no selection, which means that everything is. Errors: host_failed.
Result<std::optional<Rect>> selection_bounds(ImageId image);

// How far a feather of `pixels` reaches beyond the selection.
int feather_reach(double pixels);

// The selection inside `rect` (canvas pixels, may reach beyond the canvas), softened by a Gaussian with sigma = feather
// / 3.5. The selection is softened where it ends, not where the canvas does. Errors: host_failed.
Result<Mask> selection_in(ImageId image, Rect rect, double feather);

} // namespace inlay::gimp

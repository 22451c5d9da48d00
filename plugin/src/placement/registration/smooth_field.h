// Which smooth displacement is left after the affine map?
#pragma once

#include "placement/registration/fit.h"

namespace inlay::placement {

// Over a picture of `size`, in its pixels: what is to be added to `map`'s place. Regularised by its bending, robust
// against matches that the model changed; zero-ish where nothing is known.
Field smooth_field(std::vector<Match> const& matches, Affine const& map, Size size, double spacing);

} // namespace inlay::placement

// From what was found changed to the layer mask.
#pragma once

#include "placement/change.h"

namespace inlay::placement {

// Grown and feathered in proportion to the frame, held back where the answer does not reach; at the comparison's half
// resolution.
Mask grown(Change const& change, Comparison const& comparison);
// *Keep transparency* off fills what is transparent: there everything shows, and the old pixels beside it stay as they
// are.
bool show_where_transparent(Mask& mask, ImageView layer);
// The same at the frame's size; places that were 0 all around stay exactly 0.
Mask enlarged_mask(Mask const& mask, Size frame, std::stop_token const& stop);

} // namespace inlay::placement

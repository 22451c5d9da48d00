// The layer mask at the frame's size.
#pragma once

#include "inlay/raster.h"
#include "inlay/result.h"

#include <stop_token>

namespace inlay::placement {

// *Keep transparency* off fills what is transparent: there everything shows, and the old pixels beside it stay as they
// are.
bool show_where_transparent(Mask& mask, ImageView layer);
// `mask` at the frame's size; places that were 0 all around stay exactly 0.
Mask enlarged_mask(Mask const& mask, Size frame, std::stop_token const& stop);

} // namespace inlay::placement

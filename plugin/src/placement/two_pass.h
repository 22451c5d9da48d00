// How is a picture resampled quickly under a map that hardly turns it?
#pragma once

#include "placement/kernel.h"
#include "placement/warp.h"

namespace inlay::placement {

// Whether rows stay rows and columns columns, but for a shear that a kernel's height does not notice.
bool is_upright(Affine const& affine);

// Along the rows first, then down the columns (Catmull and Smith 1980): 4 + 4 taps instead of 4 x 4, and most of the
// first pass is shared by several target rows when the picture grows. `target` has its size already. Errors: cancelled,
// internal.
Result<void> two_passes(ImageView source, SourceMap const& map, Kernel const& kx, Kernel const& ky, bool opaque,
                        Image& target, std::stop_token const& stop);

} // namespace inlay::placement

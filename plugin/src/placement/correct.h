// How does the edit get the colours of its surroundings?
#pragma once

#include "placement/slow_colour.h"

namespace inlay::placement {

// Takes the slow drift off `pixels` (the answer at the frame's size): estimated from the pixels that were found
// unchanged, carried on under the edit. `mask`: where the answer will show, at the frame's size; elsewhere nothing is
// done. Errors: cancelled, internal.
Result<void> match_colours(Image& pixels, Mask const& mask, Comparison const& comparison, Mask const& found,
                           std::stop_token const& stop);

} // namespace inlay::placement

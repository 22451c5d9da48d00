// How does the edit get the colours of its surroundings?
#pragma once

#include "placement/slow_colour.h"

namespace inlay::placement {

// How far each pixel tells the slow drift, 0 to 1, at the comparison's half size: 0 where something changed.
Plane unchanged(Comparison const& comparison, Mask const& found);

// Takes the slow drift off `pixels` (the answer at the frame's size): estimated from the pixels that tell it, carried
// on under the edit. All of the layer, so that whoever paints its mask sees no steps. Errors: cancelled, internal.
Result<void> match_colours(Image& pixels, Comparison const& comparison, Plane const& known,
                           std::stop_token const& stop);

} // namespace inlay::placement

// What did the model change?
#pragma once

#include "placement/slow_colour.h"

namespace inlay::placement {

struct Change {
    Mask found;          // 255 where changed, before growth; the comparison's half resolution
    double fraction = 0; // of what is visible and can be compared
    bool most = false;   // a restyle, a new light, a new background: better shown as a whole
    std::string why;
};

// `visible_only`: what is transparent is filled anyway, and no change of it reaches into the old pixels.
Change find_change(Comparison const& comparison, SlowDrift const& drift, bool visible_only);

} // namespace inlay::placement

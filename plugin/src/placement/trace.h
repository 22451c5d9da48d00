// What did placement find out on its way? For its own tests and bench; hosts get only Placed.
#pragma once

#include "placement/warp.h"

#include "inlay/plugin/placement.h"

#include <string>

namespace inlay::placement {

struct Trace {
    SourceMap map;   // frame pixels -> answer pixels, as registered: a restyle may be shown a little larger
    Mask found;      // changed, before growth and feather, at the size of the comparison; empty: there was none
    std::string why; // numbers behind the decisions
};

// place(), and what it found out. `trace` may be null.
Result<Placed> place_traced(Request const& request, std::stop_token const& stop, Trace* trace);

} // namespace inlay::placement

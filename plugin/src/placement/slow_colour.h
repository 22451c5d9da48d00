// Which slow difference in colour is drift, and not what was asked for?
#pragma once

#include "placement/compare.h"

namespace inlay::placement {

// A smooth difference answer - source at each place. `known`: 1 where a pixel is taken for unchanged, 0 where not, at
// the differences' size. Near known pixels it follows them, elsewhere it is carried on smoothly.
Planes carried(Planes const& differences, Plane const& known);

struct SlowDrift {
    Planes lab;             // at half resolution
    bool asked_for = false; // over the limit of 6 Lab: somebody asked for it, and all of it belongs to the change
};

// First guess, before it is known what changed: a robust polynomial through the blocks that differ by little, then what
// is left near them.
SlowDrift first_drift(Comparison const& comparison);

} // namespace inlay::placement

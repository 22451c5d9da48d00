// Where does a picture lie that has hardly an edge? By its tones: soft gradients and glows.
#pragma once

#include "placement/map.h"
#include "placement/plane.h"

namespace inlay::placement {

struct Tones {
    Affine map{1, 0, 0, 0, 1, 0}; // answer -> source, this level's pixels
    double before = 0;            // median difference in Lab under the map that it began with, slow colour removed
    double after = 0;             // and under `map`
    double agreeing = 0;          // of the places that are not plain: the fraction that differs by less than 3 Lab
    double by_chance = 0;         // the same with the answer far from there
    double not_plain = 0;         // fraction of the picture, of the plainer of the two
};

// Gauss and Newton on small Lab pictures, robust against what changed, with a slow difference in colour left free.
Tones align_tones(Planes const& answer, Planes const& source, Affine const& start);

} // namespace inlay::placement

// Where does a picture lie that has hardly an edge? By its tones: soft gradients and glows.
#pragma once

#include "placement/map.h"
#include "placement/plane.h"

#include <string>

namespace inlay::placement {

struct Tones {
    Affine map{1, 0, 0, 0, 1, 0}; // answer -> source, this level's pixels
    double not_plain = 0;         // fraction of the picture, of the plainer of the two
    double agreeing = 0;          // of the answer's places that are not plain: the fraction that the model explains
    double at_last_start = 0;     // the same at the last of `starts` as it was given
    double by_chance = 0;         // the same with the answer far from there
    std::string why;
    // Agreement beyond chance, of what there is beyond chance.
    [[nodiscard]] double beyond_chance() const;
};

// Gauss and Newton on small Lab pictures from coarse to fine, robust against what changed. The colours of the source
// are left as they are but for a slow difference, and then, where that explains too little (another light, paint),
// mixed linearly. Begins at each of `starts` and keeps what explains most.
Tones align_tones(Planes const& answer, Planes const& source, std::vector<Affine> const& starts);

} // namespace inlay::placement

// Which affine map explains most patches, and how much better than chance?
#pragma once

#include "placement/registration/patches.h"

namespace inlay::placement {

struct Found {
    Affine map{1, 0, 0, 0, 1, 0}; // answer -> source, this level's pixels
    double evidence = 0;          // log-likelihood ratio against "every patch lies anywhere"
    double per_patch = 0;         // the same for each patch that could be asked
};

// Looks through all scales (each direction on its own) and shifts within what models do, then refines with rotation and
// shear. `size`: of the level's answer.
Found search_affine(std::vector<PatchScores> const& patches, Size size);

// The evidence for a map that was found otherwise.
double evidence_for(std::vector<PatchScores> const& patches, Affine const& map);

} // namespace inlay::placement

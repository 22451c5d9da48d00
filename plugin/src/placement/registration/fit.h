// Which affine map fits many matches of which some are wrong?
#pragma once

#include "placement/registration/patches.h"

namespace inlay::placement {

struct FitResult {
    Affine map{1, 0, 0, 0, 1, 0};
    double agreeing = 0; // fraction of the matches, by weight of what they say, that lie within `tolerance`
    double residual = 0; // median distance of those, pixels of the level, in the direction that the match can tell
    int count = 0;       // agreeing matches
};

struct FitOptions {
    double wide = 3;       // pixels: where the weights begin to fall off in the first round
    double tolerance = 1;  // and in the last
    bool informed = false; // the matches' sharpness is their information in 1/px^2 (refine.h), and not only a direction
};

// Iterated least squares from `start`, with weights that fall off with the distance (Geman and McClure). A match counts
// only in the directions in which its score peak is sharp.
FitResult fit_affine(std::vector<Match> const& matches, Affine const& start, Size size, FitOptions const& options);

// The distance of a match from where a map puts it, in the direction that the match can tell.
double distance_of(Match const& match, Point displacement);

} // namespace inlay::placement

// Where exactly does each patch lie, once its place is known to about a pixel?
#pragma once

#include "placement/registration/fit.h"

namespace inlay::placement {

struct FinePictures {
    Plane answer; // lightness
    Plane source;
    Features answer_features;
    Features source_features;
};

// Lucas and Kanade's method for each patch on its own, starting from `guess`: on lightness with free brightness and
// contrast where the patch still looks the same, otherwise (a restyle) on the direction of its edges. The sharpness of
// a match is its information in 1/px^2.
std::vector<Match> refine_matches(FinePictures const& pictures, Affine const& guess, int size, int stride);

} // namespace inlay::placement

// What do a picture and its restyled self have in common? Where its edges run, not how bright or what colour its sides
// are.
#pragma once

#include "placement/plane.h"

namespace inlay::placement {

// At every pixel the direction of the local structure as a vector of the doubled angle (so that light-to-dark and
// dark-to-light are the same), its length between 0 (plain) and 1 (the strongest structure of its surroundings).
struct Features {
    Plane cosine;
    Plane sine;
    [[nodiscard]] Size size() const { return cosine.size(); }
};

Features features_of(Plane const& lightness);

} // namespace inlay::placement

// What is compared with what: the source and the aligned answer, both at one moderate size and seen as people see
// colours.
#pragma once

#include "placement/plane.h"
#include "placement/warp.h"

#include "inlay/plugin/placement.h"

namespace inlay::placement {

// All planes but one have half the resolution of the picture that is compared (at most about a million pixels), after a
// Gaussian of 2 of its pixels.
struct Comparison {
    Size full;       // the picture that is compared
    Size half;       // the planes
    Planes source;   // Lab
    Planes answer;   // Lab
    Planes offset;   // sRGB: answer - source, 0 to 255
    Planes fine;     // Lab: answer - source at the size of `full`, after a Gaussian of 1 of its pixels: what a person
                     // would see at an edge that ran there
    Plane roughness; // of the source and the answer: what is finer than the Gaussian, as a deviation in L*; texture is
                     // made anew there
    Plane
        reach; // 1 where the answer can be compared, 0 beyond its edge and where the Gaussian mixes in what lies there
    Plane shown;   // 1 where the answer shows something, to its very edge
    Plane visible; // the source's alpha, 0 to 1
    Plane clear;   // 1 where nothing transparent is near: the Gaussian carries the ground into what lies beside it
};

// The size at which pictures are compared and registered: `sent`, or a million pixels of its ratio.
Size compared_size(Size sent);

// `source`: what was sent, at that size.
Result<Comparison> compare(Request const& request, ImageView source, SourceMap const& map, std::stop_token const& stop);

} // namespace inlay::placement

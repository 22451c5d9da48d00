// What becomes of the frame's border where the aligned answer does not reach it?
#pragma once

#include "placement/plane.h"
#include "placement/warp.h"

#include <string>
#include <vector>

namespace inlay::placement {

// What the answer leaves uncovered along each side of the frame, in frame pixels; 0: it reaches the border. By the
// affine map alone: the smooth field is small, and least known where the picture ends.
struct Strips {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;

    // Whether mirroring may fill them all behind a whole answer: none is wider than 1.5 % of the frame's side.
    [[nodiscard]] bool small(Size frame) const;
};

Strips strips_of(Affine const& frame_to_answer, Size answer, Size frame);

// By how much the answer must grow about its centre so that small strips are left: 1 to 1.06; 0: that is not enough.
double scale_to_cover(Strips const& strips, Size frame);
// The map of frame pixels to answer pixels once the answer has grown about its centre.
Affine grown_about_centre(Affine const& frame_to_answer, Size answer, double scale);

// 1 at `difference`'s size (spread over the frame) where the answer may show: all of it, mirrored by up to 1.5 % of the
// longer side. Where more is missing it ends along the line on which source and answer differ least, within 4 % of the
// side from its edge (dynamic programming, as in Efros and Freeman 2001).
std::vector<std::uint8_t> reached(Strips const& strips, Size frame, Plane const& difference);

// A sentence for each side of which more is missing than mirroring may fill.
std::string missing_sides(Strips const& strips, Size frame);

} // namespace inlay::placement

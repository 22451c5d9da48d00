// How does the original's fine detail get under an answer of lower resolution?
#pragma once

#include "placement/plane.h"

#include "inlay/raster.h"
#include "inlay/result.h"

#include <optional>
#include <stop_token>

namespace inlay::placement {

struct Carried {
    // How far the detail of each pixel is the source's, 0 to 255, at the answer's resolution; empty: nowhere.
    Mask share;
};

// `pixels`: the answer in place at the layer's resolution, colours corrected; `source`: what it lies over, of the same
// size. `scale`: layer pixels for one of the answer's, over 1. `unchanged`: 0 to 1, of any size, spread over the
// picture: where the answer shows what the source does. There, and where the answer kept the source's structure, what
// is finer than the answer can show is replaced by the source's, as much weaker or stronger as the structure became.
// Pixels that are transparent in either picture stay. Errors: cancelled, internal.
Result<Carried> carry_detail(Image& pixels, ImageView source, double scale, Plane const& unchanged,
                             std::stop_token const& stop);

// At which part of what shows it was carried over, 0 to 1; no mask: everything shows.
double share_of_shown(Mask const& share, std::optional<Mask> const& shown_mask);

// From how many layer pixels for one of the answer's there is detail to carry over.
inline constexpr double least_detail_scale = 1.2;

} // namespace inlay::placement

// How does an answer differ from a clean edit? Everything that models were measured to do, within the measured ranges.
#pragma once

#include "plugin/placement/cases/canvas.h"

#include "placement/map.h"

namespace inlay::placement::cases {

struct Drift {
    Affine answer_to_layer{1, 0, 0, 0, 1, 0};
    Plane warp_x; // layer pixels, over the answer; empty: none
    Plane warp_y;
    double texture = 2;      // the median Lab difference that new texture and slow colour make
    double colour_limit = 0; // the largest slow drift in Lab
    int jpeg_quality = 0;    // 0: PNG
    bool mark = false;
};

// Scale 0.95-1.02 of "stretched to the layer", x and y differing by up to 0.03, centre off by up to 25 px, corners by
// at most 40; the local warp with a median of 0.4-0.8 and a 95th percentile of 1.2-1.7 answer pixels.
Drift random_drift(Size layer, Size answer, bool warped, Random& random);
// `world` shows the layer with `margin` around it.
Canvas rendered(Canvas const& world, int margin, Size answer, Drift const& drift);
Canvas with_new_texture(Canvas const& clean, double amount, std::uint32_t seed);
Planes slow_colour(Size size, Drift const& drift, std::uint32_t seed);
// A four-pointed star in the lower right corner, below 1 % of the picture; returns where.
Rect with_mark(Canvas& canvas, Random& random);

} // namespace inlay::placement::cases

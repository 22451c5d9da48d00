// Where in the answer does each pixel of the frame lie?
#pragma once

#include "placement/warp.h"

#include "inlay/raster.h"
#include "inlay/result.h"

#include <stop_token>
#include <string>

namespace inlay::placement {

struct Aligned {
    bool measured = false; // false: the pictures have nothing to measure by (plain, or tiny)
    bool used = false;     // trusted; otherwise the map below is not to be used
    double trust = 0;      // 0 to 1; used from 0.7 on
    double residual = 0;   // median distance of the agreeing patches from the final map, answer pixels
    Affine answer_to_frame{1, 0, 0, 0, 1, 0};
    SourceMap map;   // frame pixels -> answer pixels, with the smooth field
    std::string why; // for the bench: the numbers behind the trust
};

// `sent` shows the whole frame, `answer` is what came back; both opaque. `frame`: the frame's size in layer pixels.
// Errors: cancelled, internal.
Result<Aligned> align(ImageView sent, ImageView answer, Size frame, std::stop_token const& stop);

} // namespace inlay::placement

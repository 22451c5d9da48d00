// How does the answer get the layer's resolution and place in one single resampling?
#pragma once

#include "placement/map.h"

#include "inlay/raster.h"
#include "inlay/result.h"

#include <stop_token>

namespace inlay::placement {

// From a pixel of the target to the place in the source that it shows: source = affine(target) + field(target).
struct SourceMap {
    Affine affine{1, 0, 0, 0, 1, 0};
    Field field; // empty: none; spread over the target, in source pixels
};

Point source_of(SourceMap const& map, Point target);

// Catmull-Rom (Keys 1981, a = -0.5), its support widened where the picture shrinks, on premultiplied colour. Beyond its
// edges the source is mirrored. A map that moves by whole pixels gives the source's bytes. Errors: cancelled, internal.
Result<Image> warp(ImageView source, Size target, SourceMap const& map, std::stop_token const& stop);

} // namespace inlay::placement

// How does a picture get another size?
#pragma once

#include "inlay/raster.h"

namespace inlay {

// Separable Catmull-Rom (a = -0.5; Keys 1981) with its support widened when shrinking, on premultiplied colour, edges
// clamped. The same size gives the same bytes. [any thread]
Image resize(ImageView source, Size target);
Mask resize(MaskView source, Size target);

// Gaussian blur with standard deviation `sigma` in pixels (edges clamped; within a level of the true one for every
// sigma); sigma <= 0 copies. Colour is blurred premultiplied.
Mask gaussian_blur(MaskView source, double sigma);
Image gaussian_blur(ImageView source, double sigma);

} // namespace inlay

// What becomes of the layer's transparency under an opaque answer (*Keep transparency*)?
#pragma once

#include "inlay/plugin/placement.h"

namespace inlay::placement {

// Sets the alpha of `pixels` (the answer at the layer's resolution) from `source`, the layer's part under it, of the
// same size.
void keep_transparency(Image& pixels, ImageView source, std::uint8_t ground, Switch alpha);

} // namespace inlay::placement

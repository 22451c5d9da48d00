// Which pixels of a mask hang together?
#pragma once

#include "inlay/raster.h"

#include <vector>

namespace inlay::placement {

struct Component {
    Rect box;
    int area = 0;
    float strongest = 0; // of the values that were given
    double sum = 0;
};

struct Components {
    std::vector<int> label; // for each pixel: index into `all`, or -1
    std::vector<Component> all;
};

// Four neighbours; `inside[i]` says which pixels count, `value[i]` is what strongest and sum are made of.
Components components_of(std::vector<std::uint8_t> const& inside, std::vector<float> const& value, Size size);

} // namespace inlay::placement

// What stands behind the words when there is no picture?
#pragma once

#include "inlay/raster.h"

#include <string_view>

namespace inlay::sandbox {

// A lake under hills, in a light that the prompt decides: by its words (night, sunset, winter ...) and otherwise by its
// hash. Each prompt gets its own land, always the same. [any thread]
Image landscape(Size size, std::string_view prompt);

} // namespace inlay::sandbox

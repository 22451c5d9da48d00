// What is one channel of numbers in memory, and the few operations that all steps of placement are made of?
#pragma once

#include "inlay/raster.h"

#include <array>
#include <vector>

namespace inlay::placement {

struct Plane {
    int width = 0;
    int height = 0;
    std::vector<float> values;

    Plane() = default;
    Plane(int w, int h, float fill = 0)
        : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), fill) {}
    [[nodiscard]] bool empty() const { return values.empty(); }
    [[nodiscard]] Size size() const { return {width, height}; }
    [[nodiscard]] float* row(int y) { return values.data() + static_cast<std::ptrdiff_t>(y) * width; }
    [[nodiscard]] float const* row(int y) const { return values.data() + static_cast<std::ptrdiff_t>(y) * width; }
    [[nodiscard]] float& at(int x, int y) { return row(y)[x]; }
    [[nodiscard]] float at(int x, int y) const { return row(y)[x]; }
};

using Planes = std::array<Plane, 3>;

// CIE L*a*b* of every pixel; alpha is not looked at.
Planes lab_planes(ImageView image);
Plane lightness_plane(ImageView image);

// Gaussian (truncated at 3 sigma), edges clamped. Sigma 0 copies.
Plane gaussian(Plane const& plane, double sigma);
// Half the size (rounded up), after the binomial filter 1 3 3 1. Node (x, y) lies at (2 x + 1, 2 y + 1) of the finer
// plane's corner coordinates.
Plane halved(Plane const& plane);
// Bilinear, corner to corner as pictures are (centres at +0.5), edges clamped. For smooth planes.
Plane enlarged(Plane const& plane, Size size);
// Bilinear at a place whose pixel centres are whole numbers, edges clamped.
float sample(Plane const& plane, float x, float y);

} // namespace inlay::placement

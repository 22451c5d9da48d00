// By how much does the sandbox's drift move a picture? Tests of registration compare what they find with what was done.
#pragma once

#include "inlay/raster.h"

#include <array>

namespace inlay::sandbox {

// Real models give a picture back a little larger or smaller, differently in x and y, a little beside its place, in
// slightly other colours.
struct Drift {
    double scale_x = 1; // 0.95 to 1.02, about the picture's centre
    double scale_y = 1;
    double shift_x = 0; // fractions of the width and height; at most 0.025
    double shift_y = 0;
    struct Colour {
        double level = 0;  // added everywhere, in levels of 255
        double swing = 0;  // on top, as one slow wave
        double across = 0; // waves per picture
        double down = 0;
        double phase = 0;
    };
    std::array<Colour, 3> colour{};

    // Where a point of the picture went, in pixels.
    [[nodiscard]] std::array<double, 2> moved(Size size, double x, double y) const {
        double const centre_x = size.width / 2.0;
        double const centre_y = size.height / 2.0;
        return {(x - centre_x) * scale_x + centre_x + shift_x * size.width,
                (y - centre_y) * scale_y + centre_y + shift_y * size.height};
    }
};

// The drift that drifted() gives this picture: it depends on the content and is always the same for it.
Drift drift_of(ImageView picture);
Image drifted_by(ImageView picture, Drift const& drift);

} // namespace inlay::sandbox

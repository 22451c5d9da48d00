// What do both ways of resampling share: the kernel, mirrored edges, and where a place lies between pixels?
#pragma once

#include "placement/map.h"

#include "inlay/raster.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace inlay::placement {

using Pixel =
    float __attribute__((vector_size(16))); // red, green, blue, alpha: one register on every machine that we build for

inline constexpr int phases = 1024; // the kernel's table: 1/2048 pixel is far below what can be registered

inline double keys(double t) {
    t = std::abs(t);
    if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
    if (t < 2) return ((-0.5 * t + 2.5) * t - 4) * t + 2;
    return 0;
}

struct Kernel {
    int taps = 4;
    int before = 1; // taps left of the pixel that holds the place
    std::vector<float> weights;

    explicit Kernel(double source_per_target) {
        double const stretch = std::max(1.0, source_per_target);
        int const half = static_cast<int>(std::ceil(2 * stretch));
        taps = 2 * half;
        before = half - 1;
        weights.resize(static_cast<std::size_t>(phases + 1) * static_cast<std::size_t>(taps));
        for (int phase = 0; phase <= phases; ++phase) {
            float* const row = weights.data() + static_cast<std::ptrdiff_t>(phase) * taps;
            double sum = 0;
            for (int tap = 0; tap < taps; ++tap) {
                double const weight = keys((tap - before - static_cast<double>(phase) / phases) / stretch);
                row[tap] = static_cast<float>(weight);
                sum += weight;
            }
            for (int tap = 0; tap < taps; ++tap)
                row[tap] = static_cast<float>(row[tap] / sum);
        }
    }
    [[nodiscard]] float const* at(int phase) const {
        return weights.data() + static_cast<std::ptrdiff_t>(phase) * taps;
    }
};

inline int mirrored(int i, int size) {
    int const period = 2 * size;
    i %= period;
    if (i < 0) i += period;
    return i < size ? i : period - 1 - i;
}

// Whole pixel and table row of a place, in pixels with centres at whole numbers.
struct Place {
    int whole;
    int phase;
};
inline Place place_of(double value) {
    double const whole = std::floor(value);
    // Never negative, and lround is a call of a function for each pixel.
    return {static_cast<int>(whole),
            static_cast<int>((value - whole) * phases + 0.5)}; // NOLINT(bugprone-incorrect-roundings)
}

// Far outside places (a map gone wild) are held near the source: mirroring repeats there anyway.
inline double held(double value, int size) {
    return std::clamp(value, -1.5 * size - 8, 2.5 * size + 8);
}

// Beyond the answer's edge its content is mirrored, and the displacement that holds at the edge would tear the mirror
// image off: it fades out.
inline double share_of_field(Point place, Size source) {
    constexpr double fade = 16; // answer pixels
    double const outside =
        std::max({-place.x, -place.y, place.x - (source.width - 1), place.y - (source.height - 1), 0.0});
    return outside <= 0 ? 1 : std::max(0.0, 1 - outside / fade);
}

} // namespace inlay::placement

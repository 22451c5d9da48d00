// What do a picture and its restyled self have in common?
#include "placement/registration/features.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

// Gradients below this (L* per pixel) are texture made anew, JPEG and noise.
constexpr float noise_gradient = 0.5F;
constexpr double surroundings = 8; // pixels of this level

} // namespace

Features features_of(Plane const& lightness) {
    int const width = lightness.width;
    int const height = lightness.height;
    Features out{Plane(width, height), Plane(width, height)};
    for (int y = 0; y < height; ++y) {
        float const* const above = lightness.row(std::max(y - 1, 0));
        float const* const here = lightness.row(y);
        float const* const below = lightness.row(std::min(y + 1, height - 1));
        float* const c = out.cosine.row(y);
        float* const s = out.sine.row(y);
        for (int x = 0; x < width; ++x) {
            int const left = std::max(x - 1, 0);
            int const right = std::min(x + 1, width - 1);
            float const gx = 0.5F * (here[right] - here[left]);
            float const gy = 0.5F * (below[x] - above[x]);
            c[x] = gx * gx - gy * gy;
            s[x] = 2 * gx * gy;
        }
    }
    out.cosine = gaussian(out.cosine, 0.8);
    out.sine = gaussian(out.sine, 0.8);
    Plane strength(width, height);
    for (std::size_t i = 0; i < strength.values.size(); ++i)
        strength.values[i] =
            std::sqrt(out.cosine.values[i] * out.cosine.values[i] + out.sine.values[i] * out.sine.values[i]);
    Plane const around = gaussian(strength, surroundings); // squared gradients
    for (std::size_t i = 0; i < strength.values.size(); ++i) {
        float const gradient = std::sqrt(strength.values[i]);
        float const length = gradient / (gradient + 0.7F * std::sqrt(around.values[i]) + noise_gradient);
        float const factor = strength.values[i] > 1e-12F ? length / strength.values[i] : 0;
        out.cosine.values[i] *= factor;
        out.sine.values[i] *= factor;
    }
    return out;
}

} // namespace inlay::placement

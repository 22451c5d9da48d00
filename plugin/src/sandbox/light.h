// In which light does a landscape lie?
#pragma once

#include <cmath>
#include <string_view>

namespace inlay::sandbox {

struct Rgb {
    double r = 0, g = 0, b = 0;
};
inline Rgb operator*(Rgb c, double k) {
    return {c.r * k, c.g * k, c.b * k};
}
inline Rgb mix(Rgb a, Rgb b, double t) {
    return {std::lerp(a.r, b.r, t), std::lerp(a.g, b.g, t), std::lerp(a.b, b.b, t)};
}

struct Light {
    std::string_view words; // any of them in the prompt chooses this light; separated by spaces
    Rgb zenith, middle, horizon, sun, cloud, far_hill, near_hill;
    double sun_height; // over the horizon, in heights of the sky
    bool stars;
};

// By the first light one of whose words is in the prompt, otherwise by the prompt's hash.
Light const& light_for(std::string_view prompt);

} // namespace inlay::sandbox

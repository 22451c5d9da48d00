// What exactly do the pointwise effects do to a colour? Tests inside the editors compute the same formulas and compare
// to the last bit, so these are frozen. All work on the sRGB values as stored (0..255), keep alpha, and look at one
// pixel only.
//
//   invert     v -> 255 - v
//   greyscale  R = G = B = round(0.2126 R + 0.7152 G + 0.0722 B)
//   sepia      R' = round(0.393 R + 0.769 G + 0.189 B), G' = round(0.349 R + 0.686 G + 0.168 B), B' = round(0.272 R +
//   0.534 G + 0.131 B), each at most 255 brighter   v -> min(255, v + 40) darker     v -> max(0, v - 40)
//
// round() rounds halves up; in integers, so that no floating-point unit can disagree.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace inlay::sandbox::pointwise {

using Rgb = std::array<std::uint8_t, 3>;

constexpr std::uint8_t weighted(Rgb v, std::array<unsigned, 3> weights, unsigned whole) noexcept {
    unsigned const sum = v[0] * weights[0] + v[1] * weights[1] + v[2] * weights[2];
    return static_cast<std::uint8_t>(std::min(255U, (sum + whole / 2) / whole));
}

constexpr Rgb invert(Rgb v) noexcept {
    return {static_cast<std::uint8_t>(255 - v[0]), static_cast<std::uint8_t>(255 - v[1]),
            static_cast<std::uint8_t>(255 - v[2])};
}
constexpr Rgb greyscale(Rgb v) noexcept {
    std::uint8_t const grey = weighted(v, {2126, 7152, 722}, 10000);
    return {grey, grey, grey};
}
constexpr Rgb sepia(Rgb v) noexcept {
    return {weighted(v, {393, 769, 189}, 1000), weighted(v, {349, 686, 168}, 1000), weighted(v, {272, 534, 131}, 1000)};
}
constexpr Rgb brighter(Rgb v) noexcept {
    for (std::uint8_t& c : v)
        c = static_cast<std::uint8_t>(std::min(255, c + 40));
    return v;
}
constexpr Rgb darker(Rgb v) noexcept {
    for (std::uint8_t& c : v)
        c = static_cast<std::uint8_t>(std::max(0, c - 40));
    return v;
}

} // namespace inlay::sandbox::pointwise

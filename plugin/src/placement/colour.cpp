// How do people see these colours? sRGB (IEC 61966-2-1) to CIE L*a*b*, white D65.
#include "placement/colour.h"

#include <cmath>

namespace inlay::placement {
namespace {

std::array<float, 256> make_linear() {
    std::array<float, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        double const value = static_cast<double>(i) / 255;
        table[i] = static_cast<float>(value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
    }
    return table;
}

// The cube root with its linear foot (CIE 15), from a table: std::cbrt for every pixel would be most of the time of a
// comparison.
constexpr std::size_t root_steps = 4096;
std::array<float, root_steps + 2> make_roots() {
    std::array<float, root_steps + 2> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        double const t = static_cast<double>(i) / root_steps;
        table[i] = static_cast<float>(t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116);
    }
    return table;
}

float root(float t) noexcept {
    static std::array<float, root_steps + 2> const table = make_roots();
    float const place = std::min(std::max(t, 0.0F), 1.0F) * static_cast<float>(root_steps);
    auto const index = static_cast<std::size_t>(place);
    float const rest = place - static_cast<float>(index);
    return table[index] + rest * (table[index + 1] - table[index]);
}

} // namespace

std::array<float, 256> const& linear_of_srgb() noexcept {
    static std::array<float, 256> const table = make_linear();
    return table;
}

Lab lab_of(std::uint8_t red, std::uint8_t green, std::uint8_t blue) noexcept {
    auto const& linear = linear_of_srgb();
    float const r = linear[red];
    float const g = linear[green];
    float const b = linear[blue];
    float const x = root((0.4124564F * r + 0.3575761F * g + 0.1804375F * b) / 0.95047F);
    float const y = root(0.2126729F * r + 0.7151522F * g + 0.0721750F * b);
    float const z = root((0.0193339F * r + 0.1191920F * g + 0.9503041F * b) / 1.08883F);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

float lightness_of(std::uint8_t red, std::uint8_t green, std::uint8_t blue) noexcept {
    auto const& linear = linear_of_srgb();
    return 116 * root(0.2126729F * linear[red] + 0.7151522F * linear[green] + 0.0721750F * linear[blue]) - 16;
}

} // namespace inlay::placement

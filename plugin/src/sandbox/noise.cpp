// How are the sandbox's hashes and its noise computed?
#include "noise.h"

#include <cmath>

namespace inlay::sandbox {

namespace {

std::uint64_t mixed(std::uint64_t x) noexcept { // splitmix64's finaliser
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9U;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

double corner(std::int64_t x, std::int64_t y, std::uint32_t seed) noexcept {
    auto h =
        static_cast<std::uint32_t>(x) * 0x9E3779B1U ^ static_cast<std::uint32_t>(y) * 0x85EBCA77U ^ seed * 0xC2B2AE3DU;
    h ^= h >> 15;
    h *= 0x2C1B3C6DU;
    h ^= h >> 12;
    h *= 0x297A2D39U;
    h ^= h >> 15;
    return h * (1.0 / 4294967295.0);
}

double eased(double t) noexcept {
    return t * t * (3 - 2 * t);
}

} // namespace

std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed) noexcept {
    std::uint64_t h = 0xcbf29ce484222325U ^ mixed(seed);
    for (char const c : bytes)
        h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return mixed(h);
}

double Dice::roll() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    return static_cast<double>(mixed(state_) >> 11) * 0x1.0p-53;
}

double noise(double x, double y, std::uint32_t seed) noexcept {
    double const fx = std::floor(x);
    double const fy = std::floor(y);
    auto const ix = static_cast<std::int64_t>(fx);
    auto const iy = static_cast<std::int64_t>(fy);
    double const u = eased(x - fx);
    double const v = eased(y - fy);
    double const top = std::lerp(corner(ix, iy, seed), corner(ix + 1, iy, seed), u);
    double const bottom = std::lerp(corner(ix, iy + 1, seed), corner(ix + 1, iy + 1, seed), u);
    return std::lerp(top, bottom, v);
}

double layered_noise(double x, double y, int octaves, std::uint32_t seed) noexcept {
    double sum = 0;
    double weight = 1;
    double weights = 0;
    for (int i = 0; i < octaves; ++i) {
        sum += weight * noise(x, y, seed + static_cast<std::uint32_t>(i));
        weights += weight;
        weight *= 0.5;
        x = x * 2 + 17.3;
        y = y * 2 + 9.1;
    }
    return sum / weights;
}

} // namespace inlay::sandbox

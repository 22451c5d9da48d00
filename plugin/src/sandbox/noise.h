// Where does the sandbox's chance come from? From hashes alone, so that the same prompt and picture always give the
// same bytes.
#pragma once

#include <cstdint>
#include <string_view>

namespace inlay::sandbox {

std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed = 0) noexcept; // FNV-1a, mixed

// A row of numbers in [0, 1) from a seed (splitmix64).
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    double roll() noexcept;
    double between(double low, double high) noexcept { return low + (high - low) * roll(); }

  private:
    std::uint64_t state_;
};

// Smooth value noise in [0, 1] with one bump for each unit of x and y.
double noise(double x, double y, std::uint32_t seed) noexcept;
// The same, with `octaves` finer layers of half the height on top; still in [0, 1].
double layered_noise(double x, double y, int octaves, std::uint32_t seed) noexcept;

} // namespace inlay::sandbox

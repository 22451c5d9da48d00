#include "support/icc.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace inlay::test {
namespace {

using Xyz = std::array<double, 3>;
using Tags = std::vector<std::pair<std::string, std::string>>;

constexpr Xyz d50{0.9642, 1.0, 0.8249};

std::string big_endian(std::uint32_t value, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i)
        out += static_cast<char>(value >> (8 * i));
    return out;
}

std::string fixed(double value) { // s15Fixed16
    return big_endian(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536))), 4);
}

std::string xyz(Xyz const& values) {
    return "XYZ " + std::string(4, '\0') + fixed(values[0]) + fixed(values[1]) + fixed(values[2]);
}

std::string curve(std::vector<std::uint32_t> const& numbers) {
    std::string out = "curv" + std::string(4, '\0') + big_endian(static_cast<std::uint32_t>(numbers.size()), 4);
    for (std::uint32_t const number : numbers)
        out += big_endian(number, 2);
    return out;
}

std::string gamma(double value) {
    return curve({static_cast<std::uint32_t>(std::lround(value * 256))}); // u8Fixed8
}

std::string profile(std::string const& space, Tags tags) {
    std::string const name = "test profile";
    tags.insert(tags.begin(),
                {{"desc", "desc" + std::string(4, '\0') + big_endian(static_cast<std::uint32_t>(name.size() + 1), 4) +
                              name + std::string(1 + 4 + 4 + 2 + 1 + 67, '\0')},
                 {"cprt", "text" + std::string(4, '\0') + "CC0" + std::string(1, '\0')},
                 {"wtpt", xyz(d50)}});
    auto const count = static_cast<std::uint32_t>(tags.size());
    std::string table = big_endian(count, 4);
    std::string body;
    std::uint32_t const begin = 128 + 4 + 12 * count;
    for (auto& [tag, data] : tags) {
        table += tag + big_endian(begin + static_cast<std::uint32_t>(body.size()), 4) +
                 big_endian(static_cast<std::uint32_t>(data.size()), 4);
        body += data;
        body.resize((body.size() + 3) / 4 * 4, '\0');
    }
    std::string header = big_endian(begin + static_cast<std::uint32_t>(body.size()), 4) + std::string(4, '\0') +
                         big_endian(0x02100000, 4) + "mntr" + space + "XYZ ";
    header += big_endian(2026, 2) + big_endian(1, 2) + big_endian(1, 2) + std::string(6, '\0') + "acsp";
    header.resize(68, '\0');
    header += fixed(d50[0]) + fixed(d50[1]) + fixed(d50[2]);
    header.resize(128, '\0');
    return header + table + body;
}

std::string rgb(Xyz const& red, Xyz const& green, Xyz const& blue, std::string const& curve) {
    return profile("RGB ", {{"rXYZ", xyz(red)},
                            {"gXYZ", xyz(green)},
                            {"bXYZ", xyz(blue)},
                            {"rTRC", curve},
                            {"gTRC", curve},
                            {"bTRC", curve}});
}

} // namespace

std::string adobe_profile() {
    return rgb({0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457},
               gamma(2.19921875));
}

std::string p3_profile() {
    return rgb({0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407},
               gamma(2.19921875));
}

std::string prophoto_profile() {
    return rgb({0.79767, 0.28804, 0.0}, {0.13519, 0.71187, 0.0}, {0.03134, 0.00009, 0.82491}, gamma(1.80078125));
}

std::string srgb_profile() {
    std::vector<std::uint32_t> samples;
    for (int i = 0; i < 1024; ++i) {
        double const s = i / 1023.0;
        double const linear = s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
        samples.push_back(static_cast<std::uint32_t>(std::lround(linear * 65535)));
    }
    return rgb({0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}, curve(samples));
}

std::string grey_profile() {
    return profile("GRAY", {{"kTRC", gamma(1.80078125)}});
}

} // namespace inlay::test

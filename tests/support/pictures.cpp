#include "support/pictures.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <stdexcept>

namespace inlay::test {

Image photo_like(Size size, std::uint32_t seed) {
    Image image(size, 255);
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> noise(-6, 6);
    double const phase = static_cast<double>(seed % 97) / 9.7;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            double const u = static_cast<double>(x) / size.width;
            double const v = static_cast<double>(y) / size.height;
            bool const inside = std::hypot(u - 0.4, v - 0.55) < 0.22;
            double const base[3] = {90 + 110 * u + 20 * std::sin(phase + 19 * v), 60 + 120 * v + 25 * std::sin(23 * u),
                                    170 - 100 * u * v + 20 * std::cos(phase + 31 * (u + v))};
            std::uint8_t* out = image.pixel(x, y);
            for (int channel = 0; channel < 3; ++channel) {
                double const value = base[channel] + (inside ? 40 * (channel == 0 ? 1 : -1) : 0) + noise(random);
                out[channel] = static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
            }
        }
    }
    return image;
}

Image plain(Size size, std::uint8_t red, std::uint8_t green, std::uint8_t blue, std::uint8_t alpha) {
    Image image(size);
    auto bytes = image.bytes();
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        bytes[i] = red;
        bytes[i + 1] = green;
        bytes[i + 2] = blue;
        bytes[i + 3] = alpha;
    }
    return image;
}

int largest_difference(ImageView a, ImageView b) {
    if (a.size() != b.size()) throw std::runtime_error("sizes differ");
    int largest = 0;
    for (int y = 0; y < a.height(); ++y) {
        auto const left = a.row(y);
        auto const right = b.row(y);
        for (std::size_t i = 0; i < left.size(); ++i)
            largest = std::max(largest, std::abs(left[i] - right[i]));
    }
    return largest;
}

double psnr(ImageView a, ImageView b) {
    if (a.size() != b.size()) throw std::runtime_error("sizes differ");
    double sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        auto const left = a.row(y);
        auto const right = b.row(y);
        for (std::size_t i = 0; i < left.size(); ++i) {
            if (i % 4 == 3) continue;
            double const difference = left[i] - right[i];
            sum += difference * difference;
        }
    }
    double const mean = sum / (3.0 * static_cast<double>(a.size().area()));
    return mean == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(255 * 255 / mean);
}

} // namespace inlay::test

// What do the tests of placement draw on? Three float channels (sRGB, 0 to 255), noise, shapes, and exact truth about
// colour.
#pragma once

#include "placement/plane.h"

#include "inlay/raster.h"

#include <cmath>
#include <cstdint>
#include <random>

namespace inlay::placement::cases {

using Canvas = Planes;

struct Rgb {
    float r = 0;
    float g = 0;
    float b = 0;
};

Canvas canvas(Size size, Rgb colour);
Canvas to_canvas(ImageView image);
Image to_image(Canvas const& canvas);
inline Size size_of(Canvas const& canvas) {
    return canvas[0].size();
}
// The picture at another size (Catmull-Rom through the library's own warp would be circular: bilinear with area
// averaging when shrinking).
Canvas scaled(Canvas const& source, Size size);
Canvas cropped(Canvas const& source, Rect rect);
void to_lab(Canvas& canvas);
void from_lab(Canvas& canvas); // clips to what sRGB can show
Canvas blurred(Canvas const& source, double sigma);

class Random {
  public:
    explicit Random(std::uint32_t seed) : engine_(seed) {}
    double real(double low, double high) {
        return low + (high - low) * (static_cast<double>(engine_()) / 4294967296.0);
    }
    int whole(int low, int high) {
        return low + static_cast<int>(engine_() % static_cast<std::uint32_t>(high - low + 1));
    }
    bool chance(double probability) { return real(0, 1) < probability; }
    double normal() { // Box and Muller; std::normal_distribution differs between libraries, and seeds must mean the
                      // same everywhere
        double const u = real(1e-9, 1);
        return std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * real(0, 1));
    }
    Rgb colour(double low, double high) {
        return {static_cast<float>(real(low, high)), static_cast<float>(real(low, high)),
                static_cast<float>(real(low, high))};
    }
    std::uint32_t seed() { return static_cast<std::uint32_t>(engine_()); }

  private:
    std::mt19937 engine_;
};

// Mean 0, deviation about 1: white noise, the same after a Gaussian, and sums of octaves from `wavelength` down.
Plane white_noise(Size size, std::uint32_t seed);
Plane smooth_noise(Size size, double sigma, std::uint32_t seed); // cheap for large sigmas
Plane fractal_noise(Size size, double wavelength, int octaves, double gain, std::uint32_t seed);

// Blends `colour_at(x, y)` over the canvas where `distance(x, y)` (negative inside, in pixels) says so; `soft` is the
// width of the edge.
template <class Distance, class ColourAt>
void paint(Canvas& canvas, Rect box, Distance distance, ColourAt colour_at, double soft = 1) {
    Rect const inside = intersect(box, {0, 0, canvas[0].width, canvas[0].height});
    for (int y = inside.y; y < inside.bottom(); ++y) {
        for (int x = inside.x; x < inside.right(); ++x) {
            double const cover = std::clamp(0.5 - distance(x + 0.5, y + 0.5) / soft, 0.0, 1.0);
            if (cover <= 0) continue;
            Rgb const colour = colour_at(x + 0.5, y + 0.5);
            auto const f = static_cast<float>(cover);
            canvas[0].at(x, y) += f * (colour.r - canvas[0].at(x, y));
            canvas[1].at(x, y) += f * (colour.g - canvas[1].at(x, y));
            canvas[2].at(x, y) += f * (colour.b - canvas[2].at(x, y));
        }
    }
}

// A closed wobbly outline around a point.
struct Blob {
    double x = 0;
    double y = 0;
    double radius = 0;
    double wobble[4] = {0, 0, 0, 0};
    double phase[4] = {0, 0, 0, 0};

    Blob(double cx, double cy, double r, double amount, Random& random) : x(cx), y(cy), radius(r) {
        for (int k = 0; k < 4; ++k) {
            wobble[k] = amount * random.real(0, 1) / (k + 2);
            phase[k] = random.real(0, 6.2832);
        }
    }
    [[nodiscard]] double distance(double px, double py) const {
        double const angle = std::atan2(py - y, px - x);
        double r = 1;
        for (int k = 0; k < 4; ++k)
            r += wobble[k] * std::cos((k + 2) * angle + phase[k]);
        return std::hypot(px - x, py - y) - radius * r;
    }
    [[nodiscard]] Rect box() const {
        int const reach = static_cast<int>(radius * 2.3) + 4;
        return {static_cast<int>(x) - reach, static_cast<int>(y) - reach, 2 * reach, 2 * reach};
    }
};

// A stroke of `width` along a quadratic curve.
void stroke(Canvas& canvas, double x0, double y0, double x1, double y1, double x2, double y2, double width, Rgb colour);
void words(Canvas& canvas, int x, int y, std::string_view text, double scale, Rgb colour);

} // namespace inlay::placement::cases

// How is a landscape drawn from nothing but a prompt? Sky, clouds, four rows of hills, a lake that mirrors them, and a
// dark bank with firs.
#include "landscape.h"

#include "light.h"
#include "noise.h"

#include <array>
#include <cmath>
#include <vector>

namespace inlay::sandbox {

namespace {

double step(double low, double high, double v) {
    double const t = std::clamp((v - low) / (high - low), 0.0, 1.0);
    return t * t * (3 - 2 * t);
}

class Landscape {
  public:
    Landscape(Size size, std::string_view prompt)
        : size_(size), light_(light_for(prompt)), seed_(static_cast<std::uint32_t>(hash_of(prompt))),
          unit_(std::min(size.width, size.height) / 768.0) {
        Dice dice(hash_of(prompt, 1));
        horizon_ = dice.between(0.56, 0.64) * size.height;
        sun_x_ = dice.between(0.2, 0.8) * size.width;
        sun_y_ = horizon_ * (1 - light_.sun_height * dice.between(0.9, 1.1));
        cloudiness_ = dice.between(0.40, 0.56);
        relief_ = dice.between(0.30, 0.52);
        bank_left_ = dice.roll() < 0.5;
        trees_ = 5 + static_cast<int>(dice.roll() * 5);
    }

    Image render() {
        Image image(size_, 255);
        for (int layer = 0; layer < layers; ++layer) {
            for (int x = 0; x < size_.width; ++x)
                ridges_.push_back(ridge_at(layer, x));
        }
        int const shore = static_cast<int>(horizon_);
        for (int y = 0; y < shore; ++y) {
            for (int x = 0; x < size_.width; ++x)
                put(image, x, y, land(x, y));
        }
        for (int y = shore; y < size_.height; ++y) {
            for (int x = 0; x < size_.width; ++x)
                put(image, x, y, water(image, x, y));
        }
        bank(image);
        return image;
    }

  private:
    void put(Image& image, int x, int y, Rgb c) const {
        std::uint8_t* const p = image.pixel(x, y);
        // A hair of grain keeps the gradients from banding.
        double const grain = (noise(x * 1.7, y * 1.7, 99) - 0.5) * 2.4;
        p[0] = static_cast<std::uint8_t>(std::lround(std::clamp(c.r + grain, 0.0, 255.0)));
        p[1] = static_cast<std::uint8_t>(std::lround(std::clamp(c.g + grain, 0.0, 255.0)));
        p[2] = static_cast<std::uint8_t>(std::lround(std::clamp(c.b + grain, 0.0, 255.0)));
    }

    [[nodiscard]] Rgb sky(double x, double y) const {
        double const t = y / horizon_;
        Rgb colour = t < 0.6 ? mix(light_.zenith, light_.middle, step(0, 0.6, t))
                             : mix(light_.middle, light_.horizon, step(0.6, 1, t));
        double const from_sun = std::hypot(x - sun_x_, y - sun_y_) / unit_;
        double const glow = std::exp(-from_sun / 210) * 0.55 + std::exp(-from_sun / 60) * 0.35;
        colour = mix(colour, light_.sun, std::min(0.92, glow * (light_.stars ? 0.55 : 1)));
        if (light_.stars) {
            double const cell = 11 * unit_;
            auto const kind = noise(std::floor(x / cell), std::floor(y / cell), seed_ + 70);
            if (kind > 0.93) {
                double const sx =
                    (std::floor(x / cell) + 0.2 + 0.6 * noise(std::floor(x / cell), std::floor(y / cell), seed_ + 71)) *
                    cell;
                double const sy =
                    (std::floor(y / cell) + 0.2 + 0.6 * noise(std::floor(x / cell), std::floor(y / cell), seed_ + 72)) *
                    cell;
                double const star =
                    std::exp(-std::pow(std::hypot(x - sx, y - sy) / (1.1 * unit_), 2)) * (kind - 0.9) * 10;
                colour = mix(colour, {255, 255, 250}, std::clamp(star, 0.0, 1.0) * (1 - t * 0.8));
            }
        }
        double const disc = step(41, 38.5, from_sun);
        colour = mix(colour, mix(light_.sun, {255, 255, 255}, 0.5), disc);
        // Clouds lie flatter and closer towards the horizon, and their sunward side is lit.
        double const depth = 0.35 + 1.1 * (1 - t);
        auto const density = [&](double px, double py) {
            return layered_noise(px / (210 * unit_ * depth), py / (70 * unit_ * depth), 5, seed_ + 5);
        };
        double const here = density(x, y);
        double const cover = step(1 - cloudiness_, 1 - cloudiness_ + 0.26, here) * step(1, 0.72, t);
        if (cover <= 0) return colour;
        double const lit = here - density(x + (sun_x_ - x) * 0.03, y + (sun_y_ - y) * 0.03 - 6 * unit_);
        Rgb const shade = mix(light_.cloud, light_.middle, std::clamp(0.42 - lit * 3.2, 0.0, 0.8));
        return mix(colour, shade, cover * 0.82);
    }

    // Far hills are mountains with crests, near ones are rounded.
    [[nodiscard]] double ridge_at(int layer, double x) const {
        double const width = (520 - layer * 90) * unit_;
        double const height = horizon_ * relief_ * (1 - layer * 0.235);
        std::uint32_t const seed = seed_ + 11 + static_cast<std::uint32_t>(layer);
        double const u = x / width + layer * 31.7;
        double const round = layered_noise(u, layer * 5.3, 5, seed);
        double const crest = 1 - std::abs(2 * layered_noise(u * 1.4, layer * 5.3 + 9, 5, seed) - 1);
        double const shape = std::lerp(round, 0.45 * round + 0.55 * crest, layer == 0 ? 0.8 : layer == 1 ? 0.4 : 0.0);
        return horizon_ - height * (0.16 + 1.05 * shape * shape + 0.12 * shape);
    }

    [[nodiscard]] Rgb hill(int layer, double x, double y, double top) const {
        double const near = layer / 3.0;
        // Spurs and gullies run down from the crest and are lit from the sun's side.
        double const run = (y - top) / unit_;
        std::uint32_t const seed = seed_ + 40 + static_cast<std::uint32_t>(layer);
        double const bend = 0.35 * run * (noise(x / (60 * unit_), layer * 3.0, seed + 9) - 0.5);
        auto const relief = [&](double dx) {
            return layered_noise((x / unit_ + dx + bend) / (30 - 4 * layer), run / 58 + layer, 4, seed);
        };
        double const side = std::tanh((sun_x_ - x) / (160 * unit_));
        double const here = relief(0);
        double const slope = (here - relief(7)) * side + 0.25 * (here - 0.5);
        Rgb colour = mix(light_.far_hill, light_.near_hill, near * near * 0.55 + near * 0.45);
        colour = colour * (1 + (1.5 - 0.9 * near) * std::clamp(slope, -0.3, 0.3));
        colour = mix(colour, light_.horizon, step(top, horizon_ + 1, y) * (0.55 - 0.42 * near));
        double const glow = std::exp(-std::hypot(x - sun_x_, y - sun_y_) / (190 * unit_));
        return mix(colour, light_.sun, 0.22 * (1 - near) * glow);
    }

    // From the front to the back, until nothing behind can be seen.
    [[nodiscard]] Rgb land(int x, int y) const {
        std::array<double, layers> inside{};
        int back = layers;
        while (back > 0) {
            --back;
            inside[static_cast<std::size_t>(back)] = std::clamp(y - ridge(back, x) + 0.5, 0.0, 1.0);
            if (inside[static_cast<std::size_t>(back)] >= 1) break;
        }
        bool const hidden = inside[static_cast<std::size_t>(back)] >= 1;
        Rgb colour = hidden ? Rgb{} : sky(x, y);
        for (int layer = back; layer < layers; ++layer) {
            double const amount = inside[static_cast<std::size_t>(layer)];
            if (amount > 0) colour = mix(colour, hill(layer, x, y, ridge(layer, x)), amount);
        }
        return colour;
    }

    // The land upside down, broken by ripples that grow towards the viewer, with the sun's glitter.
    [[nodiscard]] Rgb water(Image const& image, double x, double y) const {
        double const depth = (y - horizon_) / (size_.height - horizon_);
        double const scale = (3 + 46 * depth) * unit_;
        double const wave = layered_noise(x / (scale * 4.2), (y - horizon_) / (scale * 0.34 + 1), 3, seed_ + 80) - 0.5;
        double const from_y = 2 * horizon_ - y - wave * 70 * unit_ * (0.12 + depth);
        double const from_x = x + wave * 26 * unit_ * (0.2 + depth);
        int const sx = std::clamp(static_cast<int>(std::lround(from_x)), 0, size_.width - 1);
        int const sy = std::clamp(static_cast<int>(std::lround(from_y)), 0, static_cast<int>(horizon_) - 1);
        std::uint8_t const* const p = image.pixel(sx, sy);
        Rgb colour =
            Rgb{static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2])} * (0.86 - 0.2 * depth);
        colour = mix(colour, mix(light_.zenith, light_.near_hill, 0.35), 0.16 + 0.26 * depth);
        double const column = std::exp(-std::pow((x - sun_x_) / ((26 + 150 * depth) * unit_), 2));
        double const sparkle = step(0.05, 0.3, wave) * column * (0.75 - 0.35 * depth);
        colour = mix(colour, light_.sun, std::clamp(sparkle, 0.0, 0.9));
        return mix(colour, light_.horizon, 0.35 * std::exp(-depth * 26));
    }

    // A dark bank with firs in one lower corner, to give the scene a place to stand.
    void bank(Image& image) const {
        double const w = size_.width;
        double const h = size_.height;
        auto const across = [&](double x) { return bank_left_ ? x / w : 1 - x / w; };
        auto const top = [&](double x) {
            double const t = across(x);
            return h -
                   h * (0.30 * std::exp(-t * t * 9) - 0.05) *
                       (0.8 + 0.4 * layered_noise(x / (90 * unit_), 3.3, 4, seed_ + 60)) +
                   0.02 * h;
        };
        Rgb const dark = mix(light_.near_hill * 0.55, light_.zenith, light_.stars ? 0.05 : 0.1);
        auto const cover = [&](int x, int y, double amount) {
            if (amount <= 0) return;
            std::uint8_t const* const p = image.pixel(x, y);
            double const texture = 0.82 + 0.36 * layered_noise(x / (9 * unit_), y / (5 * unit_), 3, seed_ + 61);
            put(image, x, y,
                mix({static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2])}, dark * texture,
                    std::min(1.0, amount)));
        };
        Dice dice(seed_ + 5U);
        for (int i = 0; i < trees_; ++i) {
            double const t = dice.between(0.0, 0.30);
            double const x0 = bank_left_ ? t * w : (1 - t) * w;
            double const height = dice.between(0.16, 0.34) * h * (1.15 - 1.6 * t);
            double const foot = top(x0) + 4 * unit_;
            double const half = height * dice.between(0.17, 0.23);
            int const y_from = std::max(0, static_cast<int>(foot - height));
            for (int y = y_from; y < std::min<int>(size_.height, static_cast<int>(foot)); ++y) {
                double const down = (y - (foot - height)) / height;
                double const tier = down * 9 - std::floor(down * 9); // branches hang in tiers
                double const reach = half * down * (0.55 + 0.45 * tier);
                for (int x = std::max(0, static_cast<int>(x0 - reach - 6));
                     x < std::min<int>(size_.width, static_cast<int>(x0 + reach + 7)); ++x) {
                    double const ragged =
                        (noise(x / (3.5 * unit_), y / (2.2 * unit_), seed_ + static_cast<std::uint32_t>(i)) - 0.5) * 7 *
                        unit_ * down;
                    cover(x, y, std::clamp(reach + ragged + 0.9 * unit_ - std::abs(x + 0.5 - x0), 0.0, 1.0));
                }
            }
        }
        for (int x = 0; x < size_.width; ++x) {
            double const blades = 9 * unit_ * noise(x / (2.1 * unit_), 1.5, seed_ + 62);
            double const from = top(x) - blades;
            for (int y = std::max(0, static_cast<int>(from)); y < size_.height; ++y)
                cover(x, y, y - from + 0.5);
        }
    }

    [[nodiscard]] double ridge(int layer, int x) const {
        return ridges_[static_cast<std::size_t>(layer) * static_cast<std::size_t>(size_.width) +
                       static_cast<std::size_t>(x)];
    }

    static constexpr int layers = 4;
    Size size_;
    std::vector<double> ridges_; // for each layer, for each column
    Light const& light_;
    std::uint32_t seed_;
    double unit_;
    double horizon_ = 0, sun_x_ = 0, sun_y_ = 0, cloudiness_ = 0, relief_ = 0;
    bool bank_left_ = false;
    int trees_ = 0;
};

} // namespace

Image landscape(Size size, std::string_view prompt) {
    return Landscape(size, prompt).render();
}

} // namespace inlay::sandbox

// How does the sandbox misplace a picture as real models do? Measured on public before/after pairs: scale 0.95-1.02,
// differently in x and y, shifts up to 25 px and corners off by 5-38 px at about 1,000-1,500 px width, colours a few
// levels off.
#include "drift.h"

#include "inlay/plugin/sandbox.h"
#include "noise.h"

#include <cmath>
#include <string>
#include <vector>

namespace inlay::sandbox {

namespace {

constexpr double pi = 3.14159265358979323846;

// Catmull-Rom around one position; places outside are mirrored in.
struct Taps {
    std::array<int, 4> at{};
    std::array<float, 4> weight{};
};

int mirrored(int i, int size) {
    if (size == 1) return 0;
    int const period = 2 * size;
    i %= period;
    if (i < 0) i += period;
    return i < size ? i : period - 1 - i;
}

std::vector<Taps> taps_for(int size, double scale, double shift) {
    std::vector<Taps> all(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) {
        double const from = (i + 0.5 - size / 2.0 - shift * size) / scale + size / 2.0 - 0.5;
        double const base = std::floor(from);
        double const t = from - base;
        double const weights[4] = {0.5 * (-t * t * t + 2 * t * t - t), 0.5 * (3 * t * t * t - 5 * t * t + 2),
                                   0.5 * (-3 * t * t * t + 4 * t * t + t), 0.5 * (t * t * t - t * t)};
        Taps& taps = all[static_cast<std::size_t>(i)];
        for (std::size_t k = 0; k < 4; ++k) {
            taps.at[k] = mirrored(static_cast<int>(base) - 1 + static_cast<int>(k), size);
            taps.weight[k] = static_cast<float>(weights[k]);
        }
    }
    return all;
}

} // namespace

Drift drift_of(ImageView picture) {
    std::string samples = std::to_string(picture.width()) + 'x' + std::to_string(picture.height());
    for (int j = 0; j < 12 && !picture.empty(); ++j) {
        for (int i = 0; i < 12; ++i) {
            std::uint8_t const* const p =
                picture.pixel((2 * i + 1) * picture.width() / 24, (2 * j + 1) * picture.height() / 24);
            samples.append(p, p + 3);
        }
    }
    Dice dice(hash_of(samples));
    Drift drift;
    drift.scale_x = dice.between(0.95, 1.02);
    drift.scale_y = dice.between(0.95, 1.02);
    // What the scale has moved the edges by already is not added to without bound: corners stay within 3 %.
    auto const shift = [&](double scale) {
        double const most = std::min(0.025, 0.03 - std::abs(scale - 1) / 2);
        return dice.between(-most, most);
    };
    drift.shift_x = shift(drift.scale_x);
    drift.shift_y = shift(drift.scale_y);
    for (Drift::Colour& colour : drift.colour) {
        colour.level = dice.between(-3, 3);
        colour.swing = dice.between(1, 3.5);
        colour.across = dice.between(-0.8, 0.8);
        colour.down = dice.between(-0.8, 0.8);
        colour.phase = dice.roll();
    }
    return drift;
}

Image drifted_by(ImageView picture, Drift const& drift) {
    Image out(picture);
    auto const columns = taps_for(picture.width(), drift.scale_x, drift.shift_x);
    auto const rows = taps_for(picture.height(), drift.scale_y, drift.shift_y);
    std::vector<float> line(static_cast<std::size_t>(picture.width()) * 3);
    for (int y = 0; y < out.height(); ++y) {
        Taps const& vertical = rows[static_cast<std::size_t>(y)];
        std::fill(line.begin(), line.end(), 0.0F);
        for (std::size_t k = 0; k < 4; ++k) {
            auto const source = picture.row(vertical.at[k]);
            for (std::size_t x = 0; x < line.size() / 3; ++x) {
                for (std::size_t c = 0; c < 3; ++c)
                    line[x * 3 + c] += vertical.weight[k] * static_cast<float>(source[x * 4 + c]);
            }
        }
        for (int x = 0; x < out.width(); ++x) {
            Taps const& horizontal = columns[static_cast<std::size_t>(x)];
            std::uint8_t* const p = out.pixel(x, y);
            for (std::size_t c = 0; c < 3; ++c) {
                Drift::Colour const& colour = drift.colour[c];
                double const wave =
                    (x * colour.across / out.width() + y * colour.down / out.height() + colour.phase) * 2 * pi;
                auto value = static_cast<float>(colour.level + colour.swing * std::sin(wave));
                for (std::size_t k = 0; k < 4; ++k) {
                    value += horizontal.weight[k] * line[static_cast<std::size_t>(horizontal.at[k]) * 3 + c];
                }
                p[c] = static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F)));
            }
        }
    }
    return out;
}

Image drifted(ImageView picture) {
    if (picture.empty()) return Image(picture);
    return drifted_by(picture, drift_of(picture));
}

} // namespace inlay::sandbox

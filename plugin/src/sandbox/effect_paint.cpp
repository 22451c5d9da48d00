// How does a photograph become a painting? A Kuwahara filter flattens areas and keeps edges: around each pixel, four
// overlapping squares compete, and the more even one counts for more (M. Kuwahara et al. 1976; soft weights after G.
// Papari et al. 2007). Summed tables make its cost independent of the radius. Then paper and pools of pigment for
// watercolour, and a relief of strokes for oil.
#include "effects.h"

#include "inlay/resample.h"
#include "noise.h"

#include <array>
#include <cmath>
#include <vector>

namespace inlay::sandbox {

namespace {

std::uint8_t to_byte(double v) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0, 255.0)));
}
double luma(std::uint8_t const* p) {
    return 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2];
}

struct Sums {
    std::uint32_t red = 0;
    std::uint32_t green = 0;
    std::uint32_t blue = 0;
    std::uint64_t grey_squared = 0;
};

class SummedTable {
  public:
    explicit SummedTable(ImageView picture)
        : width_(picture.width()), height_(picture.height()),
          sums_(static_cast<std::size_t>(width_ + 1) * static_cast<std::size_t>(height_ + 1)) {
        for (int y = 0; y < height_; ++y) {
            Sums row;
            for (int x = 0; x < width_; ++x) {
                std::uint8_t const* const p = picture.pixel(x, y);
                auto const grey = static_cast<std::uint64_t>(p[0]) + p[1] + p[2];
                row.red += p[0];
                row.green += p[1];
                row.blue += p[2];
                row.grey_squared += grey * grey;
                Sums const& above = at(x + 1, y);
                at(x + 1, y + 1) = {row.red + above.red, row.green + above.green, row.blue + above.blue,
                                    row.grey_squared + above.grey_squared};
            }
        }
    }

    struct Patch {
        double red, green, blue, variance;
    };
    // Over the square's part inside the picture; corners included.
    [[nodiscard]] Patch patch(int x0, int y0, int x1, int y1) const {
        x0 = std::max(x0, 0);
        y0 = std::max(y0, 0);
        x1 = std::min(x1, width_ - 1) + 1;
        y1 = std::min(y1, height_ - 1) + 1;
        Sums const& a = at(x0, y0);
        Sums const& b = at(x1, y0);
        Sums const& c = at(x0, y1);
        Sums const& d = at(x1, y1);
        double const n = 1.0 / (static_cast<double>(x1 - x0) * (y1 - y0));
        // Unsigned differences wrap around correctly.
        double const red = (d.red - b.red - c.red + a.red) * n;
        double const green = (d.green - b.green - c.green + a.green) * n;
        double const blue = (d.blue - b.blue - c.blue + a.blue) * n;
        double const mean = red + green + blue;
        double const squares =
            static_cast<double>(d.grey_squared - b.grey_squared - c.grey_squared + a.grey_squared) * n;
        return {red, green, blue, std::max(0.0, squares - mean * mean)};
    }

  private:
    [[nodiscard]] std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_ + 1) + static_cast<std::size_t>(x);
    }
    [[nodiscard]] Sums& at(int x, int y) { return sums_[index(x, y)]; }
    [[nodiscard]] Sums const& at(int x, int y) const { return sums_[index(x, y)]; }

    int width_;
    int height_;
    std::vector<Sums> sums_;
};

Image flattened(ImageView picture, int radius) {
    SummedTable const table(picture);
    Image out(picture);
    for (int y = 0; y < out.height(); ++y) {
        for (int x = 0; x < out.width(); ++x) {
            std::array const patches{
                table.patch(x - radius, y - radius, x, y), table.patch(x, y - radius, x + radius, y),
                table.patch(x - radius, y, x, y + radius), table.patch(x, y, x + radius, y + radius)};
            double red = 0, green = 0, blue = 0, weights = 0;
            for (auto const& patch : patches) {
                double const even = 1 / (20 + patch.variance);
                double const weight = even * even * even * even;
                red += weight * patch.red;
                green += weight * patch.green;
                blue += weight * patch.blue;
                weights += weight;
            }
            std::uint8_t* const p = out.pixel(x, y);
            p[0] = to_byte(red / weights);
            p[1] = to_byte(green / weights);
            p[2] = to_byte(blue / weights);
        }
    }
    return out;
}

// Nobody paints along a ruler: edges waver by a few pixels.
Image wavering(ImageView picture, double amount) {
    Image out(picture);
    double const step = 1 / (amount * 9);
    for (int y = 0; y < out.height(); ++y) {
        for (int x = 0; x < out.width(); ++x) {
            double const dx = (layered_noise(x * step, y * step, 2, 11) - 0.5) * 2 * amount;
            double const dy = (layered_noise(x * step, y * step, 2, 23) - 0.5) * 2 * amount;
            int const from_x = std::clamp(static_cast<int>(std::lround(x + dx)), 0, out.width() - 1);
            int const from_y = std::clamp(static_cast<int>(std::lround(y + dy)), 0, out.height() - 1);
            std::copy_n(picture.pixel(from_x, from_y), 4, out.pixel(x, y));
        }
    }
    return out;
}

// Fine dark lines are ink: the brush goes over them and does not wash them away.
void keep_ink(Image& painting, ImageView picture, double share) {
    for (int y = 0; y < painting.height(); ++y) {
        for (int x = 0; x < painting.width(); ++x) {
            std::uint8_t* const p = painting.pixel(x, y);
            double const ink = std::min(0.0, luma(picture.pixel(x, y)) - luma(p) + 26) * share;
            for (int c = 0; c < 3; ++c)
                p[c] = to_byte(p[c] + ink);
        }
    }
}

double colourfulness(ImageView picture) {
    double sum = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            std::uint8_t const* const p = picture.pixel(x, y);
            sum += std::max({p[0], p[1], p[2]}) - std::min({p[0], p[1], p[2]});
        }
    }
    return sum / static_cast<double>(picture.size().area());
}

// A drawing without colour is given washes of it: what a person expects of watercolour.
void colour_drawing(Image& painting, double unit) {
    constexpr double pigments[4][3] = {{74, 132, 190}, {222, 150, 84}, {120, 158, 96}, {196, 108, 118}};
    for (int y = 0; y < painting.height(); ++y) {
        for (int x = 0; x < painting.width(); ++x) {
            std::uint8_t* const p = painting.pixel(x, y);
            double keep[3] = {1, 1, 1};
            for (std::uint32_t i = 0; i < 4; ++i) {
                double const n = layered_noise(x / (240 * unit), y / (240 * unit), 4, 300 + 10 * i);
                double const t = std::clamp((n - 0.49) / 0.16, 0.0, 1.0);
                double const rim = std::exp(-std::pow((n - 0.485) / 0.012, 2)) * 0.1; // a wash dries darker at its rim
                for (int c = 0; c < 3; ++c)
                    keep[c] *= 1 - (0.34 * t + rim) * (1 - pigments[i][c] / 255);
            }
            for (int c = 0; c < 3; ++c)
                p[c] = to_byte(p[c] * keep[c]);
        }
    }
}

void finish_watercolour(Image& painting, double unit) {
    Image const soft = gaussian_blur(painting, unit * 3.2);
    double const fine = 1 / (unit * 1.6);
    double const coarse = 1 / (unit * 42);
    for (int y = 0; y < painting.height(); ++y) {
        for (int x = 0; x < painting.width(); ++x) {
            std::uint8_t* const p = painting.pixel(x, y);
            double const here = luma(p);
            double const pool = std::clamp((here - luma(soft.pixel(x, y))) * 0.9, -26.0,
                                           0.0); // pigment gathers at the darker side of an edge
            double const paper = (layered_noise(x * fine, y * fine, 2, 5) - 0.5) * 22;    // grain
            double const wash = (layered_noise(x * coarse, y * coarse, 3, 7) - 0.5) * 30; // uneven washes
            double const ink = 1 - here / 255;                                            // bare paper shows neither
            for (int c = 0; c < 3; ++c) {
                double const strong = here + (p[c] - here) * 1.22;
                double const lifted = 255 - (255 - strong) * 0.93;
                p[c] = to_byte(lifted + pool + paper * (0.35 + 0.65 * ink) + wash * (0.25 + 0.75 * ink));
            }
        }
    }
}

void finish_oil(Image& painting, double unit) {
    Image const flat(painting);
    double const along = 1 / (unit * 9);
    double const across = 1 / (unit * 1.7);
    for (int y = 0; y < painting.height(); ++y) {
        for (int x = 0; x < painting.width(); ++x) {
            std::uint8_t* const p = painting.pixel(x, y);
            // Bristles follow a slowly turning direction; light falls on them from the upper left.
            double const turn = noise(x * along * 0.08, y * along * 0.08, 31) * 6.3;
            double const u = x * std::cos(turn) + y * std::sin(turn);
            double const v = y * std::cos(turn) - x * std::sin(turn);
            double const ridge = noise(u * along, v * across, 41) - noise(u * along + 0.1, v * across + 0.7, 41);
            double const here = luma(flat.pixel(x, y));
            for (int c = 0; c < 3; ++c) {
                double const strong = here + (p[c] - here) * 1.3;
                p[c] = to_byte((strong - 128) * 1.06 + 128 + ridge * 26);
            }
        }
    }
}

} // namespace

Image painted(ImageView picture, bool oil) {
    // Brushes do not get finer with more pixels, so large pictures are painted smaller and enlarged.
    constexpr double most_pixels = 2.6e6;
    auto const pixels = static_cast<double>(picture.size().area());
    if (pixels > most_pixels) {
        double const scale = std::sqrt(most_pixels / pixels);
        Size const small{std::max(1, static_cast<int>(std::lround(picture.width() * scale))),
                         std::max(1, static_cast<int>(std::lround(picture.height() * scale)))};
        return resize(painted(resize(picture, small), oil), picture.size());
    }
    double const unit = std::max(0.6, std::max(picture.width(), picture.height()) / 1024.0);
    int const radius = std::max(2, static_cast<int>(std::lround(unit * (oil ? 6 : 5))));
    Image painting = oil ? Image(picture) : wavering(picture, unit * 2.2);
    painting = flattened(painting, radius);
    painting = flattened(painting, std::max(1, radius - 2));
    if (oil) {
        finish_oil(painting, unit);
        keep_ink(painting, picture, 0.5);
    } else {
        if (colourfulness(picture) < 6) colour_drawing(painting, unit);
        finish_watercolour(painting, unit);
        keep_ink(painting, picture, 0.75);
    }
    return painting;
}

} // namespace inlay::sandbox

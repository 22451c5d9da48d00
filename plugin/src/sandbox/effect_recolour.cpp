// How does "make the car red" find the car? It looks for the colour that stands out most where the thing is likely to
// be, takes what has that colour thereabouts, and gives it the new one with its light and shade kept. Simple, but it
// shows.
#include "effects.h"

#include "inlay/resample.h"

#include <array>
#include <cmath>

namespace inlay::sandbox {

namespace {

struct Opponent { // brightness, and how red and how blue beyond it; all in 0..1 or -1..1
    double luma = 0;
    double red = 0;
    double blue = 0;
};

Opponent opponent(std::uint8_t const* p) {
    double const r = p[0] / 255.0, g = p[1] / 255.0, b = p[2] / 255.0;
    double const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    return {luma, r - luma, b - luma};
}

double strength(Opponent const& o) {
    return std::hypot(o.red, o.blue);
}

// How likely the thing is at (x, y), both 0..1.
double likely(Region region, double x, double y) {
    auto const bump = [](double d, double width) { return std::exp(-d * d / (2 * width * width)); };
    switch (region) {
    case Region::top:
        return bump(std::max(0.0, y - 0.2), 0.2);
    case Region::bottom:
        return bump(std::max(0.0, 0.8 - y), 0.2);
    case Region::border:
        return 1 - bump(std::hypot(x - 0.5, y - 0.5), 0.24);
    case Region::centre:
        break;
    }
    return bump(std::hypot(x - 0.5, y - 0.5), 0.22);
}

struct Target {
    Opponent mean;
    double spread = 0.1; // in (red, blue)
};

// Votes for 24 hues and, for what has hardly any, three greys.
Target find_target(Image const& small, Region region) {
    constexpr int hues = 24;
    constexpr int bins = hues + 3;
    std::array<double, bins> votes{};
    auto const bin_of = [](Opponent const& o) {
        if (strength(o) < 0.05) return hues + (o.luma < 0.3 ? 0 : o.luma < 0.7 ? 1 : 2);
        double const turn = std::atan2(o.blue, o.red) / (2 * 3.14159265358979) + 0.5;
        return std::min(hues - 1, static_cast<int>(turn * hues));
    };
    auto const each = [&](auto&& visit) {
        for (int y = 0; y < small.height(); ++y) {
            for (int x = 0; x < small.width(); ++x) {
                visit(opponent(small.pixel(x, y)),
                      likely(region, (x + 0.5) / small.width(), (y + 0.5) / small.height()));
            }
        }
    };
    // Named places (the sky, a wall) may well be grey; the thing in the middle is rather the colourful one.
    double const grey_worth = region == Region::centre ? 0.02 : 0.12;
    each([&](Opponent const& o, double here) {
        votes[static_cast<std::size_t>(bin_of(o))] += here * (grey_worth + strength(o));
    });

    int best = 0;
    double best_votes = -1;
    for (int i = 0; i < bins; ++i) {
        auto const at = [&](int k) { return votes[static_cast<std::size_t>(k)]; };
        double const sum = i < hues ? at(i) + 0.7 * (at((i + 1) % hues) + at((i + hues - 1) % hues)) : at(i);
        if (sum > best_votes) {
            best_votes = sum;
            best = i;
        }
    }
    Target target;
    double weights = 1e-9, red = 0, blue = 0, luma = 0;
    each([&](Opponent const& o, double here) {
        int const bin = bin_of(o);
        int const apart = std::abs(bin - best);
        bool const near = best >= hues || bin >= hues ? bin == best : std::min(apart, hues - apart) <= 1;
        if (!near) return;
        double const weight = here * (grey_worth + strength(o));
        weights += weight;
        red += weight * o.red;
        blue += weight * o.blue;
        luma += weight * o.luma;
    });
    target.mean = {luma / weights, red / weights, blue / weights};
    target.spread = 0.05 + 0.42 * strength(target.mean);
    return target;
}

double belongs(Opponent const& o, Target const& target) {
    double const colour = std::hypot(o.red - target.mean.red, o.blue - target.mean.blue) / target.spread;
    double const light = (o.luma - target.mean.luma) / (0.18 + 1.6 * strength(target.mean));
    return std::exp(-std::pow(colour * colour + light * light, 1.5));
}

std::uint8_t to_byte(double v) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0, 1.0) * 255));
}

// Black, the colour, white: light and shade walk along this line.
void paint_over(std::uint8_t* p, Colour colour, double brightness, double amount) {
    double const ink[3] = {colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0};
    double const own = 0.2126 * ink[0] + 0.7152 * ink[1] + 0.0722 * ink[2];
    for (int c = 0; c < 3; ++c) {
        double const painted =
            brightness <= own ? ink[c] * brightness / own : ink[c] + (1 - ink[c]) * (brightness - own) / (1 - own);
        p[c] = to_byte(std::lerp(p[c] / 255.0, painted, amount));
    }
}

} // namespace

Image recoloured(ImageView picture, Colour colour, Region region) {
    double const scale = std::min(1.0, 160.0 / std::max(picture.width(), picture.height()));
    Size const small_size{std::max(1, static_cast<int>(std::lround(picture.width() * scale))),
                          std::max(1, static_cast<int>(std::lround(picture.height() * scale)))};
    Image const small = resize(picture, small_size);
    Target const target = find_target(small, region);

    // Where that colour is found in numbers, roughly: lone pixels elsewhere are left alone.
    Mask found(small_size);
    for (int y = 0; y < small.height(); ++y) {
        for (int x = 0; x < small.width(); ++x) {
            double const here = likely(region, (x + 0.5) / small.width(), (y + 0.5) / small.height());
            *found.pixel(x, y) =
                to_byte(belongs(opponent(small.pixel(x, y)), target) * (0.25 + 0.75 * std::sqrt(here)));
        }
    }
    Mask const area = resize(gaussian_blur(found, 2.5), picture.size());

    double const own = 0.2126 * colour.red / 255 + 0.7152 * colour.green / 255 + 0.0722 * colour.blue / 255;
    Image out(picture);
    for (int y = 0; y < out.height(); ++y) {
        for (int x = 0; x < out.width(); ++x) {
            std::uint8_t* const p = out.pixel(x, y);
            Opponent const o = opponent(p);
            double const place = std::clamp((*area.pixel(x, y) / 255.0 - 0.12) * 4, 0.0, 1.0);
            double const amount = place * std::min(1.0, 1.7 * belongs(o, target));
            if (amount <= 0.01) continue;
            double const brightness = std::clamp(o.luma + 0.75 * (own - target.mean.luma), 0.0, 1.0);
            paint_over(p, colour, brightness, amount);
        }
    }
    return out;
}

} // namespace inlay::sandbox

// What does a whole picture look like in another manner, or another light, with the same composition?
#include "plugin/placement/cases/edits.h"

#include <algorithm>
#include <deque>

namespace inlay::placement::cases {
namespace {

// Smooths within regions and keeps their borders (Kuwahara's filter with four quadrants, on the means of a box).
Canvas flattened(Canvas const& source, int radius) {
    Size const size = size_of(source);
    auto const boxed = [&](Plane const& plane) { return gaussian(plane, radius * 0.5); };
    Plane grey(size.width, size.height);
    for (std::size_t i = 0; i < grey.values.size(); ++i)
        grey.values[i] = 0.3F * source[0].values[i] + 0.6F * source[1].values[i] + 0.1F * source[2].values[i];
    Plane squares = grey;
    for (float& value : squares.values)
        value *= value;
    Plane const mean = boxed(grey);
    Plane const mean_square = boxed(squares);
    Canvas const smooth{boxed(source[0]), boxed(source[1]), boxed(source[2])};
    Canvas out = source;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            float best = 1e30F;
            int bx = x;
            int by = y;
            for (int quadrant = 0; quadrant < 4; ++quadrant) {
                int const qx = std::clamp(x + (quadrant % 2 != 0 ? radius : -radius), 0, size.width - 1);
                int const qy = std::clamp(y + (quadrant / 2 != 0 ? radius : -radius), 0, size.height - 1);
                float const variance = mean_square.at(qx, qy) - mean.at(qx, qy) * mean.at(qx, qy);
                if (variance < best) {
                    best = variance;
                    bx = qx;
                    by = qy;
                }
            }
            for (std::size_t channel = 0; channel < 3; ++channel)
                out[channel].at(x, y) = smooth[channel].at(bx, by);
        }
    }
    return out;
}

Canvas watercolour(Canvas const& source, Random& random) {
    Size const size = size_of(source);
    Canvas out = flattened(source, random.whole(4, 7));
    Plane const paper = fractal_noise(size, 10, 3, 0.8, random.seed());
    Plane const wash = fractal_noise(size, 160, 4, 0.6, random.seed());
    Plane grey = out[1];
    Plane const edges = gaussian(grey, 1.2);
    to_lab(out);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            float const gx = edges.at(std::min(x + 1, size.width - 1), y) - edges.at(std::max(x - 1, 0), y);
            float const gy = edges.at(x, std::min(y + 1, size.height - 1)) - edges.at(x, std::max(y - 1, 0));
            float const dark = std::min(std::hypot(gx, gy) * 0.4F, 14.0F); // pigment gathers at the edges
            float& l = out[0].at(x, y);
            l = std::min(97.0F, 22 + 0.74F * l + 3.5F * wash.at(x, y) + 1.8F * paper.at(x, y) - dark);
            out[1].at(x, y) = out[1].at(x, y) * 1.15F + 2;
            out[2].at(x, y) = out[2].at(x, y) * 1.15F + 7 + 1.5F * wash.at(x, y);
        }
    }
    from_lab(out);
    return out;
}

Canvas night(Canvas const& source, Random& random) {
    Size const size = size_of(source);
    Canvas out = source;
    to_lab(out);
    Plane const haze = smooth_noise(size, size.width * 0.15, random.seed());
    float const darkness = static_cast<float>(random.real(0.3, 0.45));
    for (std::size_t i = 0; i < out[0].values.size(); ++i) {
        out[0].values[i] = 3 + darkness * out[0].values[i] + 2 * haze.values[i];
        out[1].values[i] = 0.4F * out[1].values[i] + 2;
        out[2].values[i] = 0.4F * out[2].values[i] - 16;
    }
    from_lab(out);
    int const lamps = random.whole(2, 6);
    for (int i = 0; i < lamps; ++i) {
        double const x = random.real(0, size.width);
        double const y = random.real(0, size.height);
        double const radius = size.width * random.real(0.02, 0.06);
        paint(
            out,
            {static_cast<int>(x - 2 * radius), static_cast<int>(y - 2 * radius), static_cast<int>(4 * radius),
             static_cast<int>(4 * radius)},
            [&](double px, double py) { return std::hypot(px - x, py - y) - radius; },
            [](double, double) {
                return Rgb{255, 225, 150};
            },
            2 * radius);
    }
    return out;
}

// Regions between the lines get flat colours and a little shading; the lines stay.
Canvas colourised(Canvas const& source, Random& random) {
    Size const size = size_of(source);
    Plane const ink = gaussian(source[1], 1.0);
    std::vector<int> label(ink.values.size(), -1);
    std::vector<Rgb> colours;
    for (int y = 0; y < size.height; y += 3) {
        for (int x = 0; x < size.width; x += 3) {
            auto const index = [&](int px, int py) {
                return static_cast<std::size_t>(py) * static_cast<std::size_t>(size.width) +
                       static_cast<std::size_t>(px);
            };
            if (label[index(x, y)] >= 0 || ink.at(x, y) < 200) continue;
            int const id = static_cast<int>(colours.size());
            colours.push_back(random.colour(70, 245));
            std::deque<std::pair<int, int>> open{{x, y}};
            label[index(x, y)] = id;
            while (!open.empty()) {
                auto const [px, py] = open.front();
                open.pop_front();
                for (auto const& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
                    int const nx = px + dx;
                    int const ny = py + dy;
                    if (nx < 0 || ny < 0 || nx >= size.width || ny >= size.height || label[index(nx, ny)] >= 0 ||
                        ink.at(nx, ny) < 170)
                        continue;
                    label[index(nx, ny)] = id;
                    open.emplace_back(nx, ny);
                }
            }
        }
    }
    Canvas paints = canvas(size, {90, 80, 75});
    for (std::size_t i = 0; i < label.size(); ++i) {
        if (label[i] < 0) continue;
        Rgb const c = colours[static_cast<std::size_t>(label[i])];
        paints[0].values[i] = c.r;
        paints[1].values[i] = c.g;
        paints[2].values[i] = c.b;
    }
    Plane const shade = fractal_noise(size, size.width * 0.2, 4, 0.5, random.seed());
    paints = blurred(paints, 0.8);
    for (Plane& channel : paints) {
        for (std::size_t i = 0; i < channel.values.size(); ++i) {
            float const line = std::clamp(source[1].values[i] / 235, 0.0F, 1.0F);
            channel.values[i] = std::clamp(channel.values[i] * (1 + 0.08F * shade.values[i]) * line, 0.0F, 255.0F);
        }
    }
    return paints;
}

Canvas oil(Canvas const& source, Random& random) {
    Canvas out = flattened(source, random.whole(5, 8));
    Plane const strokes = fractal_noise(size_of(source), 14, 3, 0.9, random.seed());
    to_lab(out);
    for (std::size_t i = 0; i < out[0].values.size(); ++i) {
        out[0].values[i] = std::clamp(8 + 0.84F * out[0].values[i] + 3.5F * strokes.values[i], 0.0F, 100.0F);
        out[1].values[i] = 1.3F * out[1].values[i] + 4;
        out[2].values[i] = 1.3F * out[2].values[i] + 9;
    }
    from_lab(out);
    return out;
}

} // namespace

Canvas restyled(Canvas const& source, Change change, std::uint32_t seed) {
    Random random(seed);
    switch (change) {
    case Change::night:
        return night(source, random);
    case Change::colourised:
        return colourised(source, random);
    case Change::oil:
        return oil(source, random);
    default:
        return watercolour(source, random);
    }
}

} // namespace inlay::placement::cases

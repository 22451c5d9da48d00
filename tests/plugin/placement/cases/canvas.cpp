// What do the tests of placement draw on?
#include "plugin/placement/cases/canvas.h"

#include "inlay/draw_text.h"

#include "placement/colour.h"

#include <algorithm>

namespace inlay::placement::cases {

Canvas canvas(Size size, Rgb colour) {
    return {Plane(size.width, size.height, colour.r), Plane(size.width, size.height, colour.g),
            Plane(size.width, size.height, colour.b)};
}

Canvas to_canvas(ImageView image) {
    Canvas out = canvas(image.size(), {});
    for (int y = 0; y < image.height(); ++y) {
        std::uint8_t const* p = image.row(y).data();
        for (int x = 0; x < image.width(); ++x, p += 4)
            for (std::size_t channel = 0; channel < 3; ++channel)
                out[channel].at(x, y) = p[channel];
    }
    return out;
}

Image to_image(Canvas const& canvas) {
    Image out(size_of(canvas), 255);
    for (int y = 0; y < out.height(); ++y) {
        std::uint8_t* p = out.row(y).data();
        for (int x = 0; x < out.width(); ++x, p += 4)
            for (std::size_t channel = 0; channel < 3; ++channel)
                p[channel] = static_cast<std::uint8_t>(std::clamp(canvas[channel].at(x, y) + 0.5F, 0.0F, 255.0F));
    }
    return out;
}

Canvas scaled(Canvas const& source, Size size) {
    Canvas out;
    double const shrink = std::max(static_cast<double>(source[0].width) / size.width,
                                   static_cast<double>(source[0].height) / size.height);
    for (std::size_t channel = 0; channel < 3; ++channel)
        out[channel] = enlarged(shrink > 1.1 ? gaussian(source[channel], 0.45 * shrink) : source[channel], size);
    return out;
}

Canvas cropped(Canvas const& source, Rect rect) {
    Canvas out = canvas(rect.size(), {});
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (int y = 0; y < rect.height; ++y)
            std::copy_n(source[channel].row(rect.y + y) + rect.x, rect.width, out[channel].row(y));
    return out;
}

void to_lab(Canvas& canvas) {
    auto const byte = [](float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); };
    for (std::size_t i = 0; i < canvas[0].values.size(); ++i) {
        Lab const lab = lab_of(byte(canvas[0].values[i]), byte(canvas[1].values[i]), byte(canvas[2].values[i]));
        canvas[0].values[i] = lab.l;
        canvas[1].values[i] = lab.a;
        canvas[2].values[i] = lab.b;
    }
}

namespace {

float cube(float t) {
    return t > 6.0F / 29 ? t * t * t : (t - 16.0F / 116) * 108.0F / 841;
}

float srgb(float linear) {
    static std::vector<float> const table = [] {
        std::vector<float> values(4097);
        for (std::size_t i = 0; i < values.size(); ++i) {
            double const v = static_cast<double>(i) / 4096;
            values[i] = static_cast<float>(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055));
        }
        return values;
    }();
    if (linear < 0.01F) { // the curve is steep there: exact
        double const v = std::max(linear, 0.0F);
        return static_cast<float>(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055));
    }
    float const place = std::min(linear, 1.0F) * 4096;
    auto const i = std::min(static_cast<std::size_t>(place), std::size_t{4095});
    return table[i] + (place - static_cast<float>(i)) * (table[i + 1] - table[i]);
}

} // namespace

void from_lab(Canvas& canvas) {
    for (std::size_t i = 0; i < canvas[0].values.size(); ++i) {
        float const fy = (canvas[0].values[i] + 16) / 116;
        float const x = 0.95047F * cube(fy + canvas[1].values[i] / 500);
        float const y = cube(fy);
        float const z = 1.08883F * cube(fy - canvas[2].values[i] / 200);
        canvas[0].values[i] = srgb(3.2404542F * x - 1.5371385F * y - 0.4985314F * z);
        canvas[1].values[i] = srgb(-0.9692660F * x + 1.8760108F * y + 0.0415560F * z);
        canvas[2].values[i] = srgb(0.0556434F * x - 0.2040259F * y + 1.0572252F * z);
    }
}

Canvas blurred(Canvas const& source, double sigma) {
    return {gaussian(source[0], sigma), gaussian(source[1], sigma), gaussian(source[2], sigma)};
}

Plane white_noise(Size size, std::uint32_t seed) {
    Plane out(size.width, size.height);
    std::uint32_t state = seed * 2654435761U + 1;
    auto const next = [&] {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return static_cast<float>(state >> 8) / 16777216.0F - 0.5F;
    };
    for (float& value : out.values)
        value = 2.0F * (next() + next() + next()); // deviation 1
    return out;
}

namespace {

void normalise(Plane& plane) {
    double sum = 0;
    double squares = 0;
    for (float const value : plane.values) {
        sum += value;
        squares += static_cast<double>(value) * value;
    }
    double const count = static_cast<double>(plane.values.size());
    double const mean = sum / count;
    double const deviation = std::sqrt(std::max(squares / count - mean * mean, 1e-12));
    for (float& value : plane.values)
        value = static_cast<float>((value - mean) / deviation);
}

} // namespace

Plane smooth_noise(Size size, double sigma, std::uint32_t seed) {
    int step = 1;
    while (sigma / step > 3)
        step *= 2;
    Size const small{size.width / step + 8, size.height / step + 8};
    Plane out = gaussian(white_noise(small, seed), sigma / step);
    if (step > 1) {
        Plane const large = enlarged(out, {small.width * step, small.height * step});
        out = Plane(size.width, size.height);
        for (int y = 0; y < size.height; ++y)
            std::copy_n(large.row(y + 2 * step) + 2 * step, size.width, out.row(y));
    } else {
        Plane cut(size.width, size.height);
        for (int y = 0; y < size.height; ++y)
            std::copy_n(out.row(y + 4) + 4, size.width, cut.row(y));
        out = std::move(cut);
    }
    normalise(out);
    return out;
}

Plane fractal_noise(Size size, double wavelength, int octaves, double gain, std::uint32_t seed) {
    Plane out(size.width, size.height);
    double weight = 1;
    for (int octave = 0; octave < octaves; ++octave) {
        Plane const layer =
            smooth_noise(size, std::max(wavelength / 4, 0.6), seed + 77U * static_cast<std::uint32_t>(octave));
        for (std::size_t i = 0; i < out.values.size(); ++i)
            out.values[i] += static_cast<float>(weight) * layer.values[i];
        weight *= gain;
        wavelength /= 2;
    }
    normalise(out);
    return out;
}

void stroke(Canvas& canvas, double x0, double y0, double x1, double y1, double x2, double y2, double width,
            Rgb colour) {
    // Capsules over a few pieces of the curve, each pixel by its nearest piece within the piece's box.
    int const pieces =
        std::max(4, static_cast<int>((std::hypot(x1 - x0, y1 - y0) + std::hypot(x2 - x1, y2 - y1)) / 20));
    double px = x0;
    double py = y0;
    for (int i = 1; i <= pieces; ++i) {
        double const t = static_cast<double>(i) / pieces;
        double const qx = (1 - t) * (1 - t) * x0 + 2 * t * (1 - t) * x1 + t * t * x2;
        double const qy = (1 - t) * (1 - t) * y0 + 2 * t * (1 - t) * y1 + t * t * y2;
        double const length2 = std::max((qx - px) * (qx - px) + (qy - py) * (qy - py), 1e-9);
        double const margin = width / 2 + 2;
        int const left = static_cast<int>(std::min(px, qx) - margin);
        int const top = static_cast<int>(std::min(py, qy) - margin);
        Rect const box{left, top, static_cast<int>(std::max(px, qx) + margin) - left + 1,
                       static_cast<int>(std::max(py, qy) + margin) - top + 1};
        paint(
            canvas, box,
            [&](double x, double y) {
                double const along = std::clamp(((x - px) * (qx - px) + (y - py) * (qy - py)) / length2, 0.0, 1.0);
                return std::hypot(x - px - along * (qx - px), y - py - along * (qy - py)) - width / 2;
            },
            [&](double, double) { return colour; });
        px = qx;
        py = qy;
    }
}

void words(Canvas& canvas, int x, int y, std::string_view text, double scale, Rgb colour) {
    Size const size = text_size(text, scale);
    if (size.empty()) return;
    Image letters(size, 0);
    draw_text(letters, 0, 0, text, scale, {255, 255, 255, 255});
    Rect const box = intersect({x, y, size.width, size.height}, {0, 0, canvas[0].width, canvas[0].height});
    for (int py = box.y; py < box.bottom(); ++py) {
        for (int px = box.x; px < box.right(); ++px) {
            std::uint8_t const* const p = letters.pixel(px - x, py - y);
            float const cover = static_cast<float>(p[0]) / 255 * static_cast<float>(p[3]) / 255;
            canvas[0].at(px, py) += cover * (colour.r - canvas[0].at(px, py));
            canvas[1].at(px, py) += cover * (colour.g - canvas[1].at(px, py));
            canvas[2].at(px, py) += cover * (colour.b - canvas[2].at(px, py));
        }
    }
}

} // namespace inlay::placement::cases

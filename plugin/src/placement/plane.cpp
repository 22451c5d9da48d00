// What is one channel of numbers in memory, and the few operations that all steps of placement are made of?
#include "placement/plane.h"

#include "placement/colour.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {

Planes lab_planes(ImageView image) {
    Planes out{Plane(image.width(), image.height()), Plane(image.width(), image.height()),
               Plane(image.width(), image.height())};
    for (int y = 0; y < image.height(); ++y) {
        std::uint8_t const* pixel = image.row(y).data();
        float* const l = out[0].row(y);
        float* const a = out[1].row(y);
        float* const b = out[2].row(y);
        for (int x = 0; x < image.width(); ++x, pixel += 4) {
            Lab const lab = lab_of(pixel[0], pixel[1], pixel[2]);
            l[x] = lab.l;
            a[x] = lab.a;
            b[x] = lab.b;
        }
    }
    return out;
}

Plane lightness_plane(ImageView image) {
    Plane out(image.width(), image.height());
    for (int y = 0; y < image.height(); ++y) {
        std::uint8_t const* pixel = image.row(y).data();
        float* const l = out.row(y);
        for (int x = 0; x < image.width(); ++x, pixel += 4)
            l[x] = lightness_of(pixel[0], pixel[1], pixel[2]);
    }
    return out;
}

Plane gaussian(Plane const& plane, double sigma) {
    if (sigma <= 0 || plane.empty()) return plane;
    int const radius = std::max(1, static_cast<int>(std::ceil(3 * sigma)));
    std::vector<float> weights(static_cast<std::size_t>(radius) + 1);
    double sum = 0;
    for (int i = 0; i <= radius; ++i) {
        double const weight = std::exp(-0.5 * i * i / (sigma * sigma));
        weights[static_cast<std::size_t>(i)] = static_cast<float>(weight);
        sum += i == 0 ? weight : 2 * weight;
    }
    for (float& weight : weights)
        weight = static_cast<float>(weight / sum);

    int const width = plane.width;
    int const height = plane.height;
    Plane across(width, height);
    std::vector<float> padded(static_cast<std::size_t>(width + 2 * radius));
    for (int y = 0; y < height; ++y) {
        float const* const in = plane.row(y);
        std::fill_n(padded.begin(), radius, in[0]);
        std::copy_n(in, width, padded.begin() + radius);
        std::fill_n(padded.begin() + radius + width, radius, in[width - 1]);
        float* const out = across.row(y);
        float const* const middle = padded.data() + radius;
        for (int x = 0; x < width; ++x)
            out[x] = weights[0] * middle[x];
        for (int i = 1; i <= radius; ++i) {
            float const weight = weights[static_cast<std::size_t>(i)];
            float const* const left = middle - i;
            float const* const right = middle + i;
            for (int x = 0; x < width; ++x)
                out[x] += weight * (left[x] + right[x]);
        }
    }
    Plane down(width, height);
    for (int y = 0; y < height; ++y) {
        float* const out = down.row(y);
        float const* const in = across.row(y);
        for (int x = 0; x < width; ++x)
            out[x] = weights[0] * in[x];
        for (int i = 1; i <= radius; ++i) {
            float const weight = weights[static_cast<std::size_t>(i)];
            float const* const above = across.row(std::max(y - i, 0));
            float const* const below = across.row(std::min(y + i, height - 1));
            for (int x = 0; x < width; ++x)
                out[x] += weight * (above[x] + below[x]);
        }
    }
    return down;
}

Plane halved(Plane const& plane) {
    int const width = (plane.width + 1) / 2;
    int const height = (plane.height + 1) / 2;
    Plane across(width, plane.height);
    for (int y = 0; y < plane.height; ++y) {
        float const* const in = plane.row(y);
        float* const out = across.row(y);
        int const last = plane.width - 1;
        for (int x = 0; x < width; ++x) {
            int const i = 2 * x;
            out[x] = 0.125F * (in[std::max(i - 1, 0)] + in[std::min(i + 2, last)]) +
                     0.375F * (in[i] + in[std::min(i + 1, last)]);
        }
    }
    Plane out(width, height);
    for (int y = 0; y < height; ++y) {
        int const last = plane.height - 1;
        float const* const a = across.row(std::max(2 * y - 1, 0));
        float const* const b = across.row(2 * y);
        float const* const c = across.row(std::min(2 * y + 1, last));
        float const* const d = across.row(std::min(2 * y + 2, last));
        float* const line = out.row(y);
        for (int x = 0; x < width; ++x)
            line[x] = 0.125F * (a[x] + d[x]) + 0.375F * (b[x] + c[x]);
    }
    return out;
}

float sample(Plane const& plane, float x, float y) {
    float const px = std::clamp(x, 0.0F, static_cast<float>(plane.width - 1));
    float const py = std::clamp(y, 0.0F, static_cast<float>(plane.height - 1));
    int const ix = std::min(static_cast<int>(px), std::max(plane.width - 2, 0));
    int const iy = std::min(static_cast<int>(py), std::max(plane.height - 2, 0));
    float const fx = px - static_cast<float>(ix);
    float const fy = py - static_cast<float>(iy);
    int const right = std::min(ix + 1, plane.width - 1);
    float const* const top = plane.row(iy);
    float const* const bottom = plane.row(std::min(iy + 1, plane.height - 1));
    float const upper = top[ix] + fx * (top[right] - top[ix]);
    float const lower = bottom[ix] + fx * (bottom[right] - bottom[ix]);
    return upper + fy * (lower - upper);
}

Plane enlarged(Plane const& plane, Size size) {
    Plane out(size.width, size.height);
    float const sx = static_cast<float>(plane.width) / static_cast<float>(size.width);
    float const sy = static_cast<float>(plane.height) / static_cast<float>(size.height);
    std::vector<int> left(static_cast<std::size_t>(size.width));
    std::vector<int> right(left.size());
    std::vector<float> part(left.size());
    for (int x = 0; x < size.width; ++x) {
        float const place =
            std::clamp((static_cast<float>(x) + 0.5F) * sx - 0.5F, 0.0F, static_cast<float>(plane.width - 1));
        auto const i = static_cast<std::size_t>(x);
        left[i] = static_cast<int>(place);
        right[i] = std::min(left[i] + 1, plane.width - 1);
        part[i] = place - static_cast<float>(left[i]);
    }
    std::vector<float> line(static_cast<std::size_t>(plane.width));
    for (int y = 0; y < size.height; ++y) {
        float const place =
            std::clamp((static_cast<float>(y) + 0.5F) * sy - 0.5F, 0.0F, static_cast<float>(plane.height - 1));
        int const top = static_cast<int>(place);
        float const f = place - static_cast<float>(top);
        float const* const a = plane.row(top);
        float const* const b = plane.row(std::min(top + 1, plane.height - 1));
        for (std::size_t x = 0; x < line.size(); ++x)
            line[x] = a[x] + f * (b[x] - a[x]);
        float* const row = out.row(y);
        for (std::size_t x = 0; x < left.size(); ++x) {
            float const l = line[static_cast<std::size_t>(left[x])];
            row[x] = l + part[x] * (line[static_cast<std::size_t>(right[x])] - l);
        }
    }
    return out;
}

} // namespace inlay::placement

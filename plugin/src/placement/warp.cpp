// How does the answer get the layer's resolution and place in one single resampling?
//
// A band of target rows at a time: first where each of its pixels looks in the source, then those source rows as
// premultiplied floats, mirrored at the edges so that the inner loop has no special cases, then the weighted sums.
#include "placement/warp.h"

#include "placement/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inlay::placement {
namespace {

using Pixel =
    float __attribute__((vector_size(16))); // red, green, blue, alpha: one register on every machine that we build for

constexpr int phases = 1024; // the kernel's table: 1/2048 pixel is far below what can be registered

double keys(double t) {
    t = std::abs(t);
    if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
    if (t < 2) return ((-0.5 * t + 2.5) * t - 4) * t + 2;
    return 0;
}

struct Kernel {
    int taps = 4;
    int before = 1; // taps left of the pixel that holds the place
    std::vector<float> weights;

    explicit Kernel(double source_per_target) {
        double const stretch = std::max(1.0, source_per_target);
        int const half = static_cast<int>(std::ceil(2 * stretch));
        taps = 2 * half;
        before = half - 1;
        weights.resize(static_cast<std::size_t>(phases + 1) * static_cast<std::size_t>(taps));
        for (int phase = 0; phase <= phases; ++phase) {
            float* const row = weights.data() + static_cast<std::ptrdiff_t>(phase) * taps;
            double sum = 0;
            for (int tap = 0; tap < taps; ++tap) {
                double const weight = keys((tap - before - static_cast<double>(phase) / phases) / stretch);
                row[tap] = static_cast<float>(weight);
                sum += weight;
            }
            for (int tap = 0; tap < taps; ++tap)
                row[tap] = static_cast<float>(row[tap] / sum);
        }
    }
    [[nodiscard]] float const* at(int phase) const {
        return weights.data() + static_cast<std::ptrdiff_t>(phase) * taps;
    }
};

int mirrored(int i, int size) {
    int const period = 2 * size;
    i %= period;
    if (i < 0) i += period;
    return i < size ? i : period - 1 - i;
}

// Whole pixel and table row of a place, in pixels with centres at whole numbers.
struct Place {
    int whole;
    int phase;
};
Place place_of(double value) {
    double const whole = std::floor(value);
    return {static_cast<int>(whole), static_cast<int>((value - whole) * phases + 0.5)};
}

// Far outside places (a map gone wild) are held near the source: mirroring repeats there anyway.
double held(double value, int size) {
    return std::clamp(value, -1.5 * size - 8, 2.5 * size + 8);
}

// Beyond the answer's edge its content is mirrored, and the displacement that holds at the edge would tear the mirror
// image off: it fades out.
double share_of_field(Point place, Size source) {
    constexpr double fade = 16; // answer pixels
    double const outside =
        std::max({-place.x, -place.y, place.x - (source.width - 1), place.y - (source.height - 1), 0.0});
    return outside <= 0 ? 1 : std::max(0.0, 1 - outside / fade);
}

class Band {
  public:
    Band(ImageView source, SourceMap const& map, Kernel const& kx, Kernel const& ky, bool opaque)
        : source_(source), map_(map), kx_(kx), ky_(ky), opaque_(opaque) {}

    void run(Image& target, int first, int last) {
        find_places(target.width(), first, last);
        load_rows();
        for (int y = first; y < last; ++y) {
            std::size_t const offset = static_cast<std::size_t>(y - first) * static_cast<std::size_t>(target.width());
            sum_row(target.row(y), xs_.data() + offset, ys_.data() + offset, target.width());
        }
    }

  private:
    void find_places(int width, int first, int last) {
        xs_.resize(static_cast<std::size_t>(last - first) * static_cast<std::size_t>(width));
        ys_.resize(xs_.size());
        Affine const& m = map_.affine;
        std::size_t i = 0;
        min_x_ = min_y_ = std::numeric_limits<int>::max();
        max_x_ = max_y_ = std::numeric_limits<int>::min();
        for (int y = first; y < last; ++y) {
            if (!map_.field.empty()) row_ = map_.field.row_at(y + 0.5);
            for (int x = 0; x < width; ++x, ++i) {
                Point const p{x + 0.5, y + 0.5};
                double u = m[0] * p.x + m[1] * p.y + m[2] - 0.5;
                double v = m[3] * p.x + m[4] * p.y + m[5] - 0.5;
                if (!map_.field.empty()) {
                    Point const d = map_.field.along(row_, p.x);
                    double const part = share_of_field({u, v}, source_.size());
                    u += part * d.x;
                    v += part * d.y;
                }
                xs_[i] = place_of(held(u, source_.width()));
                ys_[i] = place_of(held(v, source_.height()));
                min_x_ = std::min(min_x_, xs_[i].whole);
                max_x_ = std::max(max_x_, xs_[i].whole);
                min_y_ = std::min(min_y_, ys_[i].whole);
                max_y_ = std::max(max_y_, ys_[i].whole);
            }
        }
    }

    void load_rows() {
        left_ = min_x_ - kx_.before;
        top_ = min_y_ - ky_.before;
        pitch_ = max_x_ - min_x_ + kx_.taps;
        int const rows = max_y_ - min_y_ + ky_.taps;
        pixels_.resize(static_cast<std::size_t>(pitch_) * static_cast<std::size_t>(rows));
        Pixel* out = pixels_.data();
        for (int r = 0; r < rows; ++r) {
            auto const row = source_.row(mirrored(top_ + r, source_.height()));
            for (int c = 0; c < pitch_; ++c, ++out) {
                std::uint8_t const* const p =
                    row.data() + 4 * static_cast<std::size_t>(mirrored(left_ + c, source_.width()));
                Pixel value = {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]),
                               static_cast<float>(p[3])};
                if (!opaque_) {
                    float const alpha = value[3] / 255.0F;
                    value *= Pixel{alpha, alpha, alpha, 1.0F};
                }
                *out = value;
            }
        }
    }

    void sum_row(std::span<std::uint8_t> out, Place const* xs, Place const* ys, int width) const {
        std::ptrdiff_t const pitch = pitch_;
        for (int x = 0; x < width; ++x) {
            float const* const wx = kx_.at(xs[x].phase);
            float const* const wy = ky_.at(ys[x].phase);
            Pixel const* row = pixels_.data() + (ys[x].whole - min_y_) * pitch + (xs[x].whole - min_x_);
            Pixel sum = {0, 0, 0, 0};
            if (kx_.taps == 4 && ky_.taps == 4) {
                for (int j = 0; j < 4; ++j, row += pitch)
                    sum += wy[j] * (wx[0] * row[0] + wx[1] * row[1] + wx[2] * row[2] + wx[3] * row[3]);
            } else {
                for (int j = 0; j < ky_.taps; ++j, row += pitch) {
                    Pixel line = {0, 0, 0, 0};
                    for (int i = 0; i < kx_.taps; ++i)
                        line += wx[i] * row[i];
                    sum += wy[j] * line;
                }
            }
            store(out.data() + 4 * static_cast<std::size_t>(x), sum);
        }
    }

    void store(std::uint8_t* out, Pixel sum) const {
        auto const byte = [](float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); };
        if (opaque_) {
            out[0] = byte(sum[0]);
            out[1] = byte(sum[1]);
            out[2] = byte(sum[2]);
            out[3] = 255;
            return;
        }
        float const alpha = std::clamp(sum[3], 0.0F, 255.0F);
        float const factor = alpha > 0.25F ? 255.0F / alpha : 0.0F;
        out[0] = byte(sum[0] * factor);
        out[1] = byte(sum[1] * factor);
        out[2] = byte(sum[2] * factor);
        out[3] = byte(alpha);
    }

    ImageView source_;
    SourceMap const& map_;
    Kernel const& kx_;
    Kernel const& ky_;
    bool opaque_;
    std::vector<Point> row_; // the field's nodes at the present row
    std::vector<Place> xs_;
    std::vector<Place> ys_;
    std::vector<Pixel> pixels_;
    int min_x_ = 0;
    int max_x_ = 0;
    int min_y_ = 0;
    int max_y_ = 0;
    int left_ = 0;
    int top_ = 0;
    int pitch_ = 0;
};

bool is_opaque(ImageView image) {
    for (int y = 0; y < image.height(); ++y) {
        auto const row = image.row(y);
        std::uint8_t all = 255;
        for (std::size_t i = 3; i < row.size(); i += 4)
            all &= row[i];
        if (all != 255) return false;
    }
    return true;
}

bool moves_whole_pixels_inside(ImageView source, Size target, SourceMap const& map) {
    Affine const& m = map.affine;
    if (!map.field.empty() || m[0] != 1 || m[1] != 0 || m[3] != 0 || m[4] != 1) return false;
    if (m[2] != std::floor(m[2]) || m[5] != std::floor(m[5])) return false;
    return m[2] >= 0 && m[5] >= 0 && m[2] + target.width <= source.width() && m[5] + target.height <= source.height();
}

} // namespace

std::vector<Point> Field::row_at(double y) const {
    double const gy = std::clamp(y / height, 0.0, 1.0) * (rows - 1);
    int const top = std::min(static_cast<int>(gy), std::max(rows - 2, 0));
    double const f = gy - top;
    Point const* const a = nodes.data() + static_cast<std::ptrdiff_t>(top) * columns;
    Point const* const b = rows > 1 ? a + columns : a;
    std::vector<Point> out(static_cast<std::size_t>(columns));
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = {a[i].x * (1 - f) + b[i].x * f, a[i].y * (1 - f) + b[i].y * f};
    return out;
}

Point Field::along(std::vector<Point> const& row, double x) const {
    double const gx = std::clamp(x / width, 0.0, 1.0) * (columns - 1);
    int const left = std::min(static_cast<int>(gx), std::max(columns - 2, 0));
    double const f = gx - left;
    Point const& a = row[static_cast<std::size_t>(left)];
    Point const& b = row[static_cast<std::size_t>(std::min(left + 1, columns - 1))];
    return {a.x * (1 - f) + b.x * f, a.y * (1 - f) + b.y * f};
}

Point Field::at(Point p) const {
    double const gx = std::clamp(p.x / width, 0.0, 1.0) * (columns - 1);
    double const gy = std::clamp(p.y / height, 0.0, 1.0) * (rows - 1);
    int const x = std::min(static_cast<int>(gx), std::max(columns - 2, 0));
    int const y = std::min(static_cast<int>(gy), std::max(rows - 2, 0));
    double const fx = gx - x;
    double const fy = gy - y;
    std::size_t const i = static_cast<std::size_t>(y) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x);
    std::size_t const right = columns > 1 ? 1 : 0;
    std::size_t const down = rows > 1 ? static_cast<std::size_t>(columns) : 0;
    Point const& a = nodes[i];
    Point const& b = nodes[i + right];
    Point const& c = nodes[i + down];
    Point const& d = nodes[i + down + right];
    return {(a.x * (1 - fx) + b.x * fx) * (1 - fy) + (c.x * (1 - fx) + d.x * fx) * fy,
            (a.y * (1 - fx) + b.y * fx) * (1 - fy) + (c.y * (1 - fx) + d.y * fx) * fy};
}

Point source_of(SourceMap const& map, Point target) {
    Point p = placement::apply(map.affine, target);
    if (!map.field.empty()) {
        Point const d = map.field.at(target);
        p = {p.x + d.x, p.y + d.y};
    }
    return p;
}

Result<Image> warp(ImageView source, Size target, SourceMap const& map, std::stop_token const& stop) {
    Affine const& m = map.affine;
    if (moves_whole_pixels_inside(source, target, map)) {
        return Image(source.sub({static_cast<int>(m[2]), static_cast<int>(m[5]), target.width, target.height}));
    }
    Kernel const kx(std::hypot(m[0], m[1]));
    Kernel const ky(std::hypot(m[3], m[4]));
    bool const opaque = is_opaque(source);
    Image out(target);
    constexpr int rows_in_band = 32;
    auto const done = for_bands(target.height, rows_in_band, stop,
                                [&](int first, int last) { Band(source, map, kx, ky, opaque).run(out, first, last); });
    if (!done) return fail(done.error());
    return out;
}

} // namespace inlay::placement

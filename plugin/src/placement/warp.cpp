// How does the answer get the layer's resolution and place in one single resampling?
//
// Maps that hardly turn, which are all but a few, go the fast way (two_pass.h). For the others: a band of target rows
// at a time: first where each of its pixels looks in the source, then those source rows as premultiplied floats,
// mirrored at the edges so that the inner loop has no special cases, then the weighted sums.
#include "placement/warp.h"

#include "placement/kernel.h"
#include "placement/parallel.h"
#include "placement/two_pass.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inlay::placement {
namespace {

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
        float const factor = alpha > 0.25F ? 255.0F / sum[3] : 0.0F;
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
    if (is_upright(map.affine)) {
        auto const done = two_passes(source, map, kx, ky, opaque, out, stop);
        if (!done) return fail(done.error());
        return out;
    }
    constexpr int rows_in_band = 32;
    auto const done = for_bands(target.height, rows_in_band, stop,
                                [&](int first, int last) { Band(source, map, kx, ky, opaque).run(out, first, last); });
    if (!done) return fail(done.error());
    return out;
}

} // namespace inlay::placement

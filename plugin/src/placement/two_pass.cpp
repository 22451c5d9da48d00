// How is a picture resampled quickly under a map that hardly turns it?
//
// A tile of the target at a time, small enough for the processor's nearest cache. Where its first and last row look in
// the source is worked out exactly; between them places lie on straight lines (a tile is lower than the smooth field's
// spacing, and neighbours share the row between them, so that nothing tears).
#include "placement/two_pass.h"

#include "placement/parallel.h"

namespace inlay::placement {
namespace {

constexpr double most_shear = 0.1; // of the step along the same axis: 0.2 source pixels over a kernel's height
constexpr int tile_width = 256;
constexpr int highest_tile = 32;

// Where one row of a tile looks in the source: pixels with centres at whole numbers.
struct Places {
    std::vector<float> u;
    std::vector<float> v;
};

class Tile {
  public:
    Tile(ImageView source, SourceMap const& map, Kernel const& kx, Kernel const& ky, bool opaque)
        : source_(source), map_(map), kx_(kx), ky_(ky), opaque_(opaque) {}

    void run(Image& target, Rect rect) {
        width_ = rect.width;
        find_places(rect.y, rect, top_);
        find_places(rect.bottom(), rect, bottom_);
        auto const [u0, u1] = std::minmax_element(top_.u.begin(), top_.u.end());
        auto const [u2, u3] = std::minmax_element(bottom_.u.begin(), bottom_.u.end());
        auto const [v0, v1] = std::minmax_element(top_.v.begin(), top_.v.end());
        auto const [v2, v3] = std::minmax_element(bottom_.v.begin(), bottom_.v.end());
        first_row_ = static_cast<int>(std::floor(std::min(*v0, *v2))) - ky_.before;
        rows_ = static_cast<int>(std::floor(std::max(*v1, *v3))) - ky_.before + ky_.taps - first_row_;
        // Rows of the kernel beyond the tile look a little further to the side.
        left_ = static_cast<int>(std::floor(std::min(*u0, *u2))) - kx_.before - side_room();
        pitch_ = static_cast<int>(std::floor(std::max(*u1, *u3))) - kx_.before + kx_.taps + side_room() - left_;
        along_rows();
        for (int y = rect.y; y < rect.bottom(); ++y)
            down_columns((static_cast<float>(y - rect.y) + 0.5F) / static_cast<float>(rect.height),
                         target.row(y).data() + 4 * static_cast<std::ptrdiff_t>(rect.x));
    }

  private:
    // The map at the line y (between two rows of pixels).
    void find_places(int y, Rect rect, Places& out) {
        out.u.resize(static_cast<std::size_t>(rect.width));
        out.v.resize(out.u.size());
        Affine const& m = map_.affine;
        bool const bent = !map_.field.empty();
        if (bent) nodes_ = map_.field.row_at(y);
        for (std::size_t i = 0; i < out.u.size(); ++i) {
            double const x = rect.x + static_cast<double>(i) + 0.5;
            double u = m[0] * x + m[1] * y + m[2] - 0.5;
            double v = m[3] * x + m[4] * y + m[5] - 0.5;
            if (bent) {
                Point const d = map_.field.along(nodes_, x);
                double const part = share_of_field({u, v}, source_.size());
                u += part * d.x;
                v += part * d.y;
            }
            out.u[i] = static_cast<float>(held(u, source_.width()));
            out.v[i] = static_cast<float>(held(v, source_.height()));
        }
    }

    [[nodiscard]] int side_room() const { return 2 + static_cast<int>(most_shear * 2 * ky_.taps); }

    void load(int row) {
        line_.resize(static_cast<std::size_t>(pitch_));
        std::uint8_t const* const bytes = source_.row(mirrored(row, source_.height())).data();
        bool const inside = left_ >= 0 && left_ + pitch_ <= source_.width();
        for (int c = 0; c < pitch_; ++c) {
            std::uint8_t const* const p =
                bytes + 4 * static_cast<std::ptrdiff_t>(inside ? left_ + c : mirrored(left_ + c, source_.width()));
            Pixel value = {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]),
                           static_cast<float>(p[3])};
            if (!opaque_) {
                float const alpha = value[3] / 255.0F;
                value *= Pixel{alpha, alpha, alpha, 1.0F};
            }
            line_[static_cast<std::size_t>(c)] = value;
        }
    }

    void along_rows() {
        between_.resize(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(width_));
        steps_.resize(static_cast<std::size_t>(width_));
        auto const base = static_cast<float>(left_ + kx_.before);
        auto const highest = static_cast<float>(pitch_ - kx_.taps);
        for (int r = 0; r < rows_; ++r) {
            load(first_row_ + r);
            auto const row = static_cast<float>(first_row_ + r);
            for (std::size_t i = 0; i < steps_.size(); ++i) {
                // Where between the tile's first and last line this source row lies; 0 when both look at one row.
                float const height = bottom_.v[i] - top_.v[i];
                float const t = (row - top_.v[i]) * height / (height * height + 1e-9F);
                float const place = top_.u[i] + t * (bottom_.u[i] - top_.u[i]) - base;
                steps_[i] = step_of(std::clamp(place, 0.0F, highest));
            }
            weigh(kx_, line_.data(), 1, 0, between_.data() + static_cast<std::ptrdiff_t>(r) * width_);
        }
    }

    void down_columns(float t, std::uint8_t* out) {
        sums_.resize(static_cast<std::size_t>(width_));
        auto const base = static_cast<float>(first_row_ + ky_.before);
        float const lowest = static_cast<float>(rows_ - ky_.taps) + 0.9999F;
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            float const place = top_.v[i] + t * (bottom_.v[i] - top_.v[i]) - base;
            steps_[i] = step_of(std::clamp(place, 0.0F, lowest));
        }
        weigh(ky_, between_.data(), width_, 1, sums_.data());
        if (!opaque_) {
            for (Pixel& sum : sums_) {
                float const factor = sum[3] > 0.25F ? 255.0F / sum[3] : 0.0F;
                sum *= Pixel{factor, factor, factor, 1.0F};
            }
        }
        store(reinterpret_cast<float const*>(sums_.data()), 4 * width_, out);
    }

    // Pixels before the kernel's first tap, and the kernel's row, of one place.
    struct Step {
        int whole;
        int phase;
    };
    static Step step_of(float place) {
        int const whole = static_cast<int>(place);
        // Never negative, and lround is a call of a function for each pixel.
        float const part = (place - static_cast<float>(whole)) * phases;
        return {whole, static_cast<int>(part + 0.5F)}; // NOLINT(bugprone-incorrect-roundings)
    }

    // The weighted sum at each step: taps lie `pitch` apart, and each step begins `advance` after the one before.
    void weigh(Kernel const& kernel, Pixel const* from, std::ptrdiff_t pitch, std::ptrdiff_t advance,
               Pixel* out) const {
        int const taps = kernel.taps;
        float const* const weights = kernel.at(0);
        for (Step const step : steps_) {
            float const* const w = weights + static_cast<std::ptrdiff_t>(step.phase) * taps;
            Pixel const* p = from + step.whole * pitch;
            from += advance;
            if (taps == 4) {
                *out++ = w[0] * p[0] + w[1] * p[pitch] + w[2] * p[2 * pitch] + w[3] * p[3 * pitch];
                continue;
            }
            Pixel sum = {0, 0, 0, 0};
            for (int k = 0; k < taps; ++k, p += pitch)
                sum += w[k] * *p;
            *out++ = sum;
        }
    }

    static void store(float const* __restrict values, int count, std::uint8_t* __restrict out) {
        for (int i = 0; i < count; ++i)
            out[i] = static_cast<std::uint8_t>(static_cast<int>(std::clamp(values[i] + 0.5F, 0.0F, 255.0F)));
    }

    ImageView source_;
    SourceMap const& map_;
    Kernel const& kx_;
    Kernel const& ky_;
    bool opaque_;
    int width_ = 0;
    int first_row_ = 0;
    int rows_ = 0;
    int left_ = 0;
    int pitch_ = 0;
    std::vector<Point> nodes_;
    Places top_;
    Places bottom_;
    std::vector<Step> steps_;
    std::vector<Pixel> line_;    // one source row
    std::vector<Pixel> between_; // source rows, target columns
    std::vector<Pixel> sums_;
};

} // namespace

bool is_upright(Affine const& m) {
    return m[0] > 1e-4 && m[4] > 1e-4 && std::abs(m[1]) <= most_shear * m[0] && std::abs(m[3]) <= most_shear * m[4];
}

Result<void> two_passes(ImageView source, SourceMap const& map, Kernel const& kx, Kernel const& ky, bool opaque,
                        Image& target, std::stop_token const& stop) {
    int height = highest_tile;
    if (!map.field.empty() && map.field.rows > 1)
        height = std::clamp(target.height() / (2 * (map.field.rows - 1)), 4, highest_tile);
    return for_bands(target.height(), height, stop, [&](int first, int last) {
        Tile tile(source, map, kx, ky, opaque);
        for (int x = 0; x < target.width(); x += tile_width)
            tile.run(target, {x, first, std::min(tile_width, target.width() - x), last - first});
    });
}

} // namespace inlay::placement

// How does a filter that works on rows and columns apart run over a picture? The engine of resample.cpp and
// gaussian.cpp.
//
// Rows become floats (colour premultiplied), are mixed down the columns, then along the row. One row at a time is in
// work: no picture in floats is ever held, and the inner loops are plain enough that the compiler makes vector code of
// them.
#pragma once

#include "inlay/raster.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace inlay::image {

// For each target index the weighted source indices: `count` of them from first[i] on, all inside the source.
struct Taps {
    int count = 1; // the same for every index; what is not needed has weight 0
    std::vector<int> first;
    std::vector<float> weights; // count for each index

    [[nodiscard]] int size() const { return static_cast<int>(first.size()); }
    [[nodiscard]] float const* weights_of(int i) const {
        return weights.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(count);
    }
};

// Kernel weights around a centre, as found for one target index: kernel(offset) for the source positions within
// `support` of `centre`. Positions outside [0, source) count for the nearest pixel inside.
class TapsBuilder {
  public:
    explicit TapsBuilder(int source) : source_(source) {}

    template <class Kernel>
    void add(double centre, double support, Kernel const& kernel) {
        // In units of pixel indices: pixel i has its centre at i.
        auto const low = static_cast<int>(std::ceil(centre - support));
        auto const high = static_cast<int>(std::floor(centre + support));
        Row row;
        row.first = std::clamp(low, 0, source_ - 1);
        row.weights.assign(static_cast<std::size_t>(std::clamp(high, 0, source_ - 1) - row.first + 1), 0.0);
        for (int i = low; i <= high; ++i)
            row.weights[static_cast<std::size_t>(std::clamp(i, 0, source_ - 1) - row.first)] += kernel(i - centre);
        rows_.push_back(std::move(row));
    }

    // Weights that do not count are dropped, the others made to sum up to one.
    [[nodiscard]] Taps build();

  private:
    struct Row {
        int first = 0;
        std::vector<double> weights;
    };
    int source_;
    std::vector<Row> rows_;
};

// Keys 1981 with a = -0.5: passes through the samples, reproduces parabolas, leaves the variance of what it
// interpolates as it is.
inline double catmull_rom(double x) {
    double const d = std::abs(x);
    if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
    if (d < 2) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
    return 0;
}

// A picture in floats, premultiplied, where one pass hands over to the next.
template <int Channels>
struct FloatRaster {
    Size size;
    std::vector<float> values;

    [[nodiscard]] std::size_t row_length() const { return static_cast<std::size_t>(size.width) * Channels; }
    [[nodiscard]] float const* row(int y) const { return values.data() + static_cast<std::size_t>(y) * row_length(); }
    [[nodiscard]] float* row(int y) { return values.data() + static_cast<std::size_t>(y) * row_length(); }
};

// Bytes to premultiplied floats of 0..255 and back. `opaque`: the alpha channel is 255 throughout (or there is none),
// nothing to multiply.
template <int Channels>
void load_row(std::uint8_t const* row, int width, bool opaque, float* out);
template <int Channels>
void store_row(float* row, int width, bool opaque, std::uint8_t* out); // `row` is used up

// out[i] = sum of weights[t] * rows[t][i]
void mix_rows(float const* const* rows, float const* weights, int count, std::size_t length, float* out);
// Target pixel x = sum of weights * source pixels, as `taps` says.
template <int Channels>
void mix_along(float const* row, Taps const& taps, float* out);

// load(y, float*) gives a source row; store(y, float*) takes a target row.
template <int Channels, class Load, class Store>
void run_separable(int source_width, Taps const& along, Taps const& down, Load const& load, Store const& store) {
    std::size_t const source_length = static_cast<std::size_t>(source_width) * Channels;
    // Neighbouring target rows share source rows: as many as one of them needs are kept, unless that would no longer
    // fit the cache.
    constexpr std::size_t most_kept_floats = std::size_t{1} << 20;
    std::size_t const wanted = static_cast<std::size_t>(down.count) + 1;
    std::size_t const kept = std::clamp<std::size_t>(most_kept_floats / source_length, 4, wanted);
    std::vector<float> ring(kept * source_length);
    std::vector<int> row_in_slot(kept, -1);
    std::vector<float> mixed(source_length);
    std::vector<float> partial(kept < wanted ? source_length : 0);
    std::vector<float> target(static_cast<std::size_t>(along.size()) * Channels);
    std::vector<float const*> rows(kept);

    auto const source_row = [&](int y) {
        std::size_t const slot = static_cast<std::size_t>(y) % kept;
        float* const row = ring.data() + slot * source_length;
        if (row_in_slot[slot] != y) {
            load(y, row);
            row_in_slot[slot] = y;
        }
        return row;
    };
    for (int y = 0; y < down.size(); ++y) {
        float const* const weights = down.weights_of(y);
        // In portions of what the ring holds at once: usually a single one.
        for (int done = 0; done < down.count;) {
            int const portion = std::min(down.count - done, static_cast<int>(kept));
            for (int t = 0; t < portion; ++t)
                rows[static_cast<std::size_t>(t)] = source_row(down.first[static_cast<std::size_t>(y)] + done + t);
            mix_rows(rows.data(), weights + done, portion, source_length, done == 0 ? mixed.data() : partial.data());
            if (done != 0)
                for (std::size_t i = 0; i < source_length; ++i)
                    mixed[i] += partial[i];
            done += portion;
        }
        mix_along<Channels>(mixed.data(), along, target.data());
        store(y, target.data());
    }
}

// The common case: bytes in, bytes out.
template <int Channels>
Raster<Channels> run_separable(RasterView<Channels> source, Taps const& along, Taps const& down, bool opaque) {
    Raster<Channels> target(Size{along.size(), down.size()});
    run_separable<Channels>(
        source.width(), along, down,
        [&](int y, float* out) { load_row<Channels>(source.row(y).data(), source.width(), opaque, out); },
        [&](int y, float* row) { store_row<Channels>(row, target.width(), opaque, target.row(y).data()); });
    return target;
}

} // namespace inlay::image

// What do the inner loops of a separable filter do? Written so that the compiler makes vector code of them.
#include "separable.h"

#include <array>

namespace inlay::image {

Taps TapsBuilder::build() {
    constexpr double no_weight = 1e-7;
    std::size_t most = 1;
    for (Row& row : rows_) {
        auto const counts = [](double weight) { return std::abs(weight) > no_weight; };
        auto const begin = std::ranges::find_if(row.weights, counts);
        auto const end = std::find_if(row.weights.rbegin(), row.weights.rend(), counts).base();
        row.first += static_cast<int>(begin - row.weights.begin());
        row.weights = std::vector<double>(begin, end);
        most = std::max(most, row.weights.size());
    }
    Taps taps;
    taps.count = static_cast<int>(most);
    taps.first.reserve(rows_.size());
    taps.weights.reserve(rows_.size() * most);
    for (Row const& row : rows_) {
        double sum = 0;
        for (double const weight : row.weights)
            sum += weight;
        // All have the same count, so those with fewer begin earlier where they would reach beyond the end.
        int const first = std::min(row.first, source_ - taps.count);
        taps.first.push_back(first);
        auto const before = static_cast<std::size_t>(row.first - first);
        for (std::size_t i = 0; i < most; ++i) {
            bool const inside = i >= before && i - before < row.weights.size();
            taps.weights.push_back(inside ? static_cast<float>(row.weights[i - before] / sum) : 0.0F);
        }
    }
    return taps;
}

template <int Channels>
void load_row(std::uint8_t const* row, int width, bool opaque, float* out) {
    std::size_t const length = static_cast<std::size_t>(width) * Channels;
    for (std::size_t i = 0; i < length; ++i)
        out[i] = row[i];
    if (Channels != 4 || opaque) return;
    for (std::size_t i = 0; i < length; i += 4) {
        float const alpha = out[i + 3] * (1.0F / 255.0F);
        out[i] *= alpha;
        out[i + 1] *= alpha;
        out[i + 2] *= alpha;
    }
}

template <int Channels>
void store_row(float* row, int width, bool opaque, std::uint8_t* out) {
    std::size_t const length = static_cast<std::size_t>(width) * Channels;
    if (Channels == 4 && !opaque) {
        for (std::size_t i = 0; i < length; i += 4) {
            // What rounds to nothing has no colour; dividing by it would only make noise.
            float const alpha = row[i + 3];
            float const scale = alpha < 0.5F ? 0.0F : 255.0F / std::max(alpha, 0.5F);
            row[i] *= scale;
            row[i + 1] *= scale;
            row[i + 2] *= scale;
        }
    }
    for (std::size_t i = 0; i < length; ++i)
        out[i] = static_cast<std::uint8_t>(static_cast<int>(std::min(std::max(row[i] + 0.5F, 0.0F), 255.0F)));
}

void mix_rows(float const* const* rows, float const* weights, int count, std::size_t length, float* out) {
    if (count == 1) {
        for (std::size_t i = 0; i < length; ++i)
            out[i] = weights[0] * rows[0][i];
        return;
    }
    int t = 0;
    for (; t + 4 <= count; t += 4) {
        float const* const a = rows[t];
        float const* const b = rows[t + 1];
        float const* const c = rows[t + 2];
        float const* const d = rows[t + 3];
        float const wa = weights[t];
        float const wb = weights[t + 1];
        float const wc = weights[t + 2];
        float const wd = weights[t + 3];
        if (t == 0)
            for (std::size_t i = 0; i < length; ++i)
                out[i] = (wa * a[i] + wb * b[i]) + (wc * c[i] + wd * d[i]);
        else
            for (std::size_t i = 0; i < length; ++i)
                out[i] += (wa * a[i] + wb * b[i]) + (wc * c[i] + wd * d[i]);
    }
    if (t == 0) std::fill_n(out, length, 0.0F);
    for (; t < count; ++t) {
        float const* const row = rows[t];
        float const weight = weights[t];
        for (std::size_t i = 0; i < length; ++i)
            out[i] += weight * row[i];
    }
}

namespace {

// `Count` 0: as many as `taps` says.
template <int Channels, int Count>
void mix_along_counted(float const* row, Taps const& taps, float* out) {
    int const count = Count == 0 ? taps.count : Count;
    int const* const first = taps.first.data();
    float const* weights = taps.weights.data();
    for (int x = 0; x < taps.size(); ++x, weights += count, out += Channels) {
        float const* from = row + static_cast<std::ptrdiff_t>(first[x]) * Channels;
        std::array<float, std::size_t{Channels}> sum{};
        int t = 0;
        if constexpr (Channels == 1 && Count == 0) {
            // Several sums side by side, because the compiler must not change the order of additions by itself.
            std::array<float, 8> lanes{};
            for (; t + 8 <= count; t += 8, from += 8)
                for (std::size_t lane = 0; lane < 8; ++lane)
                    lanes[lane] += weights[static_cast<std::size_t>(t) + lane] * from[lane];
            for (std::size_t lane = 0; lane < 4; ++lane)
                sum[0] += lanes[lane] + lanes[lane + 4];
        }
        for (; t < count; ++t, from += Channels)
            for (std::size_t c = 0; c < Channels; ++c)
                sum[c] += weights[t] * from[c];
        for (std::size_t c = 0; c < Channels; ++c)
            out[c] = sum[c];
    }
}

} // namespace

template <int Channels>
void mix_along(float const* row, Taps const& taps, float* out) {
    switch (taps.count) {
    case 1:
        return mix_along_counted<Channels, 1>(row, taps, out);
    case 2:
        return mix_along_counted<Channels, 2>(row, taps, out);
    case 4:
        return mix_along_counted<Channels, 4>(row, taps, out);
    default:
        return mix_along_counted<Channels, 0>(row, taps, out);
    }
}

template void load_row<1>(std::uint8_t const*, int, bool, float*);
template void load_row<4>(std::uint8_t const*, int, bool, float*);
template void store_row<1>(float*, int, bool, std::uint8_t*);
template void store_row<4>(float*, int, bool, std::uint8_t*);
template void mix_along<1>(float const*, Taps const&, float*);
template void mix_along<4>(float const*, Taps const&, float*);

} // namespace inlay::image

// How does a picture in a host's own colour model get smaller? By the mean of the pixels that each new one covers,
// weighted with alpha: that is right in every colour model whose alpha comes last, and needs to know nothing else about
// it.
#include "inlay/guarded.h"
#include "inlay/plugin/inlay.h"
#include "inlay/raster.h"
#include "pixels.h"

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <thread>
#include <vector>

namespace inlay::c_api {
namespace {

constexpr std::uint32_t most_channels = 8;

float from_half(std::uint16_t half) {
    std::uint32_t const sign = static_cast<std::uint32_t>(half & 0x8000u) << 16u;
    std::uint32_t const exponent = (half >> 10u) & 31u;
    std::uint32_t const fraction = half & 1023u;
    if (exponent == 0) {
        float const small = static_cast<float>(fraction) * 0x1p-24F;
        return sign != 0 ? -small : small;
    }
    std::uint32_t const wide = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign | wide << 23u | fraction << 13u);
}

std::uint16_t to_half(float value) {
    auto const sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000u : 0u);
    float const size = std::abs(value);
    if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7e00u);
    if (size >= 65520.0F) return static_cast<std::uint16_t>(sign | 0x7c00u);
    if (size < 0x1p-14F)
        return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::lrint(size * 0x1p24F)));
    auto bits = std::bit_cast<std::uint32_t>(size);
    bits += 0xfffu + ((bits >> 13u) & 1u); // to the nearest, ties to even
    return static_cast<std::uint16_t>(sign | ((bits >> 13u) - (112u << 10u)));
}

struct U8 {
    using Sample = std::uint8_t;
    static float load(Sample s) { return s; }
    static Sample store(float v) { return static_cast<Sample>(std::lrint(v)); }
};
struct U16 {
    using Sample = std::uint16_t;
    static float load(Sample s) { return s; }
    static Sample store(float v) { return static_cast<Sample>(std::lrint(v)); }
};
struct F16 {
    using Sample = std::uint16_t;
    static float load(Sample s) {
        static auto const table = [] {
            std::array<float, 65536> all{}; // no allocation: this runs on a thread that nothing may throw in
            for (std::size_t i = 0; i < all.size(); ++i)
                all[i] = from_half(static_cast<std::uint16_t>(i));
            return all;
        }();
        return table[s];
    }
    static Sample store(float v) { return to_half(v); }
};
struct F32 {
    using Sample = float;
    static float load(Sample s) { return s; }
    static Sample store(float v) { return v; }
};

// What one new pixel covers along one axis: old pixels first..last, of the outer two only a part.
struct Span {
    int first = 0;
    int last = 0;
    float first_part = 1;
    float last_part = 1;
    [[nodiscard]] float part(int i) const { return i == first ? first_part : i == last ? last_part : 1.0F; }
};

std::vector<Span> spans(int from, int to) {
    std::vector<Span> all(static_cast<std::size_t>(to));
    double const step = static_cast<double>(from) / to;
    for (int i = 0; i < to; ++i) {
        double const begin = i * step;
        double const end = std::min<double>(from, begin + step);
        Span& span = all[static_cast<std::size_t>(i)];
        span.first = std::min(from - 1, static_cast<int>(begin));
        span.last = std::max(span.first, std::min(from - 1, static_cast<int>(std::ceil(end - 1e-9)) - 1));
        if (span.first == span.last) continue;
        span.first_part = static_cast<float>(span.first + 1 - begin);
        span.last_part = static_cast<float>(end - span.last);
    }
    return all;
}

struct Work {
    inlay_samples const& from;
    Size target;
    void* to;
    std::vector<Span> columns;
    std::vector<Span> rows;
};

template <class Type, std::size_t Channels>
void scale_rows(Work const& work, int first_row, int end_row) {
    using Sample = typename Type::Sample;
    constexpr std::size_t colours = Channels - 1;
    auto const* const base = static_cast<std::uint8_t const*>(work.from.data);
    for (int y = first_row; y < end_row; ++y) {
        Span const& down = work.rows[static_cast<std::size_t>(y)];
        auto* out = static_cast<Sample*>(work.to) +
                    static_cast<std::size_t>(y) * static_cast<std::size_t>(work.target.width) * Channels;
        for (Span const& across : work.columns) {
            std::array<float, Channels> weighed{}; // colours times alpha, and alpha itself
            std::array<float, Channels> plain{};   // for where everything is transparent
            float weight = 0;
            for (int j = down.first; j <= down.last; ++j) {
                auto const* const row =
                    reinterpret_cast<Sample const*>(base + static_cast<std::size_t>(j) * work.from.stride);
                float const part_down = down.part(j);
                for (int i = across.first; i <= across.last; ++i) {
                    Sample const* const pixel = row + static_cast<std::size_t>(i) * Channels;
                    float const part = part_down * across.part(i);
                    float const alpha = part * Type::load(pixel[colours]);
                    for (std::size_t c = 0; c < colours; ++c) {
                        float const value = Type::load(pixel[c]);
                        weighed[c] += alpha * value;
                        plain[c] += part * value;
                    }
                    weighed[colours] += alpha;
                    weight += part;
                }
            }
            float const alpha = weighed[colours];
            for (std::size_t c = 0; c < colours; ++c)
                out[c] = Type::store(alpha > 0 ? weighed[c] / alpha : plain[c] / weight);
            out[colours] = Type::store(alpha / weight);
            out += Channels;
        }
    }
}

template <class Type>
void scale_band(Work const& work, int first_row, int end_row) {
    switch (work.from.channels) {
    case 1:
        return scale_rows<Type, 1>(work, first_row, end_row);
    case 2:
        return scale_rows<Type, 2>(work, first_row, end_row);
    case 3:
        return scale_rows<Type, 3>(work, first_row, end_row);
    case 4:
        return scale_rows<Type, 4>(work, first_row, end_row);
    case 5:
        return scale_rows<Type, 5>(work, first_row, end_row);
    case 6:
        return scale_rows<Type, 6>(work, first_row, end_row);
    case 7:
        return scale_rows<Type, 7>(work, first_row, end_row);
    default:
        return scale_rows<Type, 8>(work, first_row, end_row);
    }
}

void band_of_type(Work const& work, int first_row, int end_row) {
    switch (work.from.type) {
    case INLAY_U8:
        return scale_band<U8>(work, first_row, end_row);
    case INLAY_U16:
        return scale_band<U16>(work, first_row, end_row);
    case INLAY_F16:
        return scale_band<F16>(work, first_row, end_row);
    default:
        return scale_band<F32>(work, first_row, end_row);
    }
}

bool is_valid(inlay_samples const& from, Size target) {
    if (from.data == nullptr || from.type < INLAY_U8 || from.type > INLAY_F32) return false;
    if (from.channels < 1 || from.channels > most_channels || target.empty()) return false;
    if (target.width > from.width || target.height > from.height) return false;
    std::uint64_t const sample = from.type == INLAY_U8 ? 1 : from.type == INLAY_F32 ? 4 : 2;
    return from.stride >= static_cast<std::uint64_t>(from.width) * from.channels * sample && from.stride % sample == 0;
}

} // namespace
} // namespace inlay::c_api

extern "C" {

int32_t inlay_scale(inlay_samples const* given, int32_t width, int32_t height, void* to) {
    using namespace inlay;
    using namespace inlay::c_api;
    return guarded(
        [&]() -> int32_t {
            inlay_samples const from = complete(given);
            Size const target{width, height};
            if (to == nullptr || !is_valid(from, target)) return 0;
            Work const work{from, target, to, spans(from.width, width), spans(from.height, height)};
            int const half = height / 2;
            bool whole = true;
            {
                // The rows are shared with one more thread, which ends before this returns.
                std::jthread const upper(
                    [&] { guarded([&] { band_of_type(work, 0, half); }, [&](Error const&) { whole = false; }); });
                band_of_type(work, half, height);
            }
            return whole ? 1 : 0;
        },
        [](Error const&) -> int32_t { return 0; });
}

} // extern "C"

// How long do the steps of the data path take, each as bytes of pixels (or of text) a second? Beside memcpy, which is
// the limit of the machine.
#include "inlay/base64.h"
#include "inlay/codec.h"
#include "inlay/resample.h"

#include "support/pictures.h"

#include <benchmark/benchmark.h>

#include <cstring>

namespace {

using namespace inlay;

// Soft strokes of few colours, nearly half of it transparent: what a painter's layer looks like.
Image paint_like(Size size) {
    Image image = resize(test::photo_like({size.width / 16, size.height / 16}, 3), size);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            int const wave = ((x * 7 + y * 3) % size.width) * 512 / size.width;
            image.pixel(x, y)[3] = static_cast<std::uint8_t>(std::clamp(wave - 128, 0, 255));
        }
    return image;
}

Image const& photo(int side) {
    static Image const small = test::photo_like({1024, 1024});
    static Image const large = test::photo_like({2048, 2048});
    return side == 1024 ? small : large;
}
Image const& paint() {
    static Image const image = paint_like({2048, 2048});
    return image;
}

void set_rate(benchmark::State& state, std::size_t bytes) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
}

void memory_copy(benchmark::State& state) {
    std::string const from(30'000'000, 'x');
    std::string to(from.size(), ' ');
    for (auto _ : state) {
        std::memcpy(to.data(), from.data(), from.size());
        benchmark::ClobberMemory();
    }
    set_rate(state, from.size());
}
BENCHMARK(memory_copy)->Unit(benchmark::kMillisecond);

std::string noise(std::size_t length) {
    std::string bytes(length, '\0');
    std::uint32_t value = 1;
    for (char& c : bytes)
        c = static_cast<char>((value = value * 1664525 + 1013904223) >> 24);
    return bytes;
}

void base64_encode(benchmark::State& state) {
    std::string const bytes = noise(30'000'000);
    for (auto _ : state)
        benchmark::DoNotOptimize(base64::encode(bytes));
    set_rate(state, bytes.size());
}
BENCHMARK(base64_encode)->Unit(benchmark::kMillisecond);

void base64_decode(benchmark::State& state) {
    std::string const text = base64::encode(noise(30'000'000));
    for (auto _ : state)
        benchmark::DoNotOptimize(base64::decode(text));
    set_rate(state, text.size());
}
BENCHMARK(base64_decode)->Unit(benchmark::kMillisecond);

void base64_decode_lines(benchmark::State& state) {
    std::string const text = base64::encode(noise(15'000'000));
    std::string lines;
    for (std::size_t i = 0; i < text.size(); i += 76)
        lines += text.substr(i, 76) + "\r\n";
    for (auto _ : state)
        benchmark::DoNotOptimize(base64::decode(lines));
    set_rate(state, lines.size());
}
BENCHMARK(base64_decode_lines)->Unit(benchmark::kMillisecond);

template <class Encode>
void encode_bench(benchmark::State& state, Image const& image, Encode const& encode) {
    std::size_t size = 0;
    for (auto _ : state)
        size = encode(image)->size();
    set_rate(state, image.bytes().size());
    state.counters["% of raw"] = 100.0 * static_cast<double>(size) / static_cast<double>(image.bytes().size());
}
auto const as_png = [](Image const& image) { return encode_png(image); };
auto const as_jpeg = [](Image const& image) { return encode_jpeg(image); };
auto const as_webp = [](Image const& image) { return encode_webp(image); };
BENCHMARK_CAPTURE(encode_bench, png_photo_2048, photo(2048), as_png)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode_bench, png_paint_2048, paint(), as_png)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode_bench, jpeg_photo_2048, photo(2048), as_jpeg)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode_bench, webp_photo_1024, photo(1024), as_webp)->Unit(benchmark::kMillisecond);

template <class Encode>
void decode_bench(benchmark::State& state, Image const& image, Encode const& encode) {
    std::string const file = *encode(image);
    for (auto _ : state)
        benchmark::DoNotOptimize(decode(file));
    set_rate(state, image.bytes().size());
}
BENCHMARK_CAPTURE(decode_bench, png_photo_2048, photo(2048), as_png)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_bench, png_paint_2048, paint(), as_png)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_bench, jpeg_photo_2048, photo(2048), as_jpeg)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decode_bench, webp_photo_1024, photo(1024), as_webp)->Unit(benchmark::kMillisecond);

void resize_bench(benchmark::State& state, Image const& image, int side) {
    for (auto _ : state)
        benchmark::DoNotOptimize(resize(image, {side, side}));
    set_rate(state, static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 4);
}
BENCHMARK_CAPTURE(resize_bench, photo_1024_to_4096, photo(1024), 4096)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize_bench, paint_2048_to_4096, paint(), 4096)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize_bench, photo_2048_to_1024, photo(2048), 1024)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resize_bench, photo_2048_to_200, photo(2048), 200)->Unit(benchmark::kMillisecond);

void blur_bench(benchmark::State& state) {
    Mask mask({4096, 4096});
    for (int y = 1000; y < 3000; ++y)
        for (int x = 1000; x < 3000; ++x)
            *mask.pixel(x, y) = 255;
    for (auto _ : state)
        benchmark::DoNotOptimize(gaussian_blur(mask, static_cast<double>(state.range(0))));
    set_rate(state, mask.bytes().size());
}
BENCHMARK(blur_bench)->Arg(2)->Arg(7)->Arg(30)->Arg(200)->Unit(benchmark::kMillisecond);

void turn_bench(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(oriented(photo(2048), 6));
    set_rate(state, photo(2048).bytes().size());
}
BENCHMARK(turn_bench)->Unit(benchmark::kMillisecond);

} // namespace

// How is a picture blurred with a Gaussian of any width?
//
// A blurred picture is smooth, so for a large sigma it is computed at every k-th pixel only, with the true kernel, and
// interpolated in between by Catmull-Rom, which leaves the variance as it is. That costs the same for every sigma, and
// (measured against the true kernel on edges, lines and noise) is off by less than a tenth of a level before rounding;
// three box filters, the usual shortcut, by more than two levels.
#include "inlay/resample.h"

#include "inlay/codec.h"

#include "separable.h"

#include <algorithm>
#include <cmath>

namespace inlay {
namespace {

// Of one direction: the blur at the coarse positions, and the interpolation from there.
struct Pass {
    image::Taps blur;
    image::Taps interpolate;
};

// In sigmas. What lies beyond is 0.006 % of the whole; beyond three it would be 0.3 %, which can be seen as two levels
// in a corner.
constexpr double cut_off = 4;

Pass pass_for(int length, double sigma, int step) {
    // Two coarse positions lie before the first pixel and at least two behind the last, because the interpolation looks
    // at two on each side.
    constexpr int before = 2;
    int const coarse = step == 1 ? length : (length - 1) / step + 1 + 2 * before;
    image::TapsBuilder blur(length);
    for (int i = 0; i < coarse; ++i)
        blur.add(step == 1 ? i : static_cast<double>(i - before) * step, std::max(1.0, cut_off * sigma),
                 [&](double offset) { return std::exp(-0.5 * offset * offset / (sigma * sigma)); });
    Pass pass;
    pass.blur = blur.build();
    if (step == 1) return pass;
    image::TapsBuilder interpolate(coarse);
    for (int i = 0; i < length; ++i)
        interpolate.add(static_cast<double>(i) / step + before, 2, image::catmull_rom);
    pass.interpolate = interpolate.build();
    return pass;
}

template <int Channels>
Raster<Channels> blurred(RasterView<Channels> source, double sigma, bool opaque) {
    if (!(sigma > 0) || source.empty()) return Raster<Channels>(source);
    // From there on every pixel sees the whole picture, and a larger number would only cost time.
    sigma = std::min(sigma, 2.0 * std::max(source.width(), source.height()));
    // Four coarse positions in a sigma.
    int const step = std::max(1, static_cast<int>(sigma / 4));
    Pass const along = pass_for(source.width(), sigma, step);
    Pass const down = pass_for(source.height(), sigma, step);
    if (step == 1) return image::run_separable<Channels>(source, along.blur, down.blur, opaque);

    image::FloatRaster<Channels> coarse;
    coarse.size = {along.blur.size(), down.blur.size()};
    coarse.values.resize(coarse.row_length() * static_cast<std::size_t>(coarse.size.height));
    image::run_separable<Channels>(
        source.width(), along.blur, down.blur,
        [&](int y, float* out) { image::load_row<Channels>(source.row(y).data(), source.width(), opaque, out); },
        [&](int y, float const* row) { std::copy_n(row, coarse.row_length(), coarse.row(y)); });
    Raster<Channels> target(source.size());
    image::run_separable<Channels>(
        coarse.size.width, along.interpolate, down.interpolate,
        [&](int y, float* out) { std::copy_n(coarse.row(y), coarse.row_length(), out); },
        [&](int y, float* row) { image::store_row<Channels>(row, target.width(), opaque, target.row(y).data()); });
    return target;
}

} // namespace

Mask gaussian_blur(MaskView source, double sigma) {
    return blurred<1>(source, sigma, true);
}
Image gaussian_blur(ImageView source, double sigma) {
    return blurred<4>(source, sigma, !has_transparency(source));
}

} // namespace inlay

// How does a picture get another size? Catmull-Rom (Keys 1981, a = -0.5), widened when shrinking so that nothing is
// skipped.
#include "inlay/resample.h"

#include "inlay/codec.h"

#include "separable.h"

#include <algorithm>
#include <cmath>

namespace inlay {
namespace {

image::Taps taps(int source, int target) {
    double const ratio = static_cast<double>(source) / target;
    double const widened = std::max(ratio, 1.0);
    image::TapsBuilder builder(source);
    for (int i = 0; i < target; ++i)
        builder.add((i + 0.5) * ratio - 0.5, 2 * widened,
                    [&](double offset) { return image::catmull_rom(offset / widened); });
    return builder.build();
}

template <int Channels>
Raster<Channels> resized(RasterView<Channels> source, Size target, bool opaque) {
    if (source.empty() || target.empty()) return Raster<Channels>(target.empty() ? Size{} : target);
    if (source.size() == target) return Raster<Channels>(source);
    return image::run_separable<Channels>(source, taps(source.width(), target.width),
                                          taps(source.height(), target.height), opaque);
}

} // namespace

Image resize(ImageView source, Size target) {
    return resized<4>(source, target, !has_transparency(source));
}
Mask resize(MaskView source, Size target) {
    return resized<1>(source, target, true);
}

} // namespace inlay

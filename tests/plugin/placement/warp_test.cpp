// Does the resampling show each pixel of the target what lies at its place in the source?
#include "placement/warp.h"

#include "support/pictures.h"

#include <gtest/gtest.h>

#include <cmath>

namespace inlay::placement {
namespace {

double keys_weight(double t) {
    t = std::abs(t);
    if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
    return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
}

int mirrored_index(int i, int size) {
    while (i < 0 || i >= size)
        i = i < 0 ? -1 - i : 2 * size - 1 - i;
    return i;
}

// By the definition: Catmull-Rom at one place, edges mirrored, one channel of an opaque picture.
double by_definition(Image const& source, Point place, int channel) {
    double const u = place.x - 0.5;
    double const v = place.y - 0.5;
    int const ix = static_cast<int>(std::floor(u));
    int const iy = static_cast<int>(std::floor(v));
    double sum = 0;
    for (int y = iy - 1; y <= iy + 2; ++y)
        for (int x = ix - 1; x <= ix + 2; ++x)
            sum += keys_weight(u - x) * keys_weight(v - y) *
                   source.pixel(mirrored_index(x, source.width()), mirrored_index(y, source.height()))[channel];
    return std::clamp(sum, 0.0, 255.0);
}

Field bent_field(Size size) {
    Field field;
    field.columns = 9;
    field.rows = 9;
    field.width = size.width;
    field.height = size.height;
    for (int i = 0; i < 81; ++i)
        field.nodes.push_back({0.8 * std::sin(0.9 * i), 0.8 * std::cos(0.7 * i)});
    return field;
}

// The largest and the mean difference from the definition at places inside the source.
std::pair<double, double> difference_of(Image const& source, Size target, SourceMap const& map) {
    auto const warped = warp(source, target, map, {});
    EXPECT_TRUE(warped);
    double worst = 0;
    double sum = 0;
    double count = 0;
    for (int y = 0; y < target.height; y += 3) {
        for (int x = 0; x < target.width; x += 3) {
            Point const place = source_of(map, {x + 0.5, y + 0.5});
            if (place.x < 0 || place.y < 0 || place.x > source.width() || place.y > source.height()) continue;
            for (int channel = 0; channel < 3; ++channel) {
                double const d = std::abs(by_definition(source, place, channel) - warped->pixel(x, y)[channel]);
                worst = std::max(worst, d);
                sum += d;
                ++count;
            }
        }
    }
    return {worst, sum / count};
}

TEST(Warp, an_enlarged_and_moved_picture_is_the_kernel_at_each_place) {
    Image const source = test::photo_like({211, 163});
    auto const [worst, mean] = difference_of(source, {701, 533}, {{0.31, 0, -4.3, 0, 0.29, 2.7}, {}});
    EXPECT_LE(worst, 1.2);
    EXPECT_LE(mean, 0.35);
}

TEST(Warp, a_small_turn_and_a_bent_field_stay_within_what_nobody_can_see) {
    Image const source = test::photo_like({400, 300});
    Size const target{640, 480};
    auto const [worst, mean] =
        difference_of(source, target, {{0.61, 0.006, 3.2, -0.006, 0.62, -1.7}, bent_field(target)});
    EXPECT_LE(worst, 6);
    EXPECT_LE(mean, 0.4);
}

TEST(Warp, a_picture_on_its_side_is_resampled_too) {
    Image const source = test::photo_like({200, 300});
    auto const [worst, mean] = difference_of(source, {300, 200}, {{0, 0.98, 1.3, 0.97, 0, 2.2}, {}});
    EXPECT_LE(worst, 1.2);
    EXPECT_LE(mean, 0.35);
}

TEST(Warp, colour_under_transparency_does_not_bleed_into_what_is_seen) {
    Image source({40, 40}, 255);
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 40; ++x) {
            std::uint8_t* const p = source.pixel(x, y);
            bool const seen = x < 20;
            p[0] = seen ? 30 : 255;
            p[1] = seen ? 90 : 0;
            p[2] = seen ? 200 : 255;
            p[3] = seen ? 255 : 0;
        }
    auto const warped = warp(source, {120, 120}, {scaling(1 / 3.0, 1 / 3.0), {}}, {});
    ASSERT_TRUE(warped);
    for (int x = 0; x < 120; ++x) {
        std::uint8_t const* const p = warped->pixel(x, 60);
        if (p[3] < 16) continue;
        EXPECT_NEAR(p[0], 30, 3) << x;
        EXPECT_NEAR(p[1], 90, 3) << x;
        EXPECT_NEAR(p[2], 200, 3) << x;
    }
    EXPECT_EQ(warped->pixel(10, 60)[3], 255);
    EXPECT_EQ(warped->pixel(110, 60)[3], 0);
}

TEST(Warp, a_map_gone_wild_gives_a_picture_and_no_crash) {
    Image const source = test::photo_like({64, 48});
    for (Affine const& wild :
         {Affine{20, 0, -1e9, 0, 20, 1e9}, Affine{1e-9, 0, 0, 0, 1e-9, 0}, Affine{0.5, 0.04, 1e7, 0.04, 0.5, -1e7}}) {
        auto const warped = warp(source, {70, 50}, {wild, {}}, {});
        ASSERT_TRUE(warped);
        EXPECT_EQ(warped->size(), (Size{70, 50}));
    }
}

} // namespace
} // namespace inlay::placement

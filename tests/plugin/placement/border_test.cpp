// What becomes of the frame's border where the aligned answer does not reach it? The contract's rule: mirroring fills
// at most 1.5 % of a side, a restyle may grow by 6 %, and beyond that the original shows, which is said.
#include "plugin/placement/cases/edits.h"
#include "plugin/placement/cases/scenes.h"
#include "plugin/placement/placing.h"

#include "placement/border.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace inlay::placement {
namespace {

constexpr Size size{1000, 800};

Image scene() {
    return cases::to_image(cases::make_scene(cases::Scene::castle, size, 4));
}

Image night_of(Image const& source) {
    return cases::to_image(cases::restyled(cases::to_canvas(source), cases::Change::night, 7));
}

// Of the answer only a part came, otherwise in place.
Placed placed_without(Image const& source, Image const& whole, Rect kept) {
    return placed_over(source, Image(whole.view().sub(kept)));
}

double mean_of_column(Mask const& mask, int x) {
    double sum = 0;
    for (int y = 0; y < mask.height(); ++y)
        sum += mask.row(y)[static_cast<std::size_t>(x)];
    return sum / mask.height();
}

// A frame of one pixel's width has no line along which the answer could end better.
TEST(Border, of_a_frame_one_pixel_wide_or_high_stays_as_it_is) {
    for (Size const thin : {Size{1, 97}, Size{97, 1}}) {
        Strips strips;
        (thin.width == 1 ? strips.right : strips.bottom) = 2;
        auto const shown = reached(strips, thin, Plane(thin.width, thin.height));
        EXPECT_EQ(std::ranges::count(shown, 1), 97);
    }
}

TEST(Border, a_strip_of_one_per_cent_behind_a_restyle_is_mirrored) {
    Image const source = scene();
    Placed const placed = placed_without(source, night_of(source), {0, 0, 990, 800});
    ASSERT_TRUE(placed.registration.used);
    EXPECT_FALSE(placed.mask.has_value());
    EXPECT_EQ(placed.note, "");
}

TEST(Border, a_restyle_grows_by_up_to_six_per_cent_to_cover_the_frame) {
    Image const source = scene();
    Placed const placed = placed_without(source, night_of(source), {0, 0, 970, 800});
    ASSERT_TRUE(placed.registration.used);
    EXPECT_FALSE(placed.mask.has_value());
    // 3 % are missing at the right, 1.5 % may be mirrored; the answer is 970 px wide and grows both ways.
    EXPECT_NEAR(placed.registration.matrix[0], 1 + 2 * 15.0 / 970, 0.006);
    EXPECT_LT(1000 - (placed.registration.matrix[0] * 970 + placed.registration.matrix[2]), 15.5);
}

TEST(Border, what_the_model_cut_off_shows_the_original_and_is_said) {
    Image const source = scene();
    Placed const placed = placed_without(source, night_of(source), {0, 0, 850, 800});
    ASSERT_TRUE(placed.registration.used);
    ASSERT_TRUE(placed.mask.has_value());
    EXPECT_EQ(placed.note, "The model cut off the right 15 %; the original shows there.");
    EXPECT_EQ(mean_of_column(*placed.mask, 990), 0);
    EXPECT_EQ(mean_of_column(*placed.mask, 875), 0);
    EXPECT_EQ(mean_of_column(*placed.mask, 700), 255);
    // Nothing of the original is changed there.
    Image const result = composite(source, placed);
    for (int y = 0; y < size.height; ++y)
        for (int x = 880; x < size.width; ++x)
            ASSERT_TRUE(std::equal(source.pixel(x, y), source.pixel(x, y) + 4, result.pixel(x, y))) << x << "," << y;
}

TEST(Border, each_side_that_is_missing_is_named) {
    Strips const strips{160, 20, 0, 96};
    EXPECT_EQ(missing_sides(strips, size),
              "The model cut off the left 16 %; the original shows there. The model cut off the top 3 %; the original "
              "shows there. The model cut off the bottom 12 %; the original shows there.");
    EXPECT_EQ(missing_sides({15, 12, 15, 12}, size), "");
    EXPECT_TRUE((Strips{15, 12, 15, 12}.small(size)));
    EXPECT_FALSE((Strips{15.1, 0, 0, 0}.small(size)));
    EXPECT_FALSE((Strips{0, 0, 0, 12.1}.small(size)));
}

TEST(Border, the_strips_are_read_off_the_map) {
    // The answer, 500 x 400, is enlarged by 1.9 and lies 30 right and 10 down.
    Affine const answer_to_frame{1.9, 0, 30, 0, 1.9, 10};
    Strips const strips = strips_of(inverse(answer_to_frame), {500, 400}, size);
    EXPECT_NEAR(strips.left, 30, 1e-9);
    EXPECT_NEAR(strips.top, 10, 1e-9);
    EXPECT_NEAR(strips.right, 20, 1e-9);
    EXPECT_NEAR(strips.bottom, 30, 1e-9);
}

TEST(Border, growing_is_limited_and_about_the_centre) {
    EXPECT_EQ(scale_to_cover({0, 0, 46, 0}, size), 0);
    double const scale = scale_to_cover({0, 0, 40, 0}, size);
    EXPECT_GT(scale, 1.05);
    EXPECT_LE(scale, 1.06);
    Affine const grown = grown_about_centre({1, 0, 0, 0, 1, 0}, {960, 800}, scale);
    Point const centre = placement::apply(grown, {480, 400});
    EXPECT_NEAR(centre.x, 480, 1e-9);
    EXPECT_NEAR(centre.y, 400, 1e-9);
    EXPECT_NEAR(strips_of(grown, {960, 800}, size).right, 15, 0.5);
}

TEST(Border, an_edit_that_touches_a_small_strip_goes_on_to_the_border) {
    // The lower part of the picture becomes a wall; of the answer the lowest 1 % is missing.
    Image const source = scene();
    Image truth = source;
    for (int y = 560; y < size.height; ++y) {
        for (int x = 300; x < 700; ++x) {
            truth.pixel(x, y)[0] = static_cast<std::uint8_t>(150 + (x * 7 + y * 3) % 23);
            truth.pixel(x, y)[1] = 60;
            truth.pixel(x, y)[2] = 40;
        }
    }
    Placed const placed = placed_without(source, truth, {0, 0, 1000, 792});
    ASSERT_TRUE(placed.registration.used);
    ASSERT_TRUE(placed.mask.has_value());
    for (int x = 330; x < 670; ++x)
        ASSERT_EQ(placed.mask->row(size.height - 1)[static_cast<std::size_t>(x)], 255) << x;
    EXPECT_EQ(placed.mask->row(size.height - 1)[150], 0);
    EXPECT_EQ(placed.note, "");
}

} // namespace
} // namespace inlay::placement

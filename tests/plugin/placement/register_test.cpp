// Is an answer that is a little off brought back, and does only what changed show? A few synthetic cases in the quick
// tests; placement_bench measures all of them.
#include "plugin/placement/cases/measure.h"

#include "support/pictures.h"

#include "inlay/resample.h"

#include <gtest/gtest.h>

#include <cmath>

namespace inlay::placement::cases {
namespace {

// The first case of the development set that fits.
Spec spec_of(Scene scene, Change change) {
    for (Spec const& spec : all_specs())
        if (spec.scene == scene && spec.change == change && !spec.held_out) return spec;
    Spec spec;
    spec.scene = scene;
    spec.change = change;
    spec.seed = 5;
    return spec;
}

struct CaseRun {
    Case subject;
    Placement placement;
    Measured measured;
    explicit CaseRun(Spec const& spec) : subject(make_case(spec)) {
        place_case(subject, placement);
        measured = measure(subject, placement);
    }
};

TEST(Placement, an_object_that_was_added_is_all_that_changes) {
    CaseRun const run(spec_of(Scene::axolotl, Change::add_small));
    Measured const& m = run.measured;
    EXPECT_TRUE(m.trusted) << m.why;
    EXPECT_LE(m.residual_median, 0.5);
    EXPECT_LE(m.residual_95, 1.5);
    EXPECT_FALSE(m.whole_frame);
    EXPECT_GE(m.covered, 0.99);
    EXPECT_LE(m.false_found, 0.05);
    EXPECT_TRUE(m.exact_outside);
    EXPECT_LE(m.kept_colour, 2);
    EXPECT_LE(m.seam.value_or(0), 1.5);
    EXPECT_LT(m.error, 0.5 * m.error_stretch);
}

TEST(Placement, an_answer_without_an_edit_is_almost_nothing) {
    CaseRun const run(spec_of(Scene::landscape, Change::none));
    EXPECT_TRUE(run.measured.trusted);
    EXPECT_TRUE(run.measured.almost_nothing) << run.measured.why;
    EXPECT_EQ(run.placement.placed.changed_fraction, 0);
    EXPECT_EQ(composite(run.subject.source, run.placement.placed), run.subject.source);
}

TEST(Placement, a_restyle_is_registered_and_shown_whole) {
    CaseRun const run(spec_of(Scene::drawing, Change::colourised));
    EXPECT_TRUE(run.measured.trusted) << run.measured.why;
    EXPECT_LE(run.measured.residual_median, 1.5);
    EXPECT_EQ(run.measured.unedited_border, 0);
}

TEST(Placement, a_new_scene_is_not_aligned_and_says_so) {
    CaseRun const run(spec_of(Scene::cat, Change::new_scene));
    EXPECT_FALSE(run.measured.trusted) << run.measured.why;
    EXPECT_TRUE(run.measured.whole_frame);
    EXPECT_NE(run.placement.placed.note, "");
    EXPECT_EQ(run.placement.placed.registration.matrix,
              cover_map(run.subject.answer.size(), {0, 0, run.subject.source.width(), run.subject.source.height()}));
}

TEST(Placement, what_was_asked_for_everywhere_is_kept) {
    CaseRun const run(spec_of(Scene::city, Change::brighter));
    EXPECT_TRUE(run.measured.whole_frame) << run.measured.why;
    EXPECT_LE(run.measured.kept_colour, 2);
}

TEST(Placement, a_picture_painted_anew_with_the_same_colours_shows_as_a_whole) {
    Case subject = make_case(spec_of(Scene::cat, Change::none));
    Size const size = subject.source.size();
    // Blurred: hardly a colour changes by much, and a mask of those would be patches along the edges.
    subject.answer = resize(resize(subject.source, {size.width / 8, size.height / 8}), size);
    Placement placement;
    place_case(subject, placement);
    EXPECT_FALSE(placement.placed.mask.has_value()) << placement.trace.why;
    EXPECT_FALSE(placement.placed.almost_nothing);
    Options options;
    options.keep = Switch::on;
    place_case(subject, placement, options);
    EXPECT_TRUE(placement.placed.mask.has_value()) << placement.trace.why;
}

// A small picture with an edit in true register: the alignment has to leave it alone, and the selection cuts the
// change.
class Registered : public testing::Test {
  protected:
    Image layer_ = test::photo_like({420, 300});
    Image answer_ = layer_;
    Frame frame_{{0, 0, 420, 300}, {420, 300}, ""};
    Mask selection_;
    Options options_;

    Registered() {
        for (int y = 100; y < 180; ++y)
            for (int x = 100; x < 220; ++x)
                std::copy_n(test::plain({1, 1}, 20, 230, 40).pixel(0, 0), 4, answer_.pixel(x, y));
    }
    [[nodiscard]] Placed placed() const {
        Image const sent = render_frame(layer_, frame_, 255);
        auto result = place({layer_, frame_, sent, answer_, 255, selection_, options_});
        if (!result) throw std::runtime_error(result.error().detail);
        return *std::move(result);
    }
};

TEST_F(Registered, the_mask_covers_the_edit_and_leaves_the_rest) {
    Placed const p = placed();
    ASSERT_TRUE(p.mask.has_value());
    EXPECT_EQ(*p.mask->pixel(160, 140), 255);
    EXPECT_EQ(*p.mask->pixel(101, 101), 255);
    EXPECT_EQ(*p.mask->pixel(40, 40), 0);
    EXPECT_EQ(*p.mask->pixel(300, 200), 0);
    EXPECT_NEAR(p.registration.matrix[0], 1, 0.002);
    EXPECT_NEAR(p.registration.matrix[2], 0, 0.5);
}

// The matrix leads from the answer to the layer, wherever the frame lies in it: here the model has moved everything by
// (5, -3) in a frame at (60, 40).
TEST_F(Registered, the_matrix_is_told_in_the_layers_pixels) {
    layer_ = test::photo_like({520, 400});
    frame_ = {{60, 40, 400, 320}, {400, 320}, ""};
    answer_ = Image(layer_.view().sub({65, 37, 400, 320}));
    Placed const p = placed();
    ASSERT_TRUE(p.registration.used);
    std::array<double, 6> const expected{1, 0, 65, 0, 1, 37};
    for (std::size_t i = 0; i < 6; ++i)
        EXPECT_NEAR(p.registration.matrix[i], expected[i], i % 3 == 2 ? 0.5 : 0.003) << i;
}

TEST_F(Registered, an_edit_at_the_border_shows_to_the_last_pixel) {
    for (int y = 0; y < 300; ++y)
        for (int x = 0; x < 420; ++x)
            if (x < 40 || y >= 250) std::copy_n(test::plain({1, 1}, 20, 60, 230).pixel(0, 0), 4, answer_.pixel(x, y));
    Placed const p = placed();
    ASSERT_TRUE(p.mask.has_value());
    for (int y = 0; y < 300; ++y)
        ASSERT_EQ(*p.mask->pixel(0, y), 255) << y;
    for (int x = 0; x < 420; ++x)
        ASSERT_EQ(*p.mask->pixel(x, 299), 255) << x;
    EXPECT_EQ(*p.mask->pixel(300, 40), 0);
}

TEST_F(Registered, the_selection_cuts_the_change) {
    selection_ = Mask({420, 300});
    for (int y = 0; y < 300; ++y)
        for (int x = 0; x < 160; ++x)
            *selection_.pixel(x, y) = 255;
    Placed const p = placed();
    ASSERT_TRUE(p.mask.has_value());
    EXPECT_EQ(*p.mask->pixel(150, 140), 255);
    EXPECT_EQ(*p.mask->pixel(170, 140), 0);
    EXPECT_EQ(*p.mask->pixel(40, 40), 0);
}

TEST_F(Registered, an_edit_outside_the_selection_alone_is_almost_nothing) {
    selection_ = Mask({420, 300});
    for (int y = 0; y < 300; ++y)
        for (int x = 300; x < 420; ++x)
            *selection_.pixel(x, y) = 255;
    Placed const p = placed();
    EXPECT_TRUE(p.almost_nothing);
    EXPECT_EQ(composite(layer_, p), layer_);
    options_.keep = Switch::off;
    EXPECT_FALSE(placed().almost_nothing);
}

TEST_F(Registered, filling_an_enlarged_layers_border_leaves_the_old_pixels_bit_for_bit) {
    answer_ = layer_; // the model painted the border as it would be
    for (int y = 0; y < 300; ++y)
        for (int x = 0; x < 420; ++x)
            if (x < 80 || x >= 340) layer_.pixel(x, y)[3] = 0;
    options_.alpha = Switch::off;
    Placed const p = placed();
    EXPECT_FALSE(p.almost_nothing);
    Image const result = composite(layer_, p);
    for (int y = 0; y < 300; ++y) {
        for (int x = 0; x < 420; ++x) {
            if (x >= 80 && x < 340) {
                ASSERT_TRUE(std::equal(result.pixel(x, y), result.pixel(x, y) + 4, layer_.pixel(x, y)))
                    << x << "," << y;
            } else {
                ASSERT_EQ(result.pixel(x, y)[3], 255);
            }
        }
    }
}

TEST_F(Registered, a_soft_edge_keeps_its_alpha_and_loses_the_ground) {
    layer_ = test::plain({420, 300}, 200, 40, 40);
    for (int y = 0; y < 300; ++y) {
        for (int x = 0; x < 420; ++x) {
            int const alpha = std::clamp((300 - x) * 255 / 100, 0, 255);
            layer_.pixel(x, y)[3] = static_cast<std::uint8_t>(alpha);
        }
    }
    answer_ = render_frame(layer_, frame_, 255); // unchanged
    options_ = {Switch::automatic, Switch::off, false, false};
    Placed const p = placed();
    EXPECT_EQ(p.pixels.pixel(400, 100)[3], 0);
    EXPECT_EQ(p.pixels.pixel(250, 100)[3], layer_.pixel(250, 100)[3]);
    EXPECT_NEAR(p.pixels.pixel(250, 100)[0], 200, 2);
    EXPECT_NEAR(p.pixels.pixel(250, 100)[1], 40, 3);
    EXPECT_EQ(p.pixels.pixel(100, 100)[3], 255);
}

TEST(Placement, a_plain_layer_has_nothing_to_measure_by_and_is_no_new_scene) {
    Image const layer = test::plain({512, 512}, 180, 180, 190);
    Image answer = test::plain({1024, 1024}, 180, 180, 190);
    for (int y = 300; y < 600; ++y)
        for (int x = 300; x < 600; ++x)
            answer.pixel(x, y)[0] = 20;
    Frame const frame{{0, 0, 512, 512}, {512, 512}, ""};
    Image const sent = render_frame(layer, frame, 255);
    auto const placed = place({layer, frame, sent, answer, 255, {}, {}});
    ASSERT_TRUE(placed.has_value());
    EXPECT_EQ(placed->note, "");
    ASSERT_TRUE(placed->mask.has_value());
    EXPECT_EQ(*placed->mask->pixel(220, 220), 255);
    EXPECT_EQ(*placed->mask->pixel(30, 30), 0);
}

} // namespace
} // namespace inlay::placement::cases

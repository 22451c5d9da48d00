// Pixels that are neither transparent nor opaque, by values written down here: what is sent, what becomes of the
// answer, what lies under it.
#include "support/pictures.h"

#include "inlay/plugin/placement.h"

#include <gtest/gtest.h>

namespace inlay::placement {
namespace {

using Pixel = std::vector<int>;

Pixel at(ImageView image, int x, int y) {
    return {image.pixel(x, y), image.pixel(x, y) + 4};
}

void fill(Image& image, Rect rect, Pixel const& colour) {
    for (int y = rect.y; y < rect.bottom(); ++y)
        for (int x = rect.x; x < rect.right(); ++x)
            for (std::size_t c = 0; c < 4; ++c)
                image.pixel(x, y)[c] = static_cast<std::uint8_t>(colour[c]);
}

Placed placed(ImageView layer, ImageView answer, Options options, std::uint8_t ground = 255) {
    Frame const frame{{0, 0, layer.width(), layer.height()}, layer.size(), ""};
    Image const sent = render_frame(layer, frame, ground);
    auto result = place({layer, frame, sent, answer, ground, {}, options});
    if (!result) throw std::runtime_error(result.error().message + result.error().detail);
    return *std::move(result);
}

constexpr Options only(Switch alpha) {
    return {alpha, Switch::off, false, false};
}

TEST(HalfTransparent, pixels_are_sent_mixed_with_the_ground) {
    Image const layer = test::plain({8, 8}, 10, 20, 30, 100);
    Frame const frame{{0, 0, 8, 8}, {8, 8}, ""};
    EXPECT_EQ(at(render_frame(layer, frame, 255), 4, 4), (Pixel{159, 163, 167, 255}));
    EXPECT_EQ(at(render_frame(layer, frame, 128), 4, 4), (Pixel{82, 86, 90, 255}));
    EXPECT_EQ(at(render_frame(test::plain({8, 8}, 10, 20, 30, 1), frame, 255), 4, 4), (Pixel{254, 254, 254, 255}));
    EXPECT_EQ(at(render_frame(test::plain({8, 8}, 10, 20, 30, 254), frame, 255), 4, 4), (Pixel{11, 21, 31, 255}));
}

// The ground is grey under pictures that white would swallow: a veil that is hardly there makes no picture bright.
TEST(HalfTransparent, pixels_count_by_what_is_seen_of_them_when_the_ground_is_chosen) {
    Image layer = test::plain({100, 100}, 255, 255, 255, 5);
    fill(layer, {0, 0, 100, 10}, {20, 20, 20, 255});
    EXPECT_EQ(choose_ground(layer), 255);
    fill(layer, {0, 0, 100, 10}, {20, 20, 20, 1});
    EXPECT_EQ(choose_ground(layer), 128);
}

class Glaze : public ::testing::Test {
  protected:
    // Left nothing, in the middle a red glaze, right opaque.
    Image layer_ = test::plain({90, 30}, 200, 40, 40);
    Glaze() {
        fill(layer_, {0, 0, 40, 30}, {9, 9, 9, 0});
        fill(layer_, {40, 0, 30, 30}, {200, 40, 40, 100});
    }
    // What a model answers that changes nothing: it saw 233, 171, 171 where the glaze is.
    Image unchanged_ = [] {
        Image answer = test::plain({90, 30}, 255, 255, 255);
        fill(answer, {40, 0, 30, 30}, {233, 171, 171, 255});
        fill(answer, {70, 0, 20, 30}, {200, 40, 40, 255});
        return answer;
    }();
};

TEST_F(Glaze, that_came_back_as_it_was_keeps_its_alpha_and_loses_the_ground) {
    for (Switch const alpha : {Switch::automatic, Switch::on}) {
        Placed const p = placed(layer_, unchanged_, only(alpha));
        EXPECT_EQ(at(p.pixels, 10, 10)[3], 0);
        EXPECT_EQ(at(p.pixels, 55, 10)[3], 100);
        EXPECT_NEAR(at(p.pixels, 55, 10)[0], 200, 2);
        EXPECT_NEAR(at(p.pixels, 55, 10)[1], 40, 2);
        EXPECT_EQ(at(p.pixels, 80, 10), (Pixel{200, 40, 40, 255}));
    }
}

TEST_F(Glaze, stays_as_the_model_gave_it_when_transparency_is_not_kept) {
    Placed const p = placed(layer_, unchanged_, only(Switch::off));
    EXPECT_EQ(at(p.pixels, 10, 10), (Pixel{255, 255, 255, 255}));
    EXPECT_EQ(at(p.pixels, 55, 10), (Pixel{233, 171, 171, 255}));
}

TEST_F(Glaze, on_which_something_was_drawn_becomes_opaque_there_unless_its_alpha_is_to_stay) {
    fill(unchanged_, {50, 0, 10, 30}, {0, 0, 0, 255}); // ink
    Placed const automatic = placed(layer_, unchanged_, only(Switch::automatic));
    EXPECT_EQ(at(automatic.pixels, 55, 10), (Pixel{0, 0, 0, 255}));
    EXPECT_EQ(at(automatic.pixels, 65, 10)[3], 100);
    Placed const kept = placed(layer_, unchanged_, only(Switch::on));
    EXPECT_EQ(at(kept.pixels, 55, 10)[3], 100);
}

TEST_F(Glaze, is_multiplied_with_the_answers_own_transparency) {
    fill(unchanged_, {40, 0, 50, 30}, {200, 40, 40, 100});
    Placed const p = placed(layer_, unchanged_, only(Switch::on));
    EXPECT_EQ(at(p.pixels, 10, 10)[3], 0);
    EXPECT_EQ(at(p.pixels, 55, 10)[3], 39) << "100 of 255 parts of 100";
    EXPECT_EQ(at(p.pixels, 80, 10)[3], 100) << "the layer is opaque, the answer is not";
}

// A layer was enlarged, its border is to be filled: every hole shows the answer, also one that is not quite empty.
TEST(HalfTransparent, pixels_are_filled_when_transparency_is_not_kept) {
    Image layer = test::photo_like({320, 240});
    Image const answer = layer;
    for (int y = 100; y < 140; ++y)
        for (int x = 100; x < 140; ++x)
            layer.pixel(x, y)[3] = static_cast<std::uint8_t>(x < 120 ? 254 : 1);
    Placed const p = placed(layer, answer, {Switch::off, Switch::automatic, true, true});
    ASSERT_TRUE(p.mask);
    EXPECT_EQ(*p.mask->pixel(110, 120), 255);
    EXPECT_EQ(*p.mask->pixel(130, 120), 255);
    EXPECT_EQ(*p.mask->pixel(30, 30), 0);
    Image const result = composite(layer, p);
    EXPECT_EQ(result.pixel(110, 120)[3], 255);
    EXPECT_EQ(result.pixel(130, 120)[3], 255);
}

struct Layers {
    Pixel below;
    Pixel above;
    std::uint8_t mask;
    Pixel seen;
};

// Mode Normal, both with straight alpha: a = front + back (1 - front), colours weighted with what each gives.
TEST(Composite, mixes_by_the_alpha_of_both_layers_and_the_mask) {
    for (Layers const& each : {
             Layers{{200, 0, 0, 100}, {0, 200, 0, 128}, 255, {56, 144, 0, 178}},
             Layers{{200, 0, 0, 255}, {0, 200, 0, 128}, 255, {100, 100, 0, 255}},
             Layers{{200, 0, 0, 255}, {0, 200, 0, 255}, 51, {160, 40, 0, 255}},
             Layers{{200, 0, 0, 100}, {0, 200, 0, 255}, 51, {122, 78, 0, 131}},
             Layers{{90, 90, 90, 0}, {0, 200, 0, 128}, 255, {0, 200, 0, 128}}, // a hidden colour does not come back
             Layers{{200, 0, 0, 100}, {0, 200, 0, 255}, 255, {0, 200, 0, 255}},
             Layers{{200, 0, 0, 100}, {0, 200, 0, 255}, 0, {200, 0, 0, 100}},
             Layers{{200, 0, 0, 100}, {0, 200, 0, 0}, 255, {200, 0, 0, 100}},
         }) {
        Image below({1, 1});
        fill(below, {0, 0, 1, 1}, each.below);
        Placed above;
        above.rect = {0, 0, 1, 1};
        above.pixels = Image({1, 1});
        fill(above.pixels, {0, 0, 1, 1}, each.above);
        above.mask = Mask({1, 1}, each.mask);
        EXPECT_EQ(at(composite(below, above), 0, 0), each.seen);
    }
}

} // namespace
} // namespace inlay::placement

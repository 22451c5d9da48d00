// Does the answer land where it belongs, and does nothing else change? By the expected map alone (align off, keep off).
#include "support/pictures.h"

#include "inlay/plugin/placement.h"

#include <gtest/gtest.h>

#include <cmath>

namespace inlay::placement {
namespace {

struct Fixture {
    Image layer;
    Frame frame;
    Image sent;
    Image answer;
    Mask selection;
    Options options{Switch::automatic, Switch::off, false, false};

    Fixture(Image source, Rect rect, Image reply)
        : layer(std::move(source)), frame{rect, rect.size(), ""}, sent(render_frame(layer, frame, 255)),
          answer(std::move(reply)) {}
    [[nodiscard]] Request request() const { return {layer, frame, sent, answer, 255, selection, options}; }
    [[nodiscard]] Placed placed() const {
        auto result = place(request());
        if (!result) throw std::runtime_error(result.error().message + result.error().detail);
        return *std::move(result);
    }
};

TEST(Place, an_answer_of_the_frames_size_gives_exactly_its_pixels) {
    Fixture fixture(test::photo_like({300, 200}), {40, 30, 200, 150}, test::photo_like({200, 150}, 9));
    Placed const placed = fixture.placed();
    EXPECT_EQ(placed.rect, (Rect{40, 30, 200, 150}));
    EXPECT_EQ(placed.pixels, fixture.answer);
    EXPECT_FALSE(placed.mask.has_value());
    EXPECT_FALSE(placed.registration.used);
    EXPECT_EQ(placed.registration.matrix, (std::array<double, 6>{1, 0, 40, 0, 1, 30}));
    EXPECT_EQ(placed.changed_fraction, 1);
    Image const result = composite(fixture.layer, placed);
    for (int y = 0; y < 200; ++y) {
        for (int x = 0; x < 300; ++x) {
            bool const inside = x >= 40 && x < 240 && y >= 30 && y < 180;
            std::uint8_t const* const expected =
                inside ? fixture.answer.pixel(x - 40, y - 30) : fixture.layer.pixel(x, y);
            ASSERT_TRUE(std::equal(expected, expected + 4, result.pixel(x, y))) << x << "," << y;
        }
    }
}

TEST(Place, row_22_an_answer_of_another_ratio_covers_the_frame_and_is_not_stretched) {
    // A disc in the middle stays a disc: 1344x768 over 400x100 must be cropped above and below.
    Image answer = test::plain({1344, 768}, 10, 20, 200);
    for (int y = 0; y < 768; ++y)
        for (int x = 0; x < 1344; ++x)
            if (std::hypot(x + 0.5 - 672, y + 0.5 - 384) < 100) answer.pixel(x, y)[0] = 250;
    Fixture fixture(test::photo_like({400, 100}), {0, 0, 400, 100}, answer);
    Placed const placed = fixture.placed();
    int wide = 0;
    int high = 0;
    for (int x = 0; x < 400; ++x)
        wide += placed.pixels.pixel(x, 50)[0] > 130;
    for (int y = 0; y < 100; ++y)
        high += placed.pixels.pixel(200, y)[0] > 130;
    EXPECT_NEAR(wide, 200 * 400.0 / 1344, 1.1);
    EXPECT_NEAR(high, 200 * 400.0 / 1344, 1.1);
    auto const m = cover_map({1344, 768}, {0, 0, 400, 100});
    EXPECT_DOUBLE_EQ(m[0], m[4]);
    EXPECT_NEAR(m[2] + m[0] * 672, 200, 1e-9);
    EXPECT_NEAR(m[5] + m[4] * 384, 50, 1e-9);
}

TEST(Place, a_larger_and_a_smaller_answer_are_resampled_well) {
    // A smooth picture must survive 0.5x and 3x within a grey level or two.
    auto const smooth = [](Size size) {
        Image image(size, 255);
        for (int y = 0; y < size.height; ++y)
            for (int x = 0; x < size.width; ++x)
                for (int channel = 0; channel < 3; ++channel)
                    image.pixel(x, y)[channel] = static_cast<std::uint8_t>(
                        std::lround(128 + 100 * std::sin((x + 0.5) / size.width * 9 + channel) *
                                              std::cos((y + 0.5) / size.height * 7)));
        return image;
    };
    for (Size const size : {Size{600, 400}, Size{100, 67}, Size{151, 101}}) {
        Fixture fixture(test::photo_like({300, 200}), {0, 0, 300, 200}, smooth(size));
        EXPECT_LE(test::largest_difference(fixture.placed().pixels, smooth({300, 200})), 3) << size.width;
    }
}

TEST(Place, the_selection_becomes_the_mask_of_the_frame) {
    Fixture fixture(test::photo_like({100, 80}), {10, 20, 50, 40}, test::plain({50, 40}, 0, 255, 0));
    fixture.selection = Mask({100, 80});
    for (int y = 30; y < 50; ++y)
        for (int x = 20; x < 40; ++x)
            *fixture.selection.pixel(x, y) = static_cast<std::uint8_t>(x == 20 ? 128 : 255);
    Placed const placed = fixture.placed();
    ASSERT_TRUE(placed.mask.has_value());
    EXPECT_EQ(placed.mask->size(), (Size{50, 40}));
    EXPECT_EQ(*placed.mask->pixel(10, 10), 128);
    EXPECT_EQ(*placed.mask->pixel(11, 10), 255);
    EXPECT_EQ(*placed.mask->pixel(9, 10), 0);
    EXPECT_NEAR(placed.changed_fraction, (19 * 20 + 20 * 128 / 255.0) / 2000, 1e-9);
    Image const result = composite(fixture.layer, placed);
    for (int y = 0; y < 80; ++y)
        for (int x = 0; x < 100; ++x)
            if (*fixture.selection.pixel(x, y) == 0) {
                ASSERT_TRUE(std::equal(result.pixel(x, y), result.pixel(x, y) + 4, fixture.layer.pixel(x, y)));
            }
    EXPECT_EQ(result.pixel(30, 40)[1], 255);
    EXPECT_NEAR(result.pixel(20, 40)[1], (fixture.layer.pixel(20, 40)[1] * 127 + 255 * 128) / 255.0, 0.51);
}

TEST(Place, keeps_transparency_as_told) {
    Image layer = test::plain({64, 32}, 30, 60, 90);
    for (int y = 0; y < 32; ++y)
        for (int x = 32; x < 64; ++x)
            layer.pixel(x, y)[3] = 0;
    Image answer = test::plain({64, 32}, 255, 255, 255); // the ground everywhere ...
    for (int x = 0; x < 64; ++x)
        std::copy_n(test::plain({1, 1}, 200, 40, 40).pixel(0, 0), 4, answer.pixel(x, 10)); // ... but for a line
    Fixture fixture(layer, {0, 0, 64, 32}, answer);
    Placed placed = fixture.placed();
    EXPECT_EQ(placed.pixels.pixel(5, 5)[3], 255);
    EXPECT_EQ(placed.pixels.pixel(50, 5)[3], 0);
    EXPECT_EQ(placed.pixels.pixel(50, 10)[3], 255);
    fixture.options.alpha = Switch::on;
    placed = fixture.placed();
    EXPECT_EQ(placed.pixels.pixel(5, 5)[3], 255);
    EXPECT_EQ(placed.pixels.pixel(50, 10)[3], 0);
    fixture.options.alpha = Switch::off;
    placed = fixture.placed();
    EXPECT_EQ(placed.pixels.pixel(50, 5)[3], 255);
}

TEST(Place, a_transparent_answer_stays_transparent) {
    Fixture fixture(test::photo_like({32, 32}), {0, 0, 32, 32}, test::plain({64, 64}, 90, 20, 20, 0));
    EXPECT_EQ(fixture.placed().pixels.pixel(16, 16)[3], 0);
    EXPECT_EQ(composite(fixture.layer, fixture.placed()), fixture.layer);
}

TEST(Place, can_be_stopped_and_refuses_what_does_not_fit) {
    Fixture fixture(test::photo_like({64, 64}), {0, 0, 64, 64}, test::photo_like({32, 32}));
    std::stop_source source;
    source.request_stop();
    auto const stopped = place(fixture.request(), source.get_token());
    ASSERT_FALSE(stopped.has_value());
    EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
    Request request = fixture.request();
    request.frame.rect = {10, 10, 64, 64};
    ASSERT_FALSE(place(request).has_value());
    EXPECT_EQ(place(request).error().code, ErrorCode::internal);
}

TEST(ExplainSheet, is_made_for_every_kind_of_placement) {
    Fixture fixture(test::photo_like({300, 100}), {0, 0, 300, 100}, test::photo_like({64, 64}));
    auto const sheet = explain_sheet(fixture.request(), fixture.placed());
    ASSERT_TRUE(sheet.has_value());
    EXPECT_GT(sheet->width(), 300);
}

} // namespace
} // namespace inlay::placement

// Which part of the layer is sent, at what size, over which ground?
#include "support/pictures.h"

#include "inlay/plugin/placement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace inlay::placement {
namespace {

std::vector<std::string> const gemini = {"1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"};

FrameRequest with_selection(Size layer, Rect selection, int context = 25) {
    FrameRequest request;
    request.layer = layer;
    request.selection = selection;
    request.context_percent = context;
    request.aspects = gemini;
    return request;
}

double ratio(Size size) {
    return static_cast<double>(size.width) / size.height;
}

TEST(Frame, is_the_whole_layer_without_a_selection) {
    FrameRequest request;
    request.layer = {1600, 900};
    request.aspects = gemini;
    Frame const frame = choose_frame(request);
    EXPECT_EQ(frame.rect, (Rect{0, 0, 1600, 900}));
    EXPECT_EQ(frame.sent, (Size{1600, 900}));
    EXPECT_EQ(frame.aspect, "16:9");
}

TEST(Frame, asks_for_the_nearest_ratio_when_the_layer_cannot_give_it) {
    FrameRequest request;
    request.layer = {827, 456};
    request.aspects = gemini;
    Frame const frame = choose_frame(request);
    EXPECT_EQ(frame.rect, (Rect{0, 0, 827, 456}));
    EXPECT_EQ(frame.aspect, "16:9");
}

TEST(Frame, asks_for_no_ratio_when_the_model_names_none) {
    FrameRequest request;
    request.layer = {300, 200};
    EXPECT_EQ(choose_frame(request).aspect, "");
    request.aspects = {"auto", "x:y", "0:3", "3:"};
    EXPECT_EQ(choose_frame(request).aspect, "");
}

TEST(Frame, adds_context_on_every_side_and_grows_to_the_nearest_ratio) {
    Frame const frame = choose_frame(with_selection({4000, 3000}, {1000, 1000, 400, 200}));
    // 400 + 2 * 100 by 200 + 2 * 100 = 3:2 already.
    EXPECT_EQ(frame.rect, (Rect{900, 900, 600, 400}));
    EXPECT_EQ(frame.aspect, "3:2");
    Frame const wider = choose_frame(with_selection({4000, 3000}, {1000, 1000, 420, 200}));
    EXPECT_EQ(wider.rect.width, 630);
    EXPECT_EQ(wider.rect.height, 420);
}

TEST(Frame, context_is_cut_at_the_layer) {
    Frame const frame = choose_frame(with_selection({1000, 1000}, {0, 0, 400, 400}));
    EXPECT_EQ(frame.rect, (Rect{0, 0, 500, 500}));
    EXPECT_EQ(frame.aspect, "1:1");
}

TEST(Frame, moves_inward_rather_than_over_the_layers_edge) {
    Frame const frame = choose_frame(with_selection({1000, 600}, {900, 100, 100, 400}, 0));
    EXPECT_EQ(intersect(frame.rect, {0, 0, 1000, 600}), frame.rect);
    EXPECT_EQ(intersect(frame.rect, {900, 100, 100, 400}), (Rect{900, 100, 100, 400}));
    EXPECT_EQ(frame.aspect, "9:16");
    EXPECT_EQ(frame.rect.width, 225);
    EXPECT_EQ(frame.rect.right(), 1000);
}

TEST(Frame, is_never_enlarged_to_send_and_never_over_the_limits) {
    std::mt19937 random(7);
    std::uniform_int_distribution<int> side(1, 5000);
    for (int i = 0; i < 500; ++i) {
        FrameRequest request;
        request.layer = {side(random), side(random)};
        int const x = side(random) % request.layer.width;
        int const y = side(random) % request.layer.height;
        Rect const selection{x, y, 1 + side(random) % (request.layer.width - x),
                             1 + side(random) % (request.layer.height - y)};
        if (i % 5 != 0) request.selection = selection;
        request.context_percent = side(random) % 101;
        if (i % 3 != 0) request.aspects = gemini;
        request.largest = {2048, 1536};
        request.max_pixels = 2'000'000;
        Frame const frame = choose_frame(request);
        ASSERT_EQ(intersect(frame.rect, {0, 0, request.layer.width, request.layer.height}), frame.rect);
        if (request.selection) {
            ASSERT_EQ(intersect(frame.rect, selection), selection);
        }
        ASSERT_FALSE(frame.sent.empty());
        ASSERT_LE(frame.sent.width, std::min(frame.rect.width, 2048));
        ASSERT_LE(frame.sent.height, std::min(frame.rect.height, 1536));
        ASSERT_LE(frame.sent.area(), 2'000'000);
        // The same ratio within one pixel of either side.
        ASSERT_NEAR(ratio(frame.sent), ratio(frame.rect.size()),
                    ratio(frame.sent) * (1.0 / frame.sent.width + 1.0 / frame.sent.height));
    }
}

TEST(Ground, is_white_and_mid_grey_only_under_bright_pictures) {
    EXPECT_EQ(choose_ground(test::plain({40, 30}, 200, 30, 30)), 255);
    EXPECT_EQ(choose_ground(test::plain({40, 30}, 250, 250, 245)), 128);
    EXPECT_EQ(choose_ground(test::plain({40, 30}, 250, 250, 245, 0)), 255); // nothing is visible
    Image dark_on_hidden_white = test::plain({40, 30}, 255, 255, 255, 0);
    for (int x = 0; x < 40; ++x)
        std::copy_n(test::plain({1, 1}, 10, 10, 10).pixel(0, 0), 4, dark_on_hidden_white.pixel(x, 5));
    EXPECT_EQ(choose_ground(dark_on_hidden_white), 255);
}

TEST(RenderFrame, gives_the_layers_bytes_where_it_is_opaque_and_the_ground_where_it_is_not) {
    Image layer = test::photo_like({60, 50});
    for (int y = 0; y < 50; ++y)
        layer.pixel(30, y)[3] = 0;
    layer.pixel(31, 20)[3] = 128;
    Frame const frame{{10, 10, 40, 30}, {40, 30}, ""};
    Image const sent = render_frame(layer, frame, 255);
    ASSERT_EQ(sent.size(), (Size{40, 30}));
    for (int y = 0; y < 30; ++y) {
        for (int x = 0; x < 40; ++x) {
            std::uint8_t const* const from = layer.pixel(x + 10, y + 10);
            for (int channel = 0; channel < 3; ++channel) {
                double const expected = from[channel] * from[3] / 255.0 + 255.0 * (255 - from[3]) / 255.0;
                ASSERT_NEAR(sent.pixel(x, y)[channel], expected, 0.51);
            }
            ASSERT_EQ(sent.pixel(x, y)[3], 255);
        }
    }
}

} // namespace
} // namespace inlay::placement

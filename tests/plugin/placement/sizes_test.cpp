// Is every size placed, however small or odd? Run with AddressSanitizer, this is where a step beyond a border shows.
#include "support/pictures.h"

#include "inlay/plugin/placement.h"

#include <gtest/gtest.h>

namespace inlay::placement {
namespace {

// A part becomes green, and a corner is transparent.
Image edited(Image picture) {
    for (int y = picture.height() / 3; y < picture.height() / 2 + 1; ++y)
        for (int x = picture.width() / 3; x < picture.width() / 2 + 1; ++x)
            std::copy_n(test::plain({1, 1}, 20, 230, 40).pixel(0, 0), 4, picture.pixel(x, y));
    return picture;
}

void place_all_ways(Size layer_size, Size answer_size) {
    Image layer = test::photo_like(layer_size);
    for (int x = 0; x < layer.width() / 4; ++x)
        layer.pixel(x, 0)[3] = 0;
    Rect const whole{0, 0, layer_size.width, layer_size.height};
    Rect const part{layer_size.width / 3, layer_size.height / 3, (layer_size.width + 1) / 2,
                    (layer_size.height + 1) / 2};
    // Behind this answer strips are missing at two sides.
    Image const cut(
        layer.view().sub({0, 0, std::max(1, layer_size.width * 9 / 10), std::max(1, layer_size.height * 19 / 20)}));
    for (Rect const& rect : {whole, part}) {
        Frame const frame{rect, rect.size(), ""};
        Image const sent = render_frame(layer, frame, 255);
        for (Image const& answer : {edited(test::photo_like(answer_size)), edited(cut)}) {
            for (Switch const keep : {Switch::automatic, Switch::on, Switch::off}) {
                Request request{layer, frame, sent, answer, 255, {}, {}};
                request.options.keep = keep;
                auto const placed = place(request);
                ASSERT_TRUE(placed.has_value()) << placed.error().detail;
                EXPECT_EQ(placed->pixels.size(), rect.size());
                if (placed->mask) {
                    EXPECT_EQ(placed->mask->size(), rect.size());
                }
                EXPECT_EQ(composite(layer, *placed).size(), layer_size);
            }
        }
    }
}

class Sizes : public testing::TestWithParam<std::pair<Size, Size>> {};

TEST_P(Sizes, are_all_placed) {
    place_all_ways(GetParam().first, GetParam().second);
}

INSTANTIATE_TEST_SUITE_P(Place, Sizes,
                         testing::Values(std::pair{Size{1, 1}, Size{1, 1}}, std::pair{Size{1, 1}, Size{64, 64}},
                                         std::pair{Size{1, 97}, Size{33, 200}}, std::pair{Size{97, 1}, Size{64, 3}},
                                         std::pair{Size{2, 3}, Size{1, 5}}, std::pair{Size{17, 31}, Size{64, 64}},
                                         std::pair{Size{33, 257}, Size{31, 129}},
                                         std::pair{Size{401, 299}, Size{167, 101}},
                                         std::pair{Size{640, 9}, Size{320, 5}}));

} // namespace
} // namespace inlay::placement

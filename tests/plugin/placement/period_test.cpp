// Does a repeating pattern stay where it is? A shift by a whole period explains it as well as none.
#include "plugin/placement/cases/canvas.h"

#include "placement/registration/registration.h"

#include <gtest/gtest.h>

namespace inlay::placement {
namespace {

// Squares of `side` pixels; `ramp` Lab are added from one corner to the other.
Image checker(int side, float ramp) {
    Size const size{1024, 1024};
    cases::Canvas lab{Plane(1024, 1024), Plane(1024, 1024), Plane(1024, 1024)};
    Plane const noise = cases::white_noise(size, 7);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            float const u = static_cast<float>(x + y) / 2048 - 0.5F;
            lab[0].at(x, y) = ((x / side + y / side) % 2 != 0 ? 62.0F : 38.0F) + ramp * u + 0.4F * noise.at(x, y);
            lab[1].at(x, y) = ramp * u;
        }
    }
    cases::from_lab(lab);
    return cases::to_image(lab);
}

class Period : public testing::TestWithParam<std::pair<int, bool>> {};

TEST_P(Period, is_not_taken_for_a_shift_under_a_colour_ramp) {
    auto const [side, both] = GetParam();
    Image const source = checker(side, both ? 40 : 0);
    Image const answer = checker(side, 40);
    auto const aligned = align(source, answer, source.size(), {});
    ASSERT_TRUE(aligned.has_value());
    if (!aligned->used) return; // then the expected map is used
    EXPECT_NEAR(aligned->answer_to_frame[2], 0, 0.5);
    EXPECT_NEAR(aligned->answer_to_frame[5], 0, 0.5);
    EXPECT_NEAR(aligned->answer_to_frame[0], 1, 0.001);
    EXPECT_NEAR(aligned->answer_to_frame[4], 1, 0.001);
}

INSTANTIATE_TEST_SUITE_P(Registration, Period,
                         testing::Values(std::pair{64, false}, std::pair{32, false}, std::pair{16, false},
                                         std::pair{64, true}, std::pair{32, true}, std::pair{16, true}));

} // namespace
} // namespace inlay::placement

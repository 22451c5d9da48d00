// Does the mask's edge run where source and answer agree? Made cases of what was seen cut in two: words, a recoloured
// thing on plain ground, an edit in which old and new agree here and there.
#include "plugin/placement/cases/canvas.h"
#include "plugin/placement/placing.h"

#include "placement/seam.h"
#include "support/pictures.h"

#include "inlay/codec.h"
#include "inlay/draw_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace inlay::placement {
namespace {

constexpr Size size{1200, 800};

Image paper() {
    Image picture(size, 255);
    cases::Canvas canvas = cases::canvas(size, {206, 190, 160});
    Plane const grain = cases::fractal_noise(size, 60, 5, 0.6, 3);
    for (Plane& plane : canvas)
        for (std::size_t i = 0; i < plane.values.size(); ++i)
            plane.values[i] += 5 * grain.values[i];
    return cases::to_image(canvas);
}

void write(Image& picture, std::string_view words) {
    draw_text(picture, 230, 300, words, 22, {40, 30, 60, 255});
}

// As models give it back: a little smaller and aside, and JPEG has been over it.
Image drifted(Image const& picture) {
    Image out(picture.size(), 255);
    cases::Canvas const in = cases::to_canvas(picture);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            for (std::size_t k = 0; k < 3; ++k)
                out.pixel(x, y)[k] = static_cast<std::uint8_t>(std::clamp(
                    sample(in[k], 1.012F * static_cast<float>(x) - 9, 1.008F * static_cast<float>(y) - 4) + 0.5F, 0.0F,
                    255.0F));
    auto const again = decode(*encode_jpeg(out, 92));
    return again->image;
}

Plane difference_of(Image const& a, Image const& b) {
    cases::Canvas one = cases::to_canvas(a);
    cases::Canvas other = cases::to_canvas(b);
    cases::to_lab(one);
    cases::to_lab(other);
    Plane out(a.width(), a.height());
    for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t i = 0; i < out.values.size(); ++i)
            one[k].values[i] -= other[k].values[i];
        Plane const smooth = gaussian(one[k], 1);
        for (std::size_t i = 0; i < out.values.size(); ++i)
            out.values[i] += smooth.values[i] * smooth.values[i];
    }
    for (float& value : out.values)
        value = std::sqrt(value);
    return out;
}

// Per cent of the mask's edge at which source and placed answer differ by more than 10 Lab.
double cut_edge(Image const& source, Placed const& placed) {
    Plane const difference = difference_of(source, placed.pixels);
    double edge = 0;
    double cut = 0;
    auto const mask = placed.mask->bytes();
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] < 26 || mask[i] > 229) continue;
        ++edge;
        cut += difference.values[i] > 10 ? 1 : 0;
    }
    return edge > 0 ? 100 * cut / edge : 0;
}

// Of the pixels that truly changed by more than 10 Lab, the share that the mask shows.
double shown(Image const& source, Image const& truth, Placed const& placed) {
    Plane const difference = difference_of(source, truth);
    double changed = 0;
    double seen = 0;
    for (std::size_t i = 0; i < difference.values.size(); ++i) {
        if (difference.values[i] <= 10) continue;
        ++changed;
        seen += placed.mask->bytes()[i] >= 250 ? 1 : 0;
    }
    return seen / changed;
}

class Words : public testing::TestWithParam<std::pair<char const*, char const*>> {};

TEST_P(Words, stay_whole_where_letters_change) {
    Image source = paper();
    Image truth = source;
    write(source, GetParam().first);
    write(truth, GetParam().second);
    Placed const placed = placed_over(source, drifted(truth));
    ASSERT_TRUE(placed.registration.used);
    ASSERT_TRUE(placed.mask.has_value());
    EXPECT_LE(cut_edge(source, placed), 1.5);
    EXPECT_GE(shown(source, truth, placed), 0.995);
    // The paper around the words stays what it was.
    EXPECT_LT(placed.changed_fraction, 0.25);
}

INSTANTIATE_TEST_SUITE_P(Seam, Words,
                         testing::Values(std::pair{"EDIK", "EDIT"}, std::pair{"BOOK", "LOOK"},
                                         std::pair{"CLOSED", "OPENED"}, std::pair{"illness", "fullness"}));

TEST(Seam, a_thing_in_another_colour_on_plain_ground_is_not_the_whole_frame) {
    // A large dark disc with fine lines becomes white; the ground stays.
    auto const draw = [](bool white) {
        Image picture = test::plain(size, 244, 244, 244);
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                double const r = std::hypot(x - 600, y - 420);
                if (r > 260) continue;
                bool const line = static_cast<int>(r) % 26 < 3 || (x + 2 * y) % 41 < 2;
                auto const value = static_cast<std::uint8_t>(white ? (line ? 200 : 230) : (line ? 60 : 30));
                for (int k = 0; k < 3; ++k)
                    picture.pixel(x, y)[k] = value;
            }
        }
        return picture;
    };
    Image const source = draw(false);
    Image const truth = draw(true);
    Placed const placed = placed_over(source, truth);
    ASSERT_TRUE(placed.mask.has_value());
    EXPECT_GE(shown(source, truth, placed), 0.999);
    EXPECT_NEAR(placed.changed_fraction, 3.14159 * 260 * 260 / (1200 * 800), 0.03);
}

TEST(Seam, where_old_and_new_agree_within_an_edit_there_is_no_hole) {
    // A photograph on grey cards is exchanged for another; a grey band of both is the same.
    Image source = paper();
    Image truth = source;
    Image const one = test::photo_like({420, 420}, 5);
    Image const other = test::photo_like({420, 420}, 77);
    for (int y = 0; y < 420; ++y) {
        for (int x = 0; x < 420; ++x) {
            bool const band = y >= 195 && y < 213;
            for (int k = 0; k < 3; ++k) {
                source.pixel(x + 380, y + 190)[k] = band ? 128 : static_cast<std::uint8_t>(255 - one.pixel(x, y)[k]);
                truth.pixel(x + 380, y + 190)[k] = band ? 128 : other.pixel(x, y)[k];
            }
        }
    }
    Placed const placed = placed_over(source, truth);
    ASSERT_TRUE(placed.mask.has_value());
    EXPECT_LE(cut_edge(source, placed), 1.5);
    for (int y = 200; y < 600; ++y)
        ASSERT_EQ(placed.mask->row(y)[590], 255) << y;
}

TEST(Seam, the_layer_under_the_mask_has_the_surroundings_colours_too) {
    // The model made everything a little warmer besides: whoever paints the mask white must not see a step.
    Image const source = paper();
    Image truth = source;
    write(truth, "NEW");
    Image answer = truth;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            answer.pixel(x, y)[0] = static_cast<std::uint8_t>(std::min(255, answer.pixel(x, y)[0] + 6));
            answer.pixel(x, y)[2] = static_cast<std::uint8_t>(std::max(0, answer.pixel(x, y)[2] - 6));
        }
    }
    Placed const placed = placed_over(source, answer);
    ASSERT_TRUE(placed.mask.has_value());
    double worst = 0;
    for (int y = 8; y < size.height - 8; y += 4) {
        for (int x = 8; x < size.width - 8; x += 4) {
            if (placed.mask->row(y)[static_cast<std::size_t>(x)] != 0) continue;
            for (int k = 0; k < 3; ++k)
                worst = std::max(worst, std::abs(static_cast<double>(placed.pixels.pixel(x, y)[k]) -
                                                 static_cast<double>(source.pixel(x, y)[k])));
        }
    }
    EXPECT_LE(worst, 3);
}

TEST(Seam, the_distance_to_a_point_is_within_eight_per_cent_of_the_straight_line) {
    std::vector<std::uint8_t> inside(101U * 101U);
    inside[50U * 101U + 50U] = 1;
    Plane const distance = distance_to(inside, {101, 101});
    for (int y = 0; y < 101; ++y)
        for (int x = 0; x < 101; ++x)
            ASSERT_NEAR(distance.at(x, y), std::hypot(x - 50, y - 50), 0.08 * std::hypot(x - 50, y - 50) + 1e-4);
}

} // namespace
} // namespace inlay::placement

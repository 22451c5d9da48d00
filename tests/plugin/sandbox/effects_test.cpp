// Do the effects do what their words say, always the same?
#include "drift.h"
#include "effects.h"
#include "inlay/codec.h"
#include "inlay/plugin/sandbox.h"
#include "pointwise.h"
#include "support/pictures.h"
#include "support/temp_folder.h"

#include <gtest/gtest.h>

#include <cmath>

namespace inlay::sandbox {
namespace {

double rounded(double v) {
    return std::floor(v + 0.5);
}

// The formulas as documented, in floating point: a second opinion on the integer ones.
void expect_formulas(pointwise::Rgb v) {
    double const r = v[0], g = v[1], b = v[2];
    EXPECT_EQ(pointwise::greyscale(v)[0], rounded((2126 * r + 7152 * g + 722 * b) / 10000));
    EXPECT_EQ(pointwise::sepia(v)[0], std::min(255.0, rounded((393 * r + 769 * g + 189 * b) / 1000)));
    EXPECT_EQ(pointwise::sepia(v)[1], std::min(255.0, rounded((349 * r + 686 * g + 168 * b) / 1000)));
    EXPECT_EQ(pointwise::sepia(v)[2], std::min(255.0, rounded((272 * r + 534 * g + 131 * b) / 1000)));
    EXPECT_EQ(pointwise::invert(v)[2], 255 - v[2]);
    EXPECT_EQ(pointwise::brighter(v)[1], std::min(255, v[1] + 40));
    EXPECT_EQ(pointwise::darker(v)[1], std::max(0, v[1] - 40));
}

TEST(PointwiseEffects, follow_their_documented_formulas_on_a_grid_of_all_colours) {
    for (int r = 0; r < 256; r += 5) {
        for (int g = 0; g < 256; g += 5) {
            for (int b = 0; b < 256; b += 5) {
                expect_formulas(
                    {static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g), static_cast<std::uint8_t>(b)});
            }
        }
    }
}

TEST(PointwiseEffects, are_what_edited_does_to_every_pixel_and_alpha_stays) {
    Image picture = test::photo_like({61, 47});
    picture.pixel(3, 4)[3] = 77;
    struct Case {
        char const* prompt;
        pointwise::Rgb (*formula)(pointwise::Rgb);
    };
    for (auto const& [prompt, formula] :
         {Case{"Invert it", pointwise::invert}, Case{"as GREYSCALE please", pointwise::greyscale},
          Case{"sepia", pointwise::sepia}, Case{"make it brighter", pointwise::brighter},
          Case{"Darker!", pointwise::darker}}) {
        Image const answer = edited(picture, prompt);
        ASSERT_EQ(answer.size(), picture.size());
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                std::uint8_t const* const p = picture.pixel(x, y);
                std::uint8_t const* const q = answer.pixel(x, y);
                ASSERT_EQ(formula({p[0], p[1], p[2]}), (pointwise::Rgb{q[0], q[1], q[2]}))
                    << prompt << " at " << x << ", " << y;
                ASSERT_EQ(p[3], q[3]);
            }
        }
    }
}

TEST(Recognise, takes_the_first_keyword_at_the_beginning_of_a_word) {
    EXPECT_EQ(recognise("Make it look like a watercolour").effect, Effect::watercolour);
    EXPECT_EQ(recognise("a WATERCOLOR of this").effect, Effect::watercolour);
    EXPECT_EQ(recognise("an oil painting").effect, Effect::oil);
    EXPECT_EQ(recognise("painting in oil").effect, Effect::watercolour);
    EXPECT_EQ(recognise("put it on the soil").effect, Effect::frame);
    EXPECT_EQ(recognise("make it black and white").effect, Effect::greyscale);
    EXPECT_EQ(recognise("colder, not warmer").effect, Effect::colder);
    EXPECT_EQ(recognise("blur the background").effect, Effect::blur);
    EXPECT_EQ(recognise("at night").effect, Effect::night);
    EXPECT_EQ(recognise("tonight").effect, Effect::frame);
    EXPECT_EQ(recognise("").effect, Effect::frame);
}

TEST(Recognise, a_changing_verb_with_a_colour_after_it_recolours) {
    Wish const sky = recognise("Replace the sky with a red one");
    EXPECT_EQ(sky.effect, Effect::recolour);
    EXPECT_EQ(sky.word, "red");
    EXPECT_EQ(sky.region, Region::top);
    EXPECT_EQ(recognise("make the car blue").region, Region::centre);
    EXPECT_EQ(recognise("turn the grass yellow").region, Region::bottom);
    EXPECT_EQ(recognise("a red car").effect, Effect::frame) << "no verb asks for a change";
    EXPECT_EQ(recognise("make it bored").effect, Effect::frame) << "'red' inside a word is no colour";
}

TEST(Effects, give_the_same_bytes_for_the_same_prompt_and_keep_the_size) {
    Image const picture = test::photo_like({160, 120});
    for (char const* prompt :
         {"watercolour", "oil", "blur", "warmer", "colder", "night", "make it red", "a hat for the cat"}) {
        Image const once = edited(picture, prompt);
        EXPECT_EQ(once, edited(picture, prompt)) << prompt;
        EXPECT_EQ(once.size(), picture.size()) << prompt;
        EXPECT_GT(test::largest_difference(once, picture), 20) << prompt << " can hardly be seen";
    }
}

int differing(ImageView a, ImageView b, Rect inside) {
    int count = 0;
    for (int y = inside.y; y < inside.bottom(); ++y)
        for (int x = inside.x; x < inside.right(); ++x)
            count += std::equal(a.pixel(x, y), a.pixel(x, y) + 3, b.pixel(x, y)) ? 0 : 1;
    return count;
}

TEST(Effects, words_and_new_colours_are_drawn_into_the_selected_part_and_nowhere_else) {
    Image const picture = test::photo_like({300, 200});
    Rect const part{180, 30, 90, 60};
    for (char const* prompt : {"add a red hat", "猫に帽子", "make the hat blue"}) {
        Image const answer = edited(picture, prompt, part);
        int const inside = differing(picture, answer, part);
        EXPECT_EQ(differing(picture, answer, {0, 0, 300, 200}), inside) << prompt << " changes what was not selected";
        EXPECT_GT(inside, 90 * 60 / 6) << prompt << " can hardly be seen";
    }
    for (Rect const thin : {Rect{0, 0, 300, 2}, Rect{299, 0, 1, 200}, Rect{290, 190, 40, 40}})
        EXPECT_GT(differing(picture, edited(picture, "a hat", thin), intersect(thin, {0, 0, 300, 200})), 0);
    EXPECT_EQ(edited(picture, "a hat", Rect{400, 0, 5, 5}), edited(picture, "a hat")) << "a part outside is none";
}

TEST(Effects, the_shape_in_the_selected_part_carries_the_words) {
    Image const picture = test::plain({300, 200}, 128, 128, 128);
    Image const answer = edited(picture, "add a red hat", Rect{100, 50, 120, 80});
    int light = 0;
    for (int y = 50; y < 130; ++y)
        for (int x = 100; x < 220; ++x)
            light += answer.pixel(x, y)[0] > 220 && answer.pixel(x, y)[2] > 220 ? 1 : 0;
    EXPECT_GT(light, 60) << "no letters";
}

TEST(Effects, survive_pictures_of_a_few_pixels) {
    for (Size const size : {Size{1, 1}, Size{2, 7}, Size{9, 3}}) {
        Image const picture = test::photo_like(size);
        for (char const* prompt :
             {"watercolour", "oil", "blur", "night", "make it red", "long words that do not fit into it", ""}) {
            EXPECT_EQ(edited(picture, prompt).size(), size) << prompt;
        }
        EXPECT_EQ(drifted(picture).size(), size);
        EXPECT_EQ(generated(size, "tiny").size(), size);
    }
    EXPECT_TRUE(edited(Image(), "sepia").empty());
    EXPECT_TRUE(generated({}, "nothing").empty());
}

double mean(ImageView picture, int channel) {
    double sum = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x)
            sum += picture.pixel(x, y)[channel];
    }
    return sum / static_cast<double>(picture.size().area());
}

TEST(Effects, warmer_and_colder_move_red_and_blue_apart) {
    Image const picture = test::photo_like({80, 60});
    Image const warm = edited(picture, "warmer");
    Image const cold = edited(picture, "colder");
    EXPECT_GT(mean(warm, 0), mean(picture, 0) + 5);
    EXPECT_LT(mean(warm, 2), mean(picture, 2) - 5);
    EXPECT_LT(mean(cold, 0), mean(picture, 0) - 5);
    EXPECT_GT(mean(cold, 2), mean(picture, 2) + 5);
}

TEST(Effects, recolour_paints_what_stands_out_and_leaves_the_rest_bit_for_bit) {
    Image picture = test::plain({120, 90}, 128, 128, 128);
    for (int y = 30; y < 60; ++y) {
        for (int x = 40; x < 80; ++x) {
            std::uint8_t* const p = picture.pixel(x, y);
            p[0] = 200, p[1] = 40, p[2] = 40;
        }
    }
    Image const answer = edited(picture, "make the box blue");
    std::uint8_t const* const inside = answer.pixel(60, 45);
    EXPECT_GT(inside[2], inside[0] + 60);
    EXPECT_EQ(answer.pixel(5, 5)[0], 128);
    EXPECT_EQ(answer.pixel(115, 85)[2], 128);
}

TEST(Effects, the_frame_leaves_the_middle_bit_for_bit) {
    Image const picture = test::photo_like({300, 200});
    Image const answer = edited(picture, "please add a bird");
    Rect const middle{60, 40, 180, 80};
    EXPECT_EQ(test::largest_difference(answer.view().sub(middle), picture.view().sub(middle)), 0);
    EXPECT_NE(edited(picture, "please add a bird"), edited(picture, "please add a tree"))
        << "the words are written on it";
}

TEST(Effects, watercolour_flattens_areas_and_keeps_edges) {
    Image picture({200, 100}, 255);
    for (int y = 0; y < 100; ++y) {
        for (int x = 0; x < 200; ++x) {
            int const noisy = (x * 7919 + y * 104729) % 61 - 30;
            for (int c = 0; c < 3; ++c)
                picture.pixel(x, y)[c] = static_cast<std::uint8_t>((x < 100 ? 70 : 190) + noisy);
        }
    }
    Image const answer = edited(picture, "watercolour");
    EXPECT_GT(mean(answer.view().sub({120, 20, 60, 60}), 1) - mean(answer.view().sub({20, 20, 60, 60}), 1), 80)
        << "the edge is there";
    double variance = 0, before = 0;
    auto const spread = [](ImageView view) {
        double const m = mean(view, 1);
        double sum = 0;
        for (int y = 0; y < view.height(); ++y) {
            for (int x = 0; x < view.width(); ++x)
                sum += std::pow(view.pixel(x, y)[1] - m, 2);
        }
        return sum / static_cast<double>(view.size().area());
    };
    variance = spread(answer.view().sub({20, 20, 60, 60}));
    before = spread(picture.view().sub({20, 20, 60, 60}));
    EXPECT_LT(variance, before / 2);
}

TEST(Drift, is_always_the_same_for_a_picture_and_within_what_models_do) {
    for (std::uint32_t seed = 1; seed < 30; ++seed) {
        Image const picture = test::photo_like({96, 64}, seed);
        Drift const drift = drift_of(picture);
        for (double const scale : {drift.scale_x, drift.scale_y}) {
            EXPECT_GE(scale, 0.95);
            EXPECT_LE(scale, 1.02);
        }
        EXPECT_LE(std::abs(drift.shift_x), 0.025);
        EXPECT_LE(std::abs(drift.shift_y), 0.025);
        EXPECT_EQ(drifted(picture), drifted(picture));
    }
}

TEST(Drift, moves_a_mark_to_where_it_says) {
    Image picture = test::plain({400, 300}, 90, 90, 90);
    for (int y = 97; y < 104; ++y) {
        for (int x = 117; x < 124; ++x)
            picture.pixel(x, y)[1] = 250;
    }
    Drift const drift = drift_of(picture);
    Image const answer = drifted(picture);
    double sum = 0, at_x = 0, at_y = 0;
    for (int y = 0; y < 300; ++y) {
        for (int x = 0; x < 400; ++x) {
            double const weight = std::max(0, answer.pixel(x, y)[1] - answer.pixel(x, y)[0] - 30);
            sum += weight;
            at_x += weight * (x + 0.5);
            at_y += weight * (y + 0.5);
        }
    }
    ASSERT_GT(sum, 0);
    auto const [want_x, want_y] = drift.moved(picture.size(), 120.5, 100.5);
    EXPECT_NEAR(at_x / sum, want_x, 0.15);
    EXPECT_NEAR(at_y / sum, want_y, 0.15);
    EXPECT_GT(std::hypot(want_x - 120.5, want_y - 100.5), 0.5) << "it does move";
}

TEST(Drift, colours_drift_slowly_and_by_a_few_levels) {
    Image const picture = test::plain({200, 150}, 120, 130, 140);
    Image const answer = drifted(picture);
    int const most = test::largest_difference(answer, picture);
    EXPECT_GE(most, 1);
    EXPECT_LE(most, 7);
    for (int x = 1; x < 200; ++x)
        EXPECT_LE(std::abs(answer.pixel(x, 75)[0] - answer.pixel(x - 1, 75)[0]), 1);
}

TEST(Generated, different_prompts_look_different_and_the_same_prompt_does_not) {
    Image const one = generated({200, 112}, "a lighthouse");
    EXPECT_EQ(one, generated({200, 112}, "a lighthouse"));
    Image const other = generated({200, 112}, "a harbour");
    EXPECT_LT(test::psnr(one, other), 25);
    EXPECT_FALSE(has_transparency(one));
}

TEST(Generated, words_of_the_prompt_choose_the_light) {
    EXPECT_LT(mean(generated({200, 112}, "a lake at night"), 1) + 40,
              mean(generated({200, 112}, "a lake in winter"), 1));
}

} // namespace
} // namespace inlay::sandbox

// Is the original's fine detail kept under an answer of half its resolution, and only where the answer shows the same?
#include "plugin/placement/cases/edits.h"
#include "plugin/placement/cases/scenes.h"

#include "placement/detail.h"
#include "placement/trace.h"
#include "support/pictures.h"

#include "inlay/plugin/placement.h"
#include "inlay/resample.h"

#include <gtest/gtest.h>

#include <cmath>

namespace inlay::placement {
namespace {

constexpr Size size{1600, 1280};

// A scene with texture down to single pixels.
Image source_picture() {
    cases::Canvas canvas = cases::make_scene(cases::Scene::cat, size, 9);
    Plane const grain = cases::fractal_noise(size, 6, 3, 0.8, 21);
    for (Plane& plane : canvas)
        for (std::size_t i = 0; i < plane.values.size(); ++i)
            plane.values[i] += 9 * grain.values[i];
    return cases::to_image(canvas);
}

// The light is another one: darker, and blue.
Image relit(Image const& picture) {
    cases::Canvas canvas = cases::to_canvas(picture);
    cases::to_lab(canvas);
    for (std::size_t i = 0; i < canvas[0].values.size(); ++i) {
        canvas[0].values[i] = 0.72F * canvas[0].values[i];
        canvas[2].values[i] -= 12;
    }
    cases::from_lab(canvas);
    return cases::to_image(canvas);
}

Placed placed_at_half(Image const& source, Image const& truth, Options const& options = {}, Trace* trace = nullptr) {
    Frame const frame{{0, 0, size.width, size.height}, {size.width / 2, size.height / 2}, ""};
    Image const sent = render_frame(source, frame, 255);
    Image const answer = resize(truth, {size.width / 2, size.height / 2});
    Request request;
    request.layer = source;
    request.frame = frame;
    request.sent = sent;
    request.answer = answer;
    request.options = options;
    auto result = place_traced(request, {}, trace);
    if (!result) throw std::runtime_error(result.error().message + result.error().detail);
    return *std::move(result);
}

struct Band {
    double energy = 0;      // against the truth's
    double correlation = 0; // with it
};

// The finest band, 0 to 1 pixel, within `part`.
Band finest(Image const& picture, Image const& truth, Rect part) {
    auto const band = [](Image const& image) {
        Plane plane = lightness_plane(image);
        Plane const smooth = gaussian(plane, 1);
        for (std::size_t i = 0; i < plane.values.size(); ++i)
            plane.values[i] -= smooth.values[i];
        return plane;
    };
    Plane const ours = band(picture);
    Plane const theirs = band(truth);
    double oo = 0;
    double tt = 0;
    double ot = 0;
    for (int y = part.y; y < part.bottom(); ++y) {
        for (int x = part.x; x < part.right(); ++x) {
            double const o = static_cast<double>(ours.at(x, y));
            double const t = static_cast<double>(theirs.at(x, y));
            oo += o * o;
            tt += t * t;
            ot += o * t;
        }
    }
    return {std::sqrt(oo / tt), ot / std::sqrt(oo * tt)};
}

constexpr Rect middle{200, 200, 1200, 880};

TEST(Detail, another_light_keeps_the_texture_of_the_original) {
    Image const source = source_picture();
    Image const truth = relit(source);
    Placed const placed = placed_at_half(source, truth);
    ASSERT_TRUE(placed.registration.used);
    EXPECT_TRUE(placed.detail.used);
    EXPECT_GE(placed.detail.share, 0.9);
    Band const with = finest(placed.pixels, truth, middle);
    EXPECT_GE(with.energy, 0.7);
    EXPECT_LE(with.energy, 1.1);
    EXPECT_GE(with.correlation, 0.9);
    EXPECT_GE(test::psnr(placed.pixels, truth), 30);
}

TEST(Detail, it_can_be_switched_off) {
    Image const source = source_picture();
    Image const truth = relit(source);
    Options options;
    options.detail = false;
    Placed const placed = placed_at_half(source, truth, options);
    EXPECT_FALSE(placed.detail.used);
    EXPECT_EQ(placed.detail.share, 0);
    EXPECT_LE(finest(placed.pixels, truth, middle).energy, 0.55);
}

TEST(Detail, what_is_new_has_its_own_and_no_ghost_of_what_was_there) {
    // A smooth disc lies over the texture now: under it nothing of the old may come through.
    Image const source = source_picture();
    Image truth = source;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            if (std::hypot(x - 800, y - 640) > 260) continue;
            truth.pixel(x, y)[0] = 190;
            truth.pixel(x, y)[1] = static_cast<std::uint8_t>(60 + (x - 540) / 8);
            truth.pixel(x, y)[2] = 40;
        }
    }
    Placed const placed = placed_at_half(source, truth);
    ASSERT_TRUE(placed.mask.has_value());
    Rect const inside{650, 490, 300, 300};
    double worst = 0;
    for (int y = inside.y; y < inside.bottom(); ++y)
        for (int x = inside.x; x < inside.right(); ++x)
            for (int k = 0; k < 3; ++k)
                worst = std::max(worst, std::abs(static_cast<double>(placed.pixels.pixel(x, y)[k]) -
                                                 static_cast<double>(truth.pixel(x, y)[k])));
    EXPECT_LE(worst, 6);
}

TEST(Detail, a_restyle_draws_its_own) {
    Image const source = source_picture();
    Image const truth = cases::to_image(cases::restyled(cases::to_canvas(source), cases::Change::watercolour, 5));
    Trace trace;
    Placed const placed = placed_at_half(source, truth, {}, &trace);
    ASSERT_TRUE(placed.registration.used);
    EXPECT_FALSE(placed.detail.used) << trace.why;
}

TEST(Detail, an_answer_as_large_as_the_layer_is_left_as_it_is) {
    Image const source = source_picture();
    Image pixels = relit(source);
    Image const before = pixels;
    auto const carried =
        carry_detail(pixels, source, 1.0, Plane(size.width / 2, size.height / 2, 1), std::stop_token{});
    ASSERT_TRUE(carried.has_value());
    EXPECT_TRUE(carried->share.empty());
    EXPECT_EQ(pixels, before);
}

TEST(Detail, transparent_pixels_stay_as_they_are) {
    Image source = source_picture();
    Image pixels = resize(resize(relit(source), {size.width / 2, size.height / 2}), size);
    for (int y = 0; y < 300; ++y)
        for (int x = 0; x < size.width; ++x)
            source.pixel(x, y)[3] = y < 150 ? 0 : 128;
    Image const before = pixels;
    auto const carried =
        carry_detail(pixels, source, 2.0, Plane(size.width / 2, size.height / 2, 1), std::stop_token{});
    ASSERT_TRUE(carried.has_value());
    for (int y = 0; y < 300; ++y)
        for (int x = 0; x < size.width; ++x)
            ASSERT_TRUE(std::equal(before.pixel(x, y), before.pixel(x, y) + 4, pixels.pixel(x, y))) << x << "," << y;
    EXPECT_NE(pixels, before);
}

} // namespace
} // namespace inlay::placement

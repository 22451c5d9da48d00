// Which part of a picture may change, and how does the edge between the parts look?
#include "cli_fixture.h"

#include <cmath>

namespace inlay::test {
namespace {

using nlohmann::json;

TEST_F(CommandLine, a_selection_changes_its_pixels_and_not_one_byte_outside) {
    Image const picture = photo_like({400, 300});
    std::string const in = picture_file("in.png", picture);
    ScriptedServer server(paints(250, 10, 20));
    std::string const out = folder.file("out.png");
    std::string const layer = folder.file("layer.png");
    Ran const ran = inlay({"edit", in, "-p", "a red square", "-o", out, "--layer", layer, "--base-url", server.url(),
                           "--select", "100,80,120,90", "--keep", "off", "--align", "off", "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const result = decoded_file(out).image;
    ASSERT_EQ(result.size(), picture.size());
    Image const alone = decoded_file(layer).image;
    ASSERT_EQ(alone.size(), picture.size());
    for (int y = 0; y < 300; ++y) {
        for (int x = 0; x < 400; ++x) {
            bool const inside = x >= 100 && x < 220 && y >= 80 && y < 170;
            if (inside) {
                ASSERT_EQ(result.pixel(x, y)[0], 250) << x << "," << y;
                ASSERT_EQ(alone.pixel(x, y)[3], 255) << x << "," << y;
            } else {
                ASSERT_TRUE(std::equal(result.pixel(x, y), result.pixel(x, y) + 4, picture.pixel(x, y)))
                    << x << "," << y;
                ASSERT_EQ(alone.pixel(x, y)[3], 0) << x << "," << y;
            }
        }
    }
    json const placement = json::parse(ran.out)["images"][0]["placement"];
    // 25 % of the longer side on every side, then grown towards the nearest ratio of the model: at least that much.
    EXPECT_LE(placement["x"].get<int>(), 70);
    EXPECT_LE(placement["y"].get<int>(), 50);
    EXPECT_GE(placement["width"].get<int>(), 180);
    EXPECT_GE(placement["height"].get<int>(), 150);
}

TEST_F(CommandLine, a_mask_of_another_size_or_with_colours_is_exit_status_3) {
    std::string const in = picture_file("in.png", plain({20, 20}, 1, 2, 3));
    std::string const small = picture_file("small.png", plain({10, 20}, 255, 255, 255));
    std::string const red = picture_file("red.png", plain({20, 20}, 255, 0, 0));
    std::string const blue = picture_file("blue.png", plain({20, 20}, 0, 0, 255));
    std::string const sideways = picture_file("sideways.png", plain({30, 20}, 255, 255, 255));
    for (auto const& mask : {small, red, blue, sideways, folder.file("missing.png")}) {
        Ran const ran = inlay({"edit", in, "-p", "x", "-o", folder.file("out.png"), "--mask", mask});
        EXPECT_EQ(ran.exit_status, 3) << mask << ran.err;
    }
}

TEST_F(CommandLine, feather_is_a_gaussian_of_a_sigma_of_px_by_3_5) {
    Image const picture = plain({200, 60}, 0, 0, 0);
    std::string const in = picture_file("in.png", picture);
    ScriptedServer server(json_reply(200, gemini_reply(encode_png(plain({200, 60}, 255, 255, 255)).value())));
    std::string const layer = folder.file("layer.png");
    Ran const ran = inlay({"edit",      in,    "-p",         "white",      "-o",       folder.file("out.png"),
                           "--layer",   layer, "--base-url", server.url(), "--select", "0,0,100,60",
                           "--feather", "35",  "--context",  "100",        "--keep",   "off",
                           "--align",   "off"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const alone = decoded_file(layer).image;
    for (int x = 70; x < 130; ++x) {
        // A step blurred by a Gaussian of sigma 10 is the normal distribution's integral.
        double const expected = 255 * 0.5 * std::erfc((x + 0.5 - 100) / (10 * std::sqrt(2.0)));
        EXPECT_NEAR(alone.pixel(x, 30)[3], expected, 2.5) << x;
    }
}

// An L, so that neither its bounds nor its mirror image would do for it.
bool in_the_l(int x, int y) {
    return (x >= 40 && x < 60 && y >= 20 && y < 120) || (x >= 60 && x < 150 && y >= 100 && y < 120);
}

TEST_F(CommandLine, a_mask_changes_what_is_white_and_not_one_byte_of_what_is_black) {
    Image const picture = photo_like({200, 150});
    Image mask = plain({200, 150}, 0, 0, 0);
    for (int y = 0; y < 150; ++y)
        for (int x = 0; x < 200; ++x)
            if (in_the_l(x, y)) std::fill_n(mask.pixel(x, y), 3, std::uint8_t{255});
    ScriptedServer server(paints(250, 10, 20));
    std::string const out = folder.file("out.png");
    std::string const layer = folder.file("layer.png");
    Ran const ran = edit_plainly(picture_file("in.png", picture), out, server,
                                 {"--mask", picture_file("mask.png", mask), "--layer", layer});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const result = decoded_file(out).image;
    Image const alone = decoded_file(layer).image;
    ASSERT_EQ(result.size(), picture.size());
    for (int y = 0; y < 150; ++y) {
        for (int x = 0; x < 200; ++x) {
            if (in_the_l(x, y)) {
                ASSERT_EQ(colour_at(result, x, y), "250 10 20") << x << "," << y;
                ASSERT_EQ(alone.pixel(x, y)[3], 255) << x << "," << y;
            } else {
                ASSERT_EQ(colour_at(result, x, y), colour_at(picture, x, y)) << x << "," << y;
                ASSERT_EQ(alone.pixel(x, y)[3], 0) << x << "," << y;
            }
        }
    }
}

TEST_F(CommandLine, a_grey_of_the_mask_lets_that_much_through) {
    Image mask = plain({90, 60}, 0, 0, 0);
    for (int y = 0; y < 60; ++y) {
        for (int x = 0; x < 90; ++x)
            std::fill_n(mask.pixel(x, y), 3, static_cast<std::uint8_t>(x < 30 ? 255 : x < 60 ? 102 : 0));
    }
    ScriptedServer server(paints(200, 100, 50));
    std::string const out = folder.file("out.png");
    Ran const ran = edit_plainly(picture_file("in.png", plain({90, 60}, 0, 0, 100)), out, server,
                                 {"--mask", picture_file("mask.png", mask)});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const result = decoded_file(out).image;
    EXPECT_EQ(colour_at(result, 15, 30), "200 100 50");
    EXPECT_EQ(colour_at(result, 45, 30), "80 40 80") << "two fifths";
    EXPECT_EQ(colour_at(result, 75, 30), "0 0 100");
}

TEST_F(CommandLine, the_edge_of_a_mask_is_feathered_as_that_of_a_rectangle) {
    Image mask = plain({200, 60}, 0, 0, 0);
    for (int y = 0; y < 60; ++y)
        std::fill_n(mask.pixel(0, y), 400, std::uint8_t{255});
    ScriptedServer server(paints(255, 255, 255));
    std::string const out = folder.file("out.png");
    Ran const ran = edit_plainly(picture_file("in.png", plain({200, 60}, 0, 0, 0)), out, server,
                                 {"--mask", picture_file("mask.png", mask), "--feather", "35", "--context", "100"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const result = decoded_file(out).image;
    // 255 times the normal distribution's integral at (100 - x - 0.5) / 10.
    for (auto const& [x, value] :
         {std::pair{60, 255}, {80, 249}, {90, 211}, {99, 133}, {100, 122}, {110, 37}, {140, 0}})
        EXPECT_NEAR(result.pixel(x, 30)[0], value, 2.5) << x;
}

// The frame is at least so large in these that no other rule makes it larger.
TEST_F(CommandLine, the_model_sees_as_much_around_the_selection_as_context_says) {
    Image picture = plain({1600, 1200}, 90, 90, 90);
    Image mask = plain({1600, 1200}, 0, 0, 0);
    for (int y = 300; y < 900; ++y)
        std::fill_n(mask.pixel(500, y), 4 * 600, std::uint8_t{255});
    picture.pixel(500, 300)[0] = 255; // the selection's first pixel, to be found in what is sent
    std::string const in = picture_file("in.png", picture);
    std::string const mask_file = picture_file("mask.png", mask);
    struct Case {
        char const* context;
        json frame;
    };
    for (auto const& [context, frame] : {Case{"0", {{"x", 500}, {"y", 300}, {"width", 600}, {"height", 600}}},
                                         Case{"25", {{"x", 350}, {"y", 150}, {"width", 900}, {"height", 900}}},
                                         Case{"50", {{"x", 200}, {"y", 0}, {"width", 1200}, {"height", 1200}}}}) {
        for (bool const by_mask : {true, false}) {
            SCOPED_TRACE(std::string(context) + (by_mask ? " mask" : " select"));
            ScriptedServer server(paints(1, 2, 3));
            std::vector<std::string> words{"--context", context, "--json"};
            words.insert(words.end(), {by_mask ? "--mask" : "--select", by_mask ? mask_file : "500,300,600,600"});
            Ran const ran = edit_plainly(in, folder.file("out.png"), server, words);
            ASSERT_EQ(ran.exit_status, 0) << ran.err;
            EXPECT_EQ(json::parse(ran.out)["images"][0]["placement"], frame);
            Image const sent = sent_picture(server.requests().at(0));
            // Sent at its own size, or smaller where the model would only make it smaller itself.
            double const scale = sent.width() / frame["width"].get<double>();
            EXPECT_EQ(sent.height(), sent.width());
            if (scale == 1) {
                EXPECT_EQ(sent.pixel(500 - frame["x"].get<int>(), 300 - frame["y"].get<int>())[0], 255);
            }
        }
    }
}

} // namespace
} // namespace inlay::test

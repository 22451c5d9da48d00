// Each option of a run that concerns the picture is seen in it, by `edit` and by `place` alike.
#include "option_fixture.h"

#include "inlay/resample.h"

#include <array>

namespace inlay::test {
namespace {

using ::testing::ElementsAre;

Image with_block(Image picture, Rect block, std::array<std::uint8_t, 3> colour) {
    for (int y = block.y; y < block.bottom(); ++y)
        for (int x = block.x; x < block.right(); ++x)
            std::ranges::copy(colour, picture.pixel(x, y));
    return picture;
}

TEST_F(Option, mask) {
    Image mask = plain({60, 40}, 0, 0, 0);
    for (int y = 10; y < 20; ++y)
        std::fill_n(mask.pixel(30, y), 4 * 15, std::uint8_t{255});
    for (Image const& seen : placed(plain({60, 40}, 1, 2, 3), plain({60, 40}, 200, 100, 50),
                                    {"--mask", picture_file("mask.png", mask), "--keep", "off", "--context", "400"}))
        EXPECT_EQ(seen, with_block(plain({60, 40}, 1, 2, 3), {30, 10, 15, 10}, {200, 100, 50}));
}

TEST_F(Option, send_mask) {
    auto const sends = [&](std::string const& model, std::vector<std::string> const& more) {
        ScriptedServer server(gives(plain({64, 48}, 9, 9, 9)));
        std::vector<std::string> words{"--wire", "openai-images", "--model", model, "--select", "10,10,20,20"};
        words.insert(words.end(), more.begin(), more.end());
        EXPECT_EQ(edit_plainly(in, out, server, words).exit_status, 0);
        return server.requests().at(0).body.find("name=\"mask\"") != std::string::npos;
    };
    EXPECT_TRUE(sends("gpt-image-2", {})) << "it understands one";
    EXPECT_FALSE(sends("house-model", {}));
    EXPECT_FALSE(sends("gpt-image-2", {"--send-mask", "off"}));
    EXPECT_TRUE(sends("house-model", {"--send-mask", "on"}));
}

TEST_F(Option, select) {
    for (Image const& seen : placed(plain({60, 40}, 1, 2, 3), plain({60, 40}, 200, 100, 50),
                                    {"--select", "30,10,15,10", "--keep", "off", "--context", "400"}))
        EXPECT_EQ(seen, with_block(plain({60, 40}, 1, 2, 3), {30, 10, 15, 10}, {200, 100, 50}));
    // What lies outside the picture is cut off.
    for (Image const& seen : placed(plain({60, 40}, 1, 2, 3), plain({60, 40}, 200, 100, 50),
                                    {"--select", "-5,30,15,100", "--keep", "off", "--context", "400"}))
        EXPECT_EQ(seen, with_block(plain({60, 40}, 1, 2, 3), {0, 30, 10, 10}, {200, 100, 50}));
}

TEST_F(Option, layer) {
    for (Image const& layer :
         placed(plain({60, 40}, 1, 2, 3), plain({60, 40}, 200, 100, 50),
                {"--select", "30,10,15,10", "--keep", "off", "--context", "400", "--layer", folder.file("layer.png")},
                "layer.png")) {
        ASSERT_EQ(layer.size(), (Size{60, 40}));
        EXPECT_EQ(colour_at(layer, 30, 10), "200 100 50");
        EXPECT_EQ(layer.pixel(30, 10)[3], 255);
        EXPECT_EQ(layer.pixel(44, 19)[3], 255);
        EXPECT_EQ(layer.pixel(29, 10)[3], 0);
        EXPECT_EQ(layer.pixel(45, 19)[3], 0);
    }
}

TEST_F(Option, explain) {
    Image const source = photo_like({480, 360});
    Image const answer = with_block(source, {150, 100, 140, 100}, {20, 200, 40});
    for (Image const& sheet : placed(source, answer, {"--explain", folder.file("sheet.png")}, "sheet.png")) {
        // The pictures stand beside each other at their size or smaller: some of the sheet is the answer's block.
        EXPECT_GT(sheet.width(), 480);
        int of_the_block = 0;
        for (int y = 0; y < sheet.height(); ++y)
            for (int x = 0; x < sheet.width(); ++x)
                if (colour_at(sheet, x, y) == "20 200 40") ++of_the_block;
        EXPECT_GT(of_the_block, 1000);
    }
}

TEST_F(Option, feather) {
    for (Image const& seen : placed(plain({200, 60}, 0, 0, 0), plain({200, 60}, 255, 255, 255),
                                    {"--select", "0,0,100,60", "--feather", "35", "--context", "400", "--keep", "off"}))
        // 255 times the normal distribution's integral at (100 - x - 0.5) / 10.
        for (auto const& [x, value] : {std::pair{80, 249}, {90, 211}, {100, 122}, {110, 37}})
            EXPECT_NEAR(seen.pixel(x, 30)[0], value, 2.5) << x;
}

TEST_F(Option, context) {
    // The answer is the frame: without context it is the selection's own, with much the whole picture's.
    Image const answer = with_block(plain({800, 800}, 10, 10, 10), {0, 0, 400, 800}, {240, 240, 240});
    for (Image const& seen : placed(plain({1600, 800}, 0, 0, 0), answer,
                                    {"--select", "0,0,800,800", "--context", "0", "--keep", "off", "--align", "off"})) {
        EXPECT_EQ(colour_at(seen, 390, 400), "240 240 240");
        EXPECT_EQ(colour_at(seen, 410, 400), "10 10 10");
    }
    for (Image const& seen : placed(plain({1600, 800}, 0, 0, 0), answer,
                                    {"--select", "0,0,800,800", "--context", "100", "--keep", "off", "--align", "off"}))
        EXPECT_EQ(colour_at(seen, 600, 400), "240 240 240");
}

TEST_F(Option, alpha) {
    Image source = plain({80, 40}, 30, 60, 90);
    for (int y = 0; y < 40; ++y)
        for (int x = 40; x < 80; ++x)
            source.pixel(x, y)[3] = 0;
    Image const answer = plain({80, 40}, 200, 100, 50);
    for (Image const& seen : placed(source, answer, {"--alpha", "on", "--keep", "off", "--align", "off"})) {
        EXPECT_EQ(colour_at(seen, 10, 20), "200 100 50");
        EXPECT_EQ(seen.pixel(10, 20)[3], 255);
        EXPECT_EQ(seen.pixel(60, 20)[3], 0);
    }
    for (Image const& seen : placed(source, answer, {"--alpha", "off", "--keep", "off", "--align", "off"})) {
        EXPECT_EQ(colour_at(seen, 60, 20), "200 100 50");
        EXPECT_EQ(seen.pixel(60, 20)[3], 255);
    }
}

TEST_F(Option, keep) {
    Image const source = photo_like({240, 180});
    Image answer = source; // a little different everywhere, and quite different in one place
    for (std::size_t i = 0; i < answer.bytes().size(); i += 4)
        answer.bytes()[i] = static_cast<std::uint8_t>(std::min(255, answer.bytes()[i] + 2));
    answer = with_block(answer, {80, 60, 60, 50}, {20, 200, 40});
    for (Image const& seen : placed(source, answer, {"--keep", "on"})) {
        EXPECT_EQ(colour_at(seen, 10, 10), colour_at(source, 10, 10));
        EXPECT_EQ(colour_at(seen, 230, 170), colour_at(source, 230, 170));
        EXPECT_NEAR(seen.pixel(110, 85)[1], 200, 4);
    }
    for (Image const& seen : placed(source, answer, {"--keep", "off", "--align", "off", "--match-colour", "off"}))
        EXPECT_EQ(seen, answer);
}

TEST_F(Option, align) {
    Image const whole = photo_like({248, 188});
    Image const source(whole.view().sub({4, 4, 240, 180}));
    // The model moved everything by 4 pixels to the left.
    Image const answer = with_block(Image(whole.view().sub({8, 4, 240, 180})), {76, 60, 60, 50}, {20, 200, 40});
    for (Image const& seen : placed(source, answer, {"--keep", "on", "--align", "auto"})) {
        EXPECT_NEAR(seen.pixel(84, 85)[1], 200, 6);
        EXPECT_NEAR(seen.pixel(136, 85)[1], 200, 6);
        EXPECT_NEAR(seen.pixel(136, 85)[0], 20, 6);
        EXPECT_EQ(colour_at(seen, 230, 10), colour_at(source, 230, 10));
    }
    for (Image const& seen : placed(source, answer, {"--keep", "off", "--align", "off", "--match-colour", "off"}))
        EXPECT_EQ(seen, answer);
}

TEST_F(Option, match_colour) {
    Image const source = photo_like({240, 180});
    Image answer = with_block(source, {80, 60, 60, 50}, {20, 180, 40});
    for (std::size_t i = 0; i < answer.bytes().size(); i += 4) // everything a little bluer
        answer.bytes()[i + 2] = static_cast<std::uint8_t>(std::min(255, answer.bytes()[i + 2] + 8));
    for (Image const& seen : placed(source, answer, {"--keep", "on", "--match-colour", "on"}))
        EXPECT_NEAR(seen.pixel(110, 85)[2], 40, 3);
    for (Image const& seen : placed(source, answer, {"--keep", "on", "--match-colour", "off"}))
        EXPECT_NEAR(seen.pixel(110, 85)[2], 48, 1);
}

TEST_F(Option, detail) {
    // Grain of single pixels, which an answer of half the size cannot show; the model made everything darker by a
    // quarter.
    Image source = photo_like({640, 480});
    for (int y = 0; y < 480; ++y) {
        for (int x = 0; x < 640; ++x) {
            unsigned const mixed = (static_cast<unsigned>(x) * 73856093U) ^ (static_cast<unsigned>(y) * 19349663U);
            for (int k = 0; k < 3; ++k)
                source.pixel(x, y)[k] = static_cast<std::uint8_t>(std::clamp(source.pixel(x, y)[k] / 2 + 64, 40, 200) +
                                                                  static_cast<int>(mixed / 128 % 61) - 30);
        }
    }
    Image darker = source;
    for (std::size_t i = 0; i < darker.bytes().size(); ++i)
        if (i % 4 != 3) darker.bytes()[i] = static_cast<std::uint8_t>(darker.bytes()[i] * 3 / 4);
    Image const answer = resize(darker, {320, 240});
    auto const grain = [](Image const& seen) {
        double sum = 0;
        for (int y = 100; y < 380; ++y)
            for (int x = 100; x < 540; ++x)
                sum += std::abs(seen.pixel(x + 1, y)[1] - seen.pixel(x, y)[1]);
        return sum / (280 * 440);
    };
    double const full = grain(darker);
    for (Image const& seen : placed(source, answer, {"--keep", "off"}))
        EXPECT_NEAR(grain(seen), full, 0.2 * full);
    for (Image const& seen : placed(source, answer, {"--keep", "off", "--detail", "off"}))
        EXPECT_LT(grain(seen), 0.5 * full);
}

TEST_F(Option, source) {
    placed(plain({60, 40}, 1, 2, 3), plain({60, 40}, 200, 100, 50), {"--select", "0,0,30,40", "--context", "400"});
    EXPECT_EQ(colour_at(decoded_file(out).image, 50, 20), "1 2 3");
}

TEST_F(Option, answer) {
    placed(plain({60, 40}, 1, 2, 3), plain({60, 40}, 200, 100, 50), {"--select", "0,0,30,40", "--context", "400"});
    EXPECT_EQ(colour_at(decoded_file(out).image, 10, 20), "200 100 50");
}

// A painting of a picture with a soft background, in which little is to be seen of the brush: the first thing that is shown to anybody.
TEST_F(CommandLine, a_watercolour_or_an_oil_painting_of_the_cat_is_shown_whole) {
    for (char const* prompt : {"make it look like a watercolour", "as an oil painting"}) {
        Ran const ran = inlay({"edit", INLAY_TEST_DATA "/pictures/cat.png", "-p", prompt, "--provider", "sandbox", "-o",
                               folder.file("painted.png"), "--json"});
        ASSERT_EQ(ran.exit_status, 0) << ran.err;
        EXPECT_EQ(nlohmann::json::parse(ran.out)["images"][0]["changed_fraction"], 1) << prompt;
    }
}

} // namespace
} // namespace inlay::test

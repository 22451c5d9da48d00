// `place` from the outside: where an answer lies, and what of it is shown.
#include "cli_fixture.h"

#include "inlay/resample.h"

namespace inlay::test {
namespace {

using nlohmann::json;

TEST_F(CommandLine, place_lays_a_picture_over_its_original_without_any_network) {
    Image const source = photo_like({120, 80});
    Image const answer = photo_like({120, 80}, 77);
    Ran const ran =
        inlay({"place", "--source", picture_file("a.png", source), "--answer", picture_file("b.png", answer), "-o",
               folder.file("out.png"), "--keep", "off", "--align", "off", "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_LE(largest_difference(decoded_file(folder.file("out.png")).image, answer), 1);
    EXPECT_EQ(json::parse(ran.out)["attempts"], 0);
}

// The middle of `picture`, 1.5 % enlarged and moved, the colours a little warmer, as JPEG: what models do to all they
// were not asked to change.
Image drifted(Image const& picture) {
    Image out = resize(picture, {picture.width() * 203 / 200, picture.height() * 203 / 200});
    out = Image(out.view().sub({3, 1, picture.width(), picture.height()}));
    for (std::size_t i = 0; i < out.bytes().size(); i += 4)
        out.bytes()[i] = static_cast<std::uint8_t>(std::min(255, out.bytes()[i] + 3));
    return decode(encode_jpeg(out, 90).value()).value().image;
}

TEST_F(CommandLine, an_answer_that_changed_almost_nothing_leaves_the_picture_as_it_was) {
    Image const source = photo_like({480, 360});
    std::string const in = picture_file("in.png", source);
    std::string const answer = picture_file("answer.png", drifted(source));
    std::string const out = folder.file("out.png");
    std::string const layer = folder.file("layer.png");
    Ran const ran = inlay({"place", "--source", in, "--answer", answer, "-o", out, "--layer", layer, "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_NE(ran.err.find("The model changed almost nothing."), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("add --keep off."), std::string::npos) << ran.err;
    EXPECT_EQ(read_whole_file(out), read_whole_file(in));
    json const image = json::parse(ran.out)["images"][0];
    EXPECT_EQ(image["changed_fraction"], 0);
    EXPECT_EQ(image["registration"]["used"], true);
    EXPECT_EQ(image["width"], 480);
    Image const alone = decoded_file(layer).image;
    EXPECT_EQ(alone, Image(source.size()));
    ASSERT_EQ(inlay({"place", "--source", in, "--answer", answer, "-o", out, "--keep", "off"}).exit_status, 0);
    EXPECT_NE(decoded_file(out).image, source);
}

TEST_F(CommandLine, place_brings_the_answer_into_register_and_keeps_what_it_did_not_change) {
    Image const source = photo_like({480, 360});
    Image edited = source;
    for (int y = 100; y < 200; ++y)
        for (int x = 150; x < 290; ++x)
            std::copy_n(plain({1, 1}, 20, 200, 40).pixel(0, 0), 4, edited.pixel(x, y));
    std::string const out = folder.file("out.webp");
    std::string const sheet = folder.file("sheet.png");
    Ran const ran = inlay({"place", "--source", picture_file("a.png", source), "--answer",
                           picture_file("b.png", drifted(edited)), "-o", out, "--explain", sheet, "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const result = decoded_file(out).image;
    json const image = json::parse(ran.out)["images"][0];
    EXPECT_EQ(image["registration"]["used"], true);
    EXPECT_NEAR(image["registration"]["matrix"][0].get<double>(), 200.0 / 203, 0.002);
    EXPECT_GT(image["changed_fraction"].get<double>(), 140.0 * 100 / (480 * 360));
    EXPECT_LT(image["changed_fraction"].get<double>(), 190.0 * 150 / (480 * 360)); // grown and feathered
    // The edit lies where it belongs, without the drift's red; far from it every byte is the source's.
    for (auto const& [x, y] : {std::pair{156, 106}, {284, 194}, {220, 150}}) {
        EXPECT_NEAR(result.pixel(x, y)[0], 20, 6);
        EXPECT_NEAR(result.pixel(x, y)[1], 200, 6);
    }
    for (int y = 0; y < 360; ++y) {
        for (int x = 0; x < 480; ++x) {
            if (x > 122 && x < 318 && y > 72 && y < 228) continue;
            ASSERT_TRUE(std::equal(result.pixel(x, y), result.pixel(x, y) + 4, source.pixel(x, y))) << x << "," << y;
        }
    }
    EXPECT_GT(decoded_file(sheet).image.width(), 1000);
}

TEST_F(CommandLine, alpha_off_fills_the_border_of_an_enlarged_picture_and_leaves_the_old_pixels) {
    Image const whole = photo_like({480, 360});
    Image enlarged = whole;
    for (int y = 0; y < 360; ++y)
        for (int x = 0; x < 480; ++x)
            if (x < 60 || x >= 420 || y >= 320) std::fill_n(enlarged.pixel(x, y), 4, std::uint8_t{0});
    std::string const out = folder.file("out.png");
    Ran const ran = inlay({"place", "--source", picture_file("a.png", enlarged), "--answer",
                           picture_file("b.png", drifted(whole)), "-o", out, "--alpha", "off"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    Image const result = decoded_file(out).image;
    for (int y = 0; y < 360; ++y) {
        for (int x = 0; x < 480; ++x) {
            ASSERT_EQ(result.pixel(x, y)[3], 255) << x << "," << y;
            if (enlarged.pixel(x, y)[3] == 0) continue;
            ASSERT_TRUE(std::equal(result.pixel(x, y), result.pixel(x, y) + 4, enlarged.pixel(x, y))) << x << "," << y;
        }
    }
    EXPECT_GT(psnr(result, whole), 25);
}

} // namespace
} // namespace inlay::test

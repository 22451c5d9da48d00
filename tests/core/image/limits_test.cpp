// At a limit, one below, one above: palettes, profiles, scans, restart markers, sides.
#include "inlay/codec.h"

#include "made_files.h"
#include "support/pictures.h"
#include "support/temp_folder.h"

#include <gtest/gtest.h>

namespace inlay::test {
namespace {

using namespace std::string_literals;

TEST(PaletteLimit, is_256_colours) {
    auto const file = [](std::size_t colours) {
        MadePng png;
        png.width = 256;
        png.colour = 3;
        for (int i = 0; i < 256; ++i)
            png.samples.push_back(static_cast<std::uint16_t>(i));
        std::string palette;
        for (std::size_t i = 0; i < colours; ++i)
            palette += {static_cast<char>(i), static_cast<char>(255 - i), '\7'};
        png.before_data = png_chunk("PLTE", palette);
        return make_png(png);
    };
    for (std::size_t const colours : {1u, 255u, 256u}) {
        Result<Decoded> const decoded = decode(file(colours));
        ASSERT_TRUE(decoded) << colours << ": " << decoded.error().detail;
        std::uint8_t const* const last = decoded->image.pixel(static_cast<int>(colours) - 1, 0);
        EXPECT_EQ((std::vector<int>(last, last + 4)),
                  (std::vector<int>{static_cast<int>(colours) - 1, 256 - static_cast<int>(colours), 7, 255}));
    }
    EXPECT_FALSE(decode(file(257)));
    EXPECT_FALSE(decode(file(0)));
}

TEST(ProfileLimit, is_8_mb_to_the_byte) {
    auto const profile_in = [](std::size_t size) {
        MadePng png;
        png.samples = {1, 2, 3, 4};
        png.before_data = png_chunk("iCCP", "p\0\0"s + zlib_stored(profile_of_size(size)));
        Result<Decoded> const decoded = decode(make_png(png));
        EXPECT_TRUE(decoded) << "whatever its profile";
        return decoded ? decoded->icc_profile.size() : 1;
    };
    EXPECT_EQ(profile_in(128), 128u) << "its header alone";
    EXPECT_EQ(profile_in(100'000), 100'000u);
    EXPECT_EQ(profile_in(8'388'608), 8'388'608u);
    EXPECT_EQ(profile_in(8'388'609), 0u);
}

TEST(ScanLimit, is_200) {
    std::string const file = test_data("formats/progressive.jpg");
    std::size_t const first = file.find("\xFF\xDA");
    std::size_t const second = file.find("\xFF\xC4", first);
    std::string const scan = file.substr(first, second - first);
    std::size_t scans = 0;
    for (std::size_t at = file.find("\xFF\xDA"); at != std::string::npos; at = file.find("\xFF\xDA", at + 2))
        ++scans;
    ASSERT_GT(scans, 5u);
    auto const with_scans = [&](std::size_t count) {
        std::string more = file;
        for (; count > scans; --count)
            more.insert(first, scan);
        return decode(more);
    };
    EXPECT_TRUE(with_scans(200)) << with_scans(200).error().detail;
    Result<Decoded> const refused = with_scans(201);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail, "201 scans");
}

TEST(RestartMarkers, none_of_them_may_be_missing) {
    std::string const file = test_data("formats/restarts.jpg");
    std::size_t const data = file.find("\xFF\xDA");
    int removed = 0;
    for (std::size_t at = data; at + 1 < file.size(); ++at) {
        if (file[at] != '\xFF' || static_cast<unsigned char>(file[at + 1] & ~7) != 0xD0) continue;
        std::string without = file;
        without.erase(at, 2);
        Result<Decoded> const decoded = decode(without);
        ASSERT_FALSE(decoded) << "the marker at " << at;
        EXPECT_EQ(decoded.error().detail, "restart markers are missing: a part of the data was lost");
        ++removed;
    }
    EXPECT_GT(removed, 3);
}

TEST(Erased, is_alpha_0_and_nothing_else) {
    Image image = photo_like({256, 1}, 4);
    for (int x = 0; x < 256; ++x)
        image.pixel(x, 0)[3] = static_cast<std::uint8_t>(x);
    Image const sent = decode(*encode_png(image, true))->image;
    EXPECT_EQ(std::vector<int>(sent.pixel(0, 0), sent.pixel(0, 0) + 4), (std::vector<int>{0, 0, 0, 0}));
    for (int x = 1; x < 256; ++x)
        ASSERT_TRUE(std::equal(sent.pixel(x, 0), sent.pixel(x, 0) + 4, image.pixel(x, 0))) << "alpha " << x;
}

TEST(SideLimit, of_each_format_when_writing) {
    EXPECT_TRUE(encode_webp(Image({16383, 1}, 255)));
    EXPECT_FALSE(encode_webp(Image({16384, 1}, 255)));
    EXPECT_TRUE(encode_jpeg(Image({65535, 1}, 255)));
    Result<std::string> const wide = encode_jpeg(Image({65536, 1}, 255));
    ASSERT_FALSE(wide);
    EXPECT_EQ(wide.error().message, "A JPEG picture can have 65535 pixels on a side, and this one has more.");
}

TEST(SideLimit, is_32768_and_268_million_pixels_when_reading) {
    DecodeLimits const limits;
    EXPECT_EQ(limits.max_side, 32'768);
    EXPECT_EQ(limits.max_pixels, 268'435'456);
    EXPECT_TRUE(decode(*encode_png(Image({32'768, 1}, 255))));
    EXPECT_FALSE(decode(*encode_png(Image({32'769, 1}, 255))));
    EXPECT_FALSE(probe_size(*encode_png(Image({1, 32'769}, 255))));
}

} // namespace
} // namespace inlay::test

// Whatever a file says of its colours, what comes out is sRGB: against values computed from primaries and curves alone.
#include "inlay/colour.h"

#include "made_files.h"
#include "support/icc.h"
#include "support/pictures.h"

#include <gtest/gtest.h>

#include <cmath>

namespace inlay::test {
namespace {

using namespace std::string_literals;

std::string gamma_chunk(std::uint32_t hundred_thousandths) {
    return png_chunk("gAMA", be32(hundred_thousandths));
}
std::string primaries_chunk(std::array<std::uint32_t, 8> const& xy) {
    std::string data;
    for (std::uint32_t const value : xy)
        data += be32(value);
    return png_chunk("cHRM", data);
}
std::string code_points_chunk(char primaries, char transfer, char matrix = 0, char full_range = 1) {
    return png_chunk("cICP", std::string{primaries, transfer, matrix, full_range});
}
std::string profile_chunk(std::string const& profile) {
    return png_chunk("iCCP", "profile\0\0"s + zlib_stored(profile));
}
constexpr std::array<std::uint32_t, 8> of_srgb{31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};
constexpr std::array<std::uint32_t, 8> of_adobe{31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000};

// Two colours beside each other.
std::string two_colours(std::string const& chunks, int depth = 8) {
    MadePng png;
    png.width = 2;
    png.colour = 2;
    png.depth = depth;
    png.samples = {200, 60, 40, 40, 70, 210};
    if (depth == 16)
        for (std::uint16_t& sample : png.samples)
            sample = static_cast<std::uint16_t>(sample * 257);
    png.before_data = chunks;
    return make_png(png);
}

struct Read {
    ColourRead colours = ColourRead::srgb;
    Image image;
};
Read read(std::string const& file) {
    Read read;
    auto decoded = decode_as_srgb(file, &read.colours);
    EXPECT_TRUE(decoded) << decoded.error().message;
    if (decoded) read.image = std::move(decoded->image);
    return read;
}

void expect_colours(ImageView image, std::vector<std::array<int, 3>> const& colours, int tolerance) {
    for (std::size_t x = 0; x < colours.size(); ++x)
        for (std::size_t c = 0; c < 3; ++c)
            EXPECT_NEAR(image.pixel(static_cast<int>(x), 0)[c], colours[x][c], tolerance) << x << " channel " << c;
}

TEST(Colour, that_nothing_is_said_of_is_srgb_bit_for_bit) {
    for (std::string const& chunks :
         {""s, gamma_chunk(45455), primaries_chunk(of_srgb), gamma_chunk(45455) + primaries_chunk(of_srgb),
          png_chunk("sRGB", "\0"s) + gamma_chunk(100000), code_points_chunk(1, 13), profile_chunk(srgb_profile())}) {
        Read const seen = read(two_colours(chunks));
        EXPECT_EQ(seen.colours, ColourRead::srgb);
        expect_colours(seen.image, {{200, 60, 40}, {40, 70, 210}}, 0);
    }
}

TEST(Colour, is_read_from_primaries_and_gamma) {
    for (int const depth : {8, 16}) {
        Read const seen = read(two_colours(gamma_chunk(45470) + primaries_chunk(of_adobe), depth));
        EXPECT_EQ(seen.colours, ColourRead::converted);
        expect_colours(seen.image, {{231, 57, 34}, {2, 68, 215}}, 1);
    }
}

TEST(Colour, is_read_from_code_points_before_anything_else) {
    // Display P3's primaries with sRGB's curve.
    for (std::string const& rest : {""s, profile_chunk(prophoto_profile()), png_chunk("sRGB", "\0"s)}) {
        Read const seen = read(two_colours(code_points_chunk(12, 13) + rest));
        EXPECT_EQ(seen.colours, ColourRead::converted);
        expect_colours(seen.image, {{217, 42, 23}, {29, 71, 218}}, 1);
    }
    // Of ITU-R BT.2020: what sRGB has no number for is cut off at its edge.
    expect_colours(read(two_colours(code_points_chunk(9, 13))).image, {{247, 0, 23}, {0, 70, 220}}, 1);
}

TEST(Colour, is_read_from_the_profile_before_gamma_and_primaries) {
    Read const seen = read(two_colours(profile_chunk(adobe_profile()) + gamma_chunk(100000)));
    EXPECT_EQ(seen.colours, ColourRead::converted);
    expect_colours(seen.image, {{231, 57, 34}, {2, 68, 215}}, 1);
}

// At 8 bits 73 of these levels would be lost.
TEST(Colour, of_a_linear_picture_of_16_bits_keeps_all_levels) {
    MadePng png;
    png.width = 256;
    png.colour = 0;
    png.depth = 16;
    for (int level = 0; level < 256; ++level) {
        double const v = level / 255.0;
        double const light = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        png.samples.push_back(static_cast<std::uint16_t>(std::lround(light * 65535)));
    }
    png.before_data = gamma_chunk(100000);
    for (bool const interlaced : {false, true}) {
        png.interlaced = interlaced;
        Read const seen = read(make_png(png));
        EXPECT_EQ(seen.colours, ColourRead::converted);
        for (int level = 0; level < 256; ++level)
            for (int c = 0; c < 3; ++c)
                EXPECT_NEAR(seen.image.pixel(level, 0)[c], level, 1) << level;
    }
}

TEST(Colour, leaves_the_transparency_as_it_is) {
    for (int const depth : {8, 16}) {
        MadePng png;
        png.width = 2;
        png.colour = 6;
        png.depth = depth;
        int const one = depth == 16 ? 257 : 1;
        for (int const sample : {200, 60, 40, 130, 40, 70, 210, 0})
            png.samples.push_back(static_cast<std::uint16_t>(sample * one));
        png.before_data = profile_chunk(adobe_profile());
        Image const image = read(make_png(png)).image;
        expect_colours(image, {{231, 57, 34}, {2, 68, 215}}, 1);
        EXPECT_EQ(image.pixel(0, 0)[3], 130);
        EXPECT_EQ(image.pixel(1, 0)[3], 0);
    }
}

TEST(Colour, that_cannot_be_used_changes_nothing) {
    constexpr std::array<std::uint32_t, 8> nonsense{31270, 0, 64000, 0, 30000, 0, 15000, 0};
    for (auto const& [what, chunks] : {
             std::pair{"a grey profile in colours", profile_chunk(grey_profile())},
             {"a profile that is none", profile_chunk(profile_of_size(300))},
             {"light brighter than white", code_points_chunk(9, 16)},
             {"unknown primaries", code_points_chunk(99, 13)},
             {"limited range", code_points_chunk(1, 13, 0, 0)},
             {"impossible primaries", gamma_chunk(45455) + primaries_chunk(nonsense)},
         }) {
        for (int const depth : {8, 16}) {
            Read const seen = read(two_colours(chunks, depth));
            EXPECT_EQ(seen.colours, ColourRead::unusable) << what;
            expect_colours(seen.image, {{200, 60, 40}, {40, 70, 210}}, 0);
        }
    }
}

TEST(Colour, chunks_of_a_wrong_length_say_nothing) {
    for (std::string const& chunk : {png_chunk("gAMA", "\0\1"s), png_chunk("cHRM", be32(31270)),
                                     png_chunk("cICP", "\1"s), png_chunk("gAMA", be32(0))}) {
        Read const seen = read(two_colours(chunk));
        EXPECT_EQ(seen.colours, ColourRead::srgb);
        expect_colours(seen.image, {{200, 60, 40}, {40, 70, 210}}, 0);
    }
}

} // namespace
} // namespace inlay::test

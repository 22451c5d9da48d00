// Every kind of PNG that there is, against pixels computed from the samples themselves.
#include "inlay/codec.h"

#include "made_files.h"
#include "support/pictures.h"

#include <gtest/gtest.h>

#include <random>

namespace inlay::test {
namespace {

using namespace std::string_literals;

constexpr int palette_size = 200;

std::string palette_chunk() {
    std::string palette;
    for (int i = 0; i < palette_size; ++i)
        palette += {static_cast<char>(i), static_cast<char>(255 - i), static_cast<char>(i * 7)};
    return palette;
}

std::array<int, 4> expected_pixel(MadePng const& png, std::size_t pixel) {
    int const per_pixel = samples_per_pixel(png.colour);
    auto const sample = [&](int s) {
        return static_cast<int>(png.samples[pixel * static_cast<std::size_t>(per_pixel) + static_cast<std::size_t>(s)]);
    };
    auto const byte = [&](int s) {
        return png.depth == 16 ? sample(s) >> 8 : sample(s) * 255 / ((1 << png.depth) - 1);
    };
    switch (png.colour) {
    case 0:
        return {byte(0), byte(0), byte(0), 255};
    case 2:
        return {byte(0), byte(1), byte(2), 255};
    case 3: {
        int const i = sample(0);
        return i < palette_size ? std::array{i, 255 - i, i * 7 & 255, 255} : std::array{0, 0, 0, 255};
    }
    case 4:
        return {byte(0), byte(0), byte(0), byte(1)};
    default:
        return {byte(0), byte(1), byte(2), byte(3)};
    }
}

MadePng random_png(int colour, int depth, int width, int height, std::uint32_t seed) {
    MadePng png;
    png.width = width;
    png.height = height;
    png.depth = depth;
    png.colour = colour;
    if (colour == 3) png.before_data = png_chunk("PLTE", palette_chunk());
    std::mt19937 random(seed);
    for (int i = 0; i < width * height * samples_per_pixel(colour); ++i)
        png.samples.push_back(static_cast<std::uint16_t>(random() & ((1u << depth) - 1)));
    return png;
}

void expect_pixels(MadePng const& png, Decoded const& decoded, std::string const& what) {
    ASSERT_EQ(decoded.image.size(), (Size{png.width, png.height})) << what;
    for (int y = 0; y < png.height; ++y) {
        for (int x = 0; x < png.width; ++x) {
            auto const expected = expected_pixel(png, static_cast<std::size_t>(y * png.width + x));
            std::uint8_t const* const pixel = decoded.image.pixel(x, y);
            for (int c = 0; c < 4; ++c)
                ASSERT_EQ(pixel[c], expected[static_cast<std::size_t>(c)])
                    << what << " at " << x << "," << y << " channel " << c;
        }
    }
}

constexpr std::pair<int, int> kinds[] = {{0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1},
                                         {3, 2}, {3, 4}, {3, 8}, {4, 8}, {4, 16}, {6, 8}, {6, 16}};

TEST(Png, reads_every_colour_type_depth_filter_and_interlace) {
    std::uint32_t seed = 1;
    for (auto const& [colour, depth] : kinds) {
        for (bool const interlaced : {false, true}) {
            for (int filter = 0; filter <= 5; ++filter) {
                MadePng png = random_png(colour, depth, 19, 13, seed++);
                png.interlaced = interlaced;
                png.filter = filter;
                png.data_chunk = filter == 5 ? 37 : 100000;
                std::string const what = "colour type " + std::to_string(colour) + ", depth " + std::to_string(depth) +
                                         ", filter " + std::to_string(filter) + (interlaced ? ", interlaced" : "");
                Result<Decoded> const decoded = decode(make_png(png));
                ASSERT_TRUE(decoded) << what << ": " << decoded.error().detail;
                expect_pixels(png, *decoded, what);
                EXPECT_EQ(decoded->has_alpha, colour == 4 || colour == 6) << what;
                EXPECT_EQ(decoded->was_deep, depth == 16) << what;
                EXPECT_EQ(decoded->format, Format::png);
            }
        }
    }
}

TEST(Png, reads_pictures_smaller_than_a_pass_of_the_interlace) {
    for (int width = 1; width <= 9; ++width) {
        for (int height = 1; height <= 9; ++height) {
            MadePng png = random_png(width % 2 == 0 ? 0 : 2, width % 2 == 0 ? 1 : 8, width, height, 5);
            png.interlaced = true;
            Result<Decoded> const decoded = decode(make_png(png));
            ASSERT_TRUE(decoded) << width << "x" << height << ": " << decoded.error().detail;
            expect_pixels(png, *decoded, std::to_string(width) + "x" + std::to_string(height));
        }
    }
}

TEST(Png, a_transparent_colour_becomes_alpha) {
    MadePng grey = random_png(0, 4, 8, 8, 2);
    grey.before_data = png_chunk("tRNS", "\0\5"s);
    MadePng rgb = random_png(2, 8, 8, 8, 3);
    rgb.samples[3] = 1;
    rgb.samples[4] = 2;
    rgb.samples[5] = 3;
    rgb.before_data = png_chunk("tRNS", "\0\1\0\2\0\3"s);
    MadePng deep = random_png(2, 16, 8, 8, 4);
    for (std::size_t i = 0; i < 6; ++i)
        deep.samples[i] = 0x0102;
    deep.samples[5] = 0x0103; // the second pixel differs in its low byte alone
    deep.before_data = png_chunk("tRNS", "\1\2\1\2\1\2"s);

    Result<Decoded> const a = decode(make_png(grey));
    ASSERT_TRUE(a);
    EXPECT_TRUE(a->has_alpha);
    for (std::size_t i = 0; i < 64; ++i)
        EXPECT_EQ(a->image.bytes()[4 * i + 3], grey.samples[i] == 5 ? 0 : 255) << i;
    Result<Decoded> const b = decode(make_png(rgb));
    ASSERT_TRUE(b);
    EXPECT_TRUE(b->has_alpha);
    EXPECT_EQ(b->image.pixel(1, 0)[3], 0);
    EXPECT_EQ(b->image.pixel(0, 0)[3], 255);
    Result<Decoded> const c = decode(make_png(deep));
    ASSERT_TRUE(c);
    EXPECT_EQ(c->image.pixel(0, 0)[3], 0);
    EXPECT_EQ(c->image.pixel(1, 0)[3], 255);
    EXPECT_TRUE(has_transparency(c->image));
}

TEST(Png, a_palette_may_have_alpha) {
    MadePng png = random_png(3, 8, 16, 16, 6);
    png.samples[0] = 0;
    png.samples[1] = 1;
    png.samples[2] = 2;
    png.before_data += png_chunk("tRNS", "\0\x80"s);
    Result<Decoded> const decoded = decode(make_png(png));
    ASSERT_TRUE(decoded);
    EXPECT_TRUE(decoded->has_alpha);
    EXPECT_EQ(decoded->image.pixel(0, 0)[3], 0);
    EXPECT_EQ(decoded->image.pixel(1, 0)[3], 0x80);
    EXPECT_EQ(decoded->image.pixel(2, 0)[3], 255);
}

TEST(Png, chunks_that_do_not_matter_are_passed_over_even_when_broken) {
    MadePng png = random_png(6, 8, 5, 5, 7);
    std::string broken = png_chunk("tEXt", "Comment\0hello"s);
    broken.back() ^= 1;
    png.before_data = png_chunk("pHYs", std::string(9, '\1')) + broken + png_chunk("iCCP", "x\0\0nonsense"s) +
                      png_chunk("acTL", std::string(8, '\0'));
    Result<Decoded> const decoded = decode(make_png(png));
    ASSERT_TRUE(decoded);
    expect_pixels(png, *decoded, "with broken text");
    EXPECT_TRUE(decoded->icc_profile.empty());
}

// TIFF 6.0 allows no LONG there, but some cameras write one and viewers obey it.
TEST(Png, obeys_an_orientation_that_is_written_as_a_long_number) {
    for (bool const little : {false, true}) {
        auto const number = [little](std::uint32_t value, std::size_t bytes) {
            return little ? le32(value).substr(0, bytes) : be32(value).substr(4 - bytes);
        };
        MadePng png = random_png(2, 8, 4, 6, 8);
        png.before_data =
            png_chunk("eXIf", (little ? "II*\0"s : "MM\0*"s) + number(8, 4) + number(1, 2) + number(0x0112, 2) +
                                  number(4, 2) + number(1, 4) + number(8, 4) + number(0, 4));
        EXPECT_EQ(decode(make_png(png))->orientation, 8) << little;
    }
}

TEST(Png, an_animation_is_refused_as_in_webp) {
    MadePng png = random_png(6, 8, 5, 5, 7);
    png.before_data = png_chunk("acTL", be32(3) + be32(0));
    Result<Decoded> const decoded = decode(make_png(png));
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().message, "The PNG picture is an animation, which Inlay does not read.");
    EXPECT_EQ(decoded.error().advice, "Save one of its frames as a picture of its own.");
    png.before_data = png_chunk("acTL", be32(1) + be32(0));
    EXPECT_TRUE(decode(make_png(png))) << "one frame is a picture";
}

TEST(Png, what_follows_the_end_does_not_matter) {
    MadePng const png = random_png(2, 8, 5, 5, 7);
    EXPECT_TRUE(decode(make_png(png) + "and more"));
}

TEST(Png, reads_profile_and_orientation) {
    MadePng png = random_png(2, 8, 4, 6, 8);
    std::string const profile = profile_of_size(3000);
    png.before_data =
        png_chunk("iCCP", "Display P3\0\0"s + zlib_stored(profile)) + png_chunk("eXIf", exif_block(false, 6));
    Result<Decoded> const decoded = decode(make_png(png));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->icc_profile, profile);
    EXPECT_EQ(decoded->orientation, 6);
    expect_pixels(png, *decoded, "orientation is not applied");
}

TEST(Png, a_profile_whose_header_is_wrong_is_left_out) {
    MadePng png = random_png(2, 8, 4, 4, 9);
    for (std::string const& profile :
         {std::string(500, 'x'), profile_of_size(500).substr(0, 200), profile_of_size(128).substr(0, 100)}) {
        png.before_data = png_chunk("iCCP", "p\0\0"s + zlib_stored(profile));
        Result<Decoded> const decoded = decode(make_png(png));
        ASSERT_TRUE(decoded);
        EXPECT_TRUE(decoded->icc_profile.empty());
    }
}

std::string header_that_says(std::uint32_t width, std::uint32_t height, char depth = 8, char colour = 6,
                             char compression = 0, char filter = 0, char interlace = 0) {
    return "\x89PNG\r\n\x1A\n" +
           png_chunk("IHDR", be32(width) + be32(height) + depth + colour + compression + filter + interlace) +
           png_chunk("IDAT", zlib_stored("x")) + png_chunk("IEND", {});
}

TEST(Png, a_header_that_claims_too_much_is_refused_in_words) {
    Result<Decoded> const decoded = decode(header_that_says(60000, 60000));
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, ErrorCode::undecodable);
    EXPECT_EQ(decoded.error().message, "The picture is too large: it says that it has 60000 x 60000 pixels.");
    EXPECT_FALSE(probe_size(header_that_says(60000, 60000)));
    EXPECT_FALSE(decode(header_that_says(32769, 1)));
    EXPECT_FALSE(decode(header_that_says(0x7FFFFFFF, 0x7FFFFFFF)));
}

TEST(Png, a_size_that_the_data_cannot_fill_is_refused_before_memory_is_taken) {
    Result<Decoded> const decoded = decode(header_that_says(16384, 16384));
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().detail, "too little data for the picture's size");
}

TEST(Png, headers_that_make_no_sense_are_refused) {
    EXPECT_FALSE(decode(header_that_says(0, 5)));
    EXPECT_FALSE(decode(header_that_says(5, 0)));
    EXPECT_FALSE(decode(header_that_says(0x80000000, 5)));
    EXPECT_FALSE(decode(header_that_says(5, 5, 3)));
    EXPECT_FALSE(decode(header_that_says(5, 5, 4, 6)));
    EXPECT_FALSE(decode(header_that_says(5, 5, 16, 3)));
    EXPECT_FALSE(decode(header_that_says(5, 5, 8, 1)));
    EXPECT_FALSE(decode(header_that_says(5, 5, 8, 7)));
    EXPECT_FALSE(decode(header_that_says(5, 5, 8, 6, 1)));
    EXPECT_FALSE(decode(header_that_says(5, 5, 8, 6, 0, 1)));
    EXPECT_FALSE(decode(header_that_says(5, 5, 8, 6, 0, 0, 2)));
}

TEST(Png, data_that_is_too_short_too_long_or_wrong_is_refused) {
    auto const file = [](std::string const& data, std::string const& extra = {}) {
        return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", be32(2) + be32(2) + "\x08\x00\x00\x00\x00"s) + extra +
               png_chunk("IDAT", data) + png_chunk("IEND", {});
    };
    EXPECT_TRUE(decode(file(zlib_stored("\0ab\0cd"s))));
    EXPECT_FALSE(decode(file(zlib_stored("\0ab\0c"s))));
    EXPECT_TRUE(decode(file(zlib_stored("\0ab\0cde"s)))) << "every reader forgives a little too much";
    EXPECT_FALSE(decode(file(zlib_stored("\0ab\0cd"s + std::string(100'000, 'x')))));
    EXPECT_FALSE(decode(file(zlib_stored("\0ab\5cd"s)))) << "there is no filter 5";
    std::string wrong_sum = zlib_stored("\0ab\0cd"s);
    wrong_sum.back() ^= 1;
    EXPECT_FALSE(decode(file(wrong_sum)));
    EXPECT_FALSE(decode(file("")));
    EXPECT_FALSE(decode(file(zlib_stored("\0ab\0cd"s), png_chunk("ABCD", "x"))))
        << "a critical chunk that nobody knows";
}

TEST(PngWriting, comes_back_bit_for_bit_with_and_without_alpha) {
    for (Size const size : {Size{1, 1}, Size{3, 200}, Size{200, 3}, Size{257, 129}}) {
        Image image = photo_like(size, 3);
        Result<std::string> const opaque = encode_png(image);
        ASSERT_TRUE(opaque);
        EXPECT_EQ((*opaque)[25], 2) << "RGB when nothing is transparent";
        Result<Decoded> const back = decode(*opaque);
        ASSERT_TRUE(back);
        EXPECT_EQ(back->image, image);
        EXPECT_FALSE(back->has_alpha);

        image.pixel(size.width - 1, size.height - 1)[3] = 0;
        Result<std::string> const transparent = encode_png(image);
        ASSERT_TRUE(transparent);
        EXPECT_EQ((*transparent)[25], 6);
        Result<Decoded> const also_back = decode(*transparent);
        ASSERT_TRUE(also_back);
        EXPECT_EQ(also_back->image, image) << "colour under alpha 0 included";
        EXPECT_TRUE(also_back->has_alpha);
    }
}

TEST(PngWriting, hides_what_was_erased_only_when_asked) {
    Image image = photo_like({64, 64}, 4);
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x)
            image.pixel(x, y)[3] = x < 32 ? 0 : 128;
    Result<Decoded> const decoded = decode(*encode_png(image, true));
    ASSERT_TRUE(decoded);
    for (int y = 0; y < 64; ++y) {
        for (int x = 0; x < 64; ++x) {
            std::uint8_t const* const pixel = decoded->image.pixel(x, y);
            if (x < 32) {
                ASSERT_EQ(std::vector<int>(pixel, pixel + 4), (std::vector<int>{0, 0, 0, 0}));
            } else
                ASSERT_TRUE(std::equal(pixel, pixel + 4, image.pixel(x, y)));
        }
    }
    EXPECT_LT(encode_png(image, true)->size(), encode_png(image, false)->size());
}

TEST(PngWriting, a_mask_is_grey) {
    Mask mask({33, 21});
    for (std::size_t i = 0; i < mask.bytes().size(); ++i)
        mask.bytes()[i] = static_cast<std::uint8_t>(i * 5);
    Result<std::string> const file = encode_png(mask);
    ASSERT_TRUE(file);
    EXPECT_EQ((*file)[25], 0);
    Result<Decoded> const back = decode(*file);
    ASSERT_TRUE(back);
    for (std::size_t i = 0; i < mask.bytes().size(); ++i)
        ASSERT_EQ(back->image.bytes()[4 * i + 1], mask.bytes()[i]);
}

TEST(PngWriting, takes_part_of_a_larger_picture) {
    Image const image = photo_like({90, 70}, 5);
    ImageView const part = image.view().sub({10, 20, 31, 17});
    Result<Decoded> const back = decode(*encode_png(part));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->image, Image(part));
}

TEST(PngWriting, filters_pay_on_smooth_pictures) {
    Image ramp({256, 256}, 255);
    for (int y = 0; y < 256; ++y)
        for (int x = 0; x < 256; ++x)
            for (int c = 0; c < 3; ++c)
                ramp.pixel(x, y)[c] = static_cast<std::uint8_t>((x * (c + 1) + y) / 2);
    EXPECT_LT(encode_png(ramp)->size(), 256u * 256u * 3u / 20u);
}

} // namespace
} // namespace inlay::test

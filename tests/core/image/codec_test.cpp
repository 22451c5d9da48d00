// JPEG, WebP, names and marks, metadata, orientation, and the pictures that real services sent.
#include "inlay/base64.h"
#include "inlay/codec.h"

#include "made_files.h"
#include "support/pictures.h"
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace inlay::test {
namespace {

using namespace std::string_literals;

TEST(Sniff, tells_the_three_by_their_bytes) {
    EXPECT_EQ(sniff("\x89PNG\r\n\x1A\n"), Format::png);
    EXPECT_EQ(sniff("\xFF\xD8\xFF\xE0"), Format::jpeg);
    EXPECT_EQ(sniff("RIFF\1\2\3\4WEBPVP8 "), Format::webp);
    EXPECT_EQ(sniff("RIFF\1\2\3\4WAVEfmt "), std::nullopt);
    EXPECT_EQ(sniff("\x89PNG\n\x1A\n"), std::nullopt) << "line endings were changed on the way";
    EXPECT_EQ(sniff(""), std::nullopt);
    EXPECT_EQ(sniff("RIFF"), std::nullopt);
}

TEST(Sniff, names_the_others) {
    EXPECT_EQ(foreign_format("GIF89a..."), "GIF");
    EXPECT_EQ(foreign_format("\0\0\0\x1C"
                             "ftypavif"s),
              "AVIF");
    EXPECT_EQ(foreign_format("\0\0\0\x1C"
                             "ftypheic"s),
              "HEIC");
    EXPECT_EQ(foreign_format("II*\0\x08"s), "TIFF");
    EXPECT_EQ(foreign_format("  \n<!DOCTYPE html><html>"), "HTML");
    EXPECT_EQ(foreign_format("\xEF\xBB\xBF<html lang=en>"), "HTML");
    EXPECT_EQ(foreign_format("<?xml version=\"1.0\"?><!-- c --><svg xmlns="), "SVG");
    EXPECT_EQ(foreign_format("<?xml version=\"1.0\"?><Error>"), "XML");
    EXPECT_EQ(foreign_format("{\"error\":"), "JSON");
    EXPECT_EQ(foreign_format("BM...."), "BMP");
    EXPECT_EQ(foreign_format("\xFF\x0A\x01"), "JPEG XL");
    EXPECT_EQ(foreign_format("plain words"), "");
    EXPECT_EQ(foreign_format(""), "");
    EXPECT_EQ(foreign_format("\x89PNG\r\n\x1A\n"), "") << "ours";
}

TEST(Sniff, names_of_files_and_mime_types) {
    EXPECT_EQ(format_of_name("a.png"), Format::png);
    EXPECT_EQ(format_of_name("a.b.JPG"), Format::jpeg);
    EXPECT_EQ(format_of_name("/x.y/a.Jpeg"), Format::jpeg);
    EXPECT_EQ(format_of_name(".webp"), Format::webp);
    EXPECT_EQ(format_of_name("png"), std::nullopt);
    EXPECT_EQ(format_of_name("a.png/b"), std::nullopt);
    EXPECT_EQ(format_of_name("a.pngx"), std::nullopt);
    EXPECT_EQ(format_of_name(""), std::nullopt);
    EXPECT_EQ(mime(Format::png), "image/png");
    EXPECT_EQ(mime(Format::jpeg), "image/jpeg");
    EXPECT_EQ(mime(Format::webp), "image/webp");
}

TEST(Decode, says_in_a_sentence_what_is_not_a_picture) {
    auto const message = [](std::string_view bytes) {
        Result<Decoded> const decoded = decode(bytes);
        EXPECT_FALSE(decoded);
        EXPECT_EQ(decoded.error().code, ErrorCode::undecodable);
        EXPECT_FALSE(decoded.error().advice.empty());
        EXPECT_FALSE(probe_size(bytes));
        return decoded.error().message;
    };
    EXPECT_EQ(message(""), "The picture is empty: there is not a single byte in it.");
    EXPECT_EQ(message("GIF89a"), "This is a picture in the format GIF, which Inlay does not read.");
    EXPECT_EQ(message("<html>"), "This is a web page and not a picture.");
    EXPECT_EQ(message("hello"), "This is not a picture that Inlay can read.");
}

TEST(Orientation, is_read_in_both_byte_orders_from_each_format) {
    std::string const jpeg = *encode_jpeg(photo_like({16, 8}));
    std::string const webp = *encode_webp(photo_like({16, 8}));
    for (bool const little : {true, false}) {
        for (int orientation = 1; orientation <= 8; ++orientation) {
            std::string const block = exif_block(little, orientation);
            Result<Decoded> const a = decode(with_jpeg_segment(jpeg, '\xE1', "Exif\0\0"s + block));
            ASSERT_TRUE(a);
            EXPECT_EQ(a->orientation, orientation);
            EXPECT_EQ(a->image.size(), (Size{16, 8})) << "told, not applied";
            Result<Decoded> const b = decode(with_webp_chunks(webp, 0x08, 16, 8, {{"EXIF", block}}));
            ASSERT_TRUE(b) << b.error().detail;
            EXPECT_EQ(b->orientation, orientation);
            Result<Decoded> const c = decode(with_webp_chunks(webp, 0x08, 16, 8, {{"EXIF", "Exif\0\0"s + block}}));
            ASSERT_TRUE(c);
            EXPECT_EQ(c->orientation, orientation);
        }
    }
}

TEST(Orientation, hostile_blocks_mean_the_usual_orientation) {
    std::string const jpeg = *encode_jpeg(photo_like({16, 8}));
    auto const orientation = [&](std::string const& block) {
        Result<Decoded> const decoded = decode(with_jpeg_segment(jpeg, '\xE1', "Exif\0\0"s + block));
        EXPECT_TRUE(decoded);
        return decoded ? decoded->orientation : -1;
    };
    EXPECT_EQ(orientation(exif_block(true, 0)), 1);
    EXPECT_EQ(orientation(exif_block(true, 9)), 1);
    EXPECT_EQ(orientation(""), 1);
    EXPECT_EQ(orientation("II*\0"s), 1);
    EXPECT_EQ(orientation("II*\0\xFF\xFF\xFF\xFF"s), 1) << "a directory far outside";
    EXPECT_EQ(orientation("MM\0*\xFF\xFF\xFF\xF8"s + std::string(40, '\1')), 1);
    EXPECT_EQ(orientation("II*\0\x08\0\0\0\xFF\xFF"s), 1) << "65535 entries and none there";
    std::string const sound = exif_block(false, 6);
    for (std::size_t length = 0; length < sound.size(); ++length)
        EXPECT_THAT(orientation(sound.substr(0, length)), testing::AnyOf(1, 6));
    std::string wrong_type = sound;
    wrong_type[25] = 4; // LONG
    EXPECT_EQ(orientation(wrong_type), 1);
}

TEST(Orientation, each_turns_the_corners_to_where_exif_says) {
    // The picture as it should be seen has the corners 1 2 / 3 4. Stored, per EXIF: where the 0th row and the 0th
    // column lie when seen.
    auto const with_corners = [](int top_left, int top_right, int bottom_left, int bottom_right) {
        Image image({40, 50});
        image.pixel(0, 0)[0] = static_cast<std::uint8_t>(top_left);
        image.pixel(39, 0)[0] = static_cast<std::uint8_t>(top_right);
        image.pixel(0, 49)[0] = static_cast<std::uint8_t>(bottom_left);
        image.pixel(39, 49)[0] = static_cast<std::uint8_t>(bottom_right);
        return image;
    };
    struct Case {
        int orientation;
        std::array<int, 4> stored; // top left, top right, bottom left, bottom right
    };
    constexpr Case cases[] = {
        {1, {1, 2, 3, 4}}, // row 0 top, column 0 left
        {2, {2, 1, 4, 3}}, // top, right
        {3, {4, 3, 2, 1}}, // bottom, right
        {4, {3, 4, 1, 2}}, // bottom, left
        {5, {1, 3, 2, 4}}, // left, top
        {6, {2, 4, 1, 3}}, // right, top
        {7, {4, 2, 3, 1}}, // right, bottom
        {8, {3, 1, 4, 2}}, // left, bottom
    };
    for (Case const& it : cases) {
        Image const seen =
            oriented(with_corners(it.stored[0], it.stored[1], it.stored[2], it.stored[3]), it.orientation);
        ASSERT_EQ(seen.size(), it.orientation >= 5 ? (Size{50, 40}) : (Size{40, 50}));
        int const right = seen.width() - 1;
        int const bottom = seen.height() - 1;
        EXPECT_EQ((std::array<int, 4>{seen.pixel(0, 0)[0], seen.pixel(right, 0)[0], seen.pixel(0, bottom)[0],
                                      seen.pixel(right, bottom)[0]}),
                  (std::array<int, 4>{1, 2, 3, 4}))
            << "orientation " << it.orientation;
    }
    Image const image = photo_like({33, 67}, 9);
    EXPECT_EQ(oriented(oriented(image, 6), 8), image);
    EXPECT_EQ(oriented(oriented(image, 5), 5), image);
    EXPECT_EQ(oriented(image, 0), image);
    EXPECT_EQ(oriented(image, 77), image);
}

TEST(Png, reads_files_that_others_made) {
    Result<Decoded> const palette = decode(test_data("formats/palette.png"));
    ASSERT_TRUE(palette) << palette.error().detail;
    EXPECT_EQ(palette->orientation, 6);
    EXPECT_EQ(palette->icc_profile, profile_of_size(200));
    EXPECT_EQ(palette->image.pixel(0, 0)[3], 0);
    EXPECT_EQ(palette->image.pixel(6, 0)[3], 128);
    EXPECT_EQ(std::vector<int>(palette->image.pixel(44, 36), palette->image.pixel(44, 36) + 4),
              (std::vector<int>{210, 45, 90, 255}));
    Result<Decoded> const deep = decode(test_data("formats/deep.png"));
    ASSERT_TRUE(deep) << deep.error().detail;
    EXPECT_TRUE(deep->was_deep);
    Image expected = formats_picture();
    for (int y = 0; y < 37; ++y)
        for (int x = 0; x < 45; ++x)
            expected.pixel(x, y)[3] = static_cast<std::uint8_t>((65535 - 100 * x) >> 8);
    EXPECT_EQ(deep->image, expected);
}

TEST(Webp, lossless_is_exact_under_transparency_too) {
    Image image = photo_like({61, 43}, 6);
    for (int y = 0; y < 43; ++y)
        for (int x = 0; x < 61; ++x)
            image.pixel(x, y)[3] = static_cast<std::uint8_t>(x < 20 ? 0 : x * 4);
    Result<std::string> const file = encode_webp(image);
    ASSERT_TRUE(file);
    Result<Decoded> const decoded = decode(*file);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->image, image);
    EXPECT_TRUE(decoded->has_alpha);
    EXPECT_EQ(decoded->format, Format::webp);
    Image const opaque = photo_like({61, 43}, 6);
    Result<Decoded> const also = decode(*encode_webp(opaque));
    ASSERT_TRUE(also);
    EXPECT_EQ(also->image, opaque);
    EXPECT_FALSE(also->has_alpha);
    EXPECT_EQ(*probe_size(*file), (Size{61, 43}));
    ImageView const part = image.view().sub({3, 5, 17, 11});
    EXPECT_EQ(decode(*encode_webp(part))->image, Image(part));
}

TEST(Webp, reads_lossy_files_with_alpha) {
    Result<Decoded> const decoded = decode(test_data("formats/lossy_alpha.webp"));
    ASSERT_TRUE(decoded) << decoded.error().detail;
    EXPECT_TRUE(decoded->has_alpha);
    for (int x = 0; x < 45; ++x)
        EXPECT_EQ(decoded->image.pixel(x, 30)[3], x * 5);
    EXPECT_GT(psnr(formats_picture(), decoded->image), 18);
}

TEST(Webp, reads_profile) {
    std::string const profile = profile_of_size(777);
    Result<Decoded> const decoded =
        decode(with_webp_chunks(*encode_webp(photo_like({16, 8})), 0x20, 16, 8, {{"ICCP", profile}}));
    ASSERT_TRUE(decoded) << decoded.error().detail;
    EXPECT_EQ(decoded->icc_profile, profile);
    EXPECT_EQ(decoded->image, photo_like({16, 8}));
}

TEST(Webp, animations_get_a_sentence) {
    std::string const still = *encode_webp(photo_like({16, 8}));
    std::string const frame =
        std::string(6, '\0') + le32(15).substr(0, 3) + le32(7).substr(0, 3) + std::string(4, '\0') + still.substr(12);
    std::string file = with_webp_chunks(still, 0x02, 16, 8, {{"ANIM", std::string(6, '\0')}, {"ANMF", frame}});
    Result<Decoded> const decoded = decode(file);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().message, "The WebP picture is an animation, which Inlay does not read.");
}

TEST(Webp, a_length_that_is_not_there_is_cut_off_and_what_follows_does_not_matter) {
    std::string const file = *encode_webp(photo_like({16, 8}));
    EXPECT_TRUE(decode(file + "more"));
    Result<Decoded> const cut = decode(std::string_view(file).substr(0, file.size() - 1));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().message, "The WebP picture is cut off: its end is missing.");
    std::string longer = file;
    longer.replace(4, 4, "\xFF\xFF\xFF\xFF");
    EXPECT_FALSE(decode(longer));
}

TEST(Webp, a_header_that_claims_too_much_is_refused) {
    std::string const still = *encode_webp(photo_like({16, 8}));
    EXPECT_FALSE(decode(with_webp_chunks(still, 0, 1u << 24, 1u << 7, {})));
    EXPECT_FALSE(decode(with_webp_chunks(still, 0, 16, 9, {}))) << "the canvas and the picture disagree";
    // The simple format has 14 bits a side. Claiming all of them takes nothing but a few bits, so the limit is all that
    // protects.
    std::string claims = still;
    std::size_t const size = claims.find("VP8L") + 9;
    claims.replace(size, 4, "\xFF\xFF\xFF\x0F");
    Result<Decoded> const decoded = decode(claims, {8192, 1 << 24});
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().message, "The picture is too large: it says that it has 16384 x 16384 pixels.");
}

TEST(Limits, are_the_callers_to_set) {
    Image const image = photo_like({100, 50});
    for (std::string const& file : {*encode_png(image), *encode_jpeg(image), *encode_webp(image)}) {
        EXPECT_TRUE(decode(file, {100, 5000}));
        EXPECT_FALSE(decode(file, {99, 5000}));
        EXPECT_FALSE(decode(file, {100, 4999}));
    }
}

TEST(Encode, refuses_what_a_format_cannot_hold) {
    Image const wide({20000, 1}, 255);
    EXPECT_TRUE(encode_png(wide));
    EXPECT_TRUE(encode_jpeg(wide));
    Result<std::string> const webp = encode_webp(wide);
    ASSERT_FALSE(webp);
    EXPECT_EQ(webp.error().message, "A WebP picture can have 16383 pixels on a side, and this one has more.");
    EXPECT_FALSE(encode_jpeg(Image({70000, 1}, 255)));
    EXPECT_FALSE(encode_png(Image()));
    EXPECT_FALSE(encode_jpeg(Image()));
    EXPECT_FALSE(encode_webp(Image()));
}

TEST(Transparency, one_pixel_is_enough) {
    Image image({129, 65}, 255);
    EXPECT_FALSE(has_transparency(image));
    image.pixel(128, 64)[3] = 254;
    EXPECT_TRUE(has_transparency(image));
    EXPECT_FALSE(has_transparency(image.view().sub({0, 0, 128, 65})));
    EXPECT_FALSE(has_transparency(ImageView()));
}

// The strings of more than 1000 characters in a recorded reply: its pictures.
std::vector<std::string> recorded_pictures(std::string_view name) {
    std::string const json = test_data("recorded/" + std::string(name));
    std::vector<std::string> pictures;
    for (std::size_t at = json.find('"'); at != std::string::npos; at = json.find('"', at + 1)) {
        std::size_t const end = json.find('"', at + 1);
        if (end == std::string::npos) break;
        if (end - at > 1000) {
            Result<std::string> bytes = base64::decode(std::string_view(json).substr(at + 1, end - at - 1));
            EXPECT_TRUE(bytes) << bytes.error().detail;
            if (bytes) pictures.push_back(std::move(*bytes));
        }
        at = end;
    }
    return pictures;
}

TEST(Recorded, the_pictures_of_real_services_are_read) {
    struct Case {
        std::string_view file;
        std::size_t pictures;
        Format format;
    };
    for (Case const& it : {Case{"vertex_gemini25flash_jpeg_outputoptions.json", 1, Format::jpeg},
                           Case{"openrouter_images_edit_gemini31flashlite_jpeg.json", 1, Format::jpeg},
                           Case{"vertex_imagen_base64_png_small.json", 4, Format::png}}) {
        std::vector<std::string> const pictures = recorded_pictures(it.file);
        ASSERT_EQ(pictures.size(), it.pictures) << it.file;
        for (std::string const& bytes : pictures) {
            Result<Decoded> const decoded = decode(bytes);
            ASSERT_TRUE(decoded) << it.file << ": " << decoded.error().message << " " << decoded.error().detail;
            EXPECT_EQ(decoded->image.size(), (Size{1024, 1024})) << it.file;
            EXPECT_EQ(*probe_size(bytes), (Size{1024, 1024})) << it.file;
            EXPECT_EQ(decoded->format, it.format) << it.file;
            EXPECT_FALSE(has_transparency(decoded->image)) << it.file;
        }
    }
    for (std::string_view const name : {"pictures/cat.png", "pictures/castle.png"}) {
        Result<Decoded> const decoded = decode(test_data(name));
        ASSERT_TRUE(decoded) << name << decoded.error().detail;
        EXPECT_EQ(decoded->image.size(), (Size{1024, 1024})) << name;
        EXPECT_EQ(decode(*encode_png(decoded->image))->image, decoded->image) << name;
    }
}

} // namespace
} // namespace inlay::test

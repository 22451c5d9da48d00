// Is every kind of JPEG read or refused with a sentence, and does a hostile one reach no decoder?
#include "inlay/codec.h"

#include "made_files.h"
#include "support/pictures.h"
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inlay::test {
namespace {

using namespace std::string_literals;

TEST(Jpeg, comes_back_close_and_finer_quality_comes_back_closer) {
    Image const image = photo_like({123, 77}, 2);
    Result<std::string> const file = encode_jpeg(image);
    ASSERT_TRUE(file);
    Result<Decoded> const decoded = decode(*file);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->format, Format::jpeg);
    EXPECT_FALSE(decoded->has_alpha);
    EXPECT_FALSE(has_transparency(decoded->image));
    EXPECT_GT(psnr(image, decoded->image), 36);
    EXPECT_GT(psnr(image, decode(*encode_jpeg(image, 100))->image), psnr(image, decoded->image));
    EXPECT_LT(psnr(image, decode(*encode_jpeg(image, 30))->image), psnr(image, decoded->image));
    EXPECT_EQ(*probe_size(*file), (Size{123, 77}));
}

TEST(Jpeg, ignores_alpha_and_takes_part_of_a_larger_picture) {
    Image image = photo_like({90, 70}, 5);
    ImageView const part = image.view().sub({16, 20, 31, 17});
    std::string const opaque = *encode_jpeg(part);
    for (std::size_t i = 3; i < image.bytes().size(); i += 4)
        image.bytes()[i] = 0;
    EXPECT_EQ(*encode_jpeg(part), opaque);
    EXPECT_GT(psnr(part, decode(opaque)->image), 35);
}

TEST(Jpeg, reads_progressive_files_restart_markers_grey_and_rgb) {
    Image const picture = formats_picture();
    for (std::string_view const name : {"progressive.jpg", "restarts.jpg", "rgb.jpg"}) {
        Result<Decoded> const decoded = decode(test_data("formats/" + std::string(name)));
        ASSERT_TRUE(decoded) << name << ": " << decoded.error().detail;
        EXPECT_GT(psnr(picture, decoded->image), name == "rgb.jpg" ? 40 : 24) << name;
    }
    Result<Decoded> const grey = decode(test_data("formats/grey.jpg"));
    ASSERT_TRUE(grey);
    for (int x = 0; x < 45; ++x) {
        std::uint8_t const* const pixel = grey->image.pixel(x, 20);
        EXPECT_NEAR(pixel[0], 40 + 4 * x, 6);
        EXPECT_EQ(pixel[0], pixel[1]);
        EXPECT_EQ(pixel[0], pixel[2]);
    }
}

TEST(Jpeg, kinds_that_are_not_read_get_a_sentence) {
    Result<Decoded> const cmyk = decode(test_data("formats/cmyk.jpg"));
    ASSERT_FALSE(cmyk);
    EXPECT_EQ(cmyk.error().message, "The JPEG picture is made for printing (CMYK), which Inlay does not read.");
    Result<Decoded> const arithmetic = decode(test_data("formats/arithmetic.jpg"));
    ASSERT_FALSE(arithmetic);
    EXPECT_NE(arithmetic.error().message.find("arithmetic coding"), std::string::npos) << arithmetic.error().message;
    std::string twelve = *encode_jpeg(plain({8, 8}, 1, 2, 3));
    std::size_t const frame = twelve.find("\xFF\xC0");
    ASSERT_NE(frame, std::string::npos);
    twelve[frame + 4] = 12;
    EXPECT_NE(decode(twelve).error().message.find("12 bits"), std::string::npos);
}

TEST(Jpeg, what_follows_the_end_does_not_matter_but_the_end_does) {
    std::string const file = *encode_jpeg(photo_like({40, 40}));
    EXPECT_TRUE(decode(file + "trailing words"));
    EXPECT_TRUE(decode(file + file)) << "some cameras put a second picture behind the first";
    Result<Decoded> const cut = decode(std::string_view(file).substr(0, file.size() - 2));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().message, "The JPEG picture is cut off: its end is missing.");
}

TEST(Jpeg, a_thumbnails_end_is_not_the_pictures_end) {
    std::string const small = *encode_jpeg(plain({8, 8}, 1, 2, 3));
    std::string const file = with_jpeg_segment(*encode_jpeg(photo_like({40, 40})), '\xE1', "Exif\0\0"s + small);
    EXPECT_TRUE(decode(file));
    EXPECT_FALSE(decode(std::string_view(file).substr(0, file.size() - 10)));
}

TEST(Jpeg, a_header_that_claims_too_much_is_refused) {
    std::string file = *encode_jpeg(photo_like({40, 40}));
    std::size_t const frame = file.find("\xFF\xC0");
    file.replace(frame + 5, 4, "\xEA\x60\xEA\x60");
    Result<Decoded> const decoded = decode(file);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().message, "The picture is too large: it says that it has 60000 x 60000 pixels.");
    file.replace(frame + 5, 4, "\x3A\x98\x3A\x98"); // 15000 x 15000: allowed, but never in so few bytes
    EXPECT_EQ(decode(file).error().detail, "too little data for the picture's size");
    file.replace(frame + 5, 4, "\0\0\0\x28"s);
    EXPECT_FALSE(decode(file));
}

TEST(Jpeg, thousands_of_scans_are_refused) {
    std::string file = test_data("formats/progressive.jpg");
    std::size_t const first = file.find("\xFF\xDA");
    std::size_t const second = file.find("\xFF\xC4", first);
    std::string const scan = file.substr(first, second - first);
    std::string many;
    for (int i = 0; i < 3000; ++i)
        many += scan;
    file.insert(first, many);
    Result<Decoded> const decoded = decode(file);
    ASSERT_FALSE(decoded);
    EXPECT_NE(decoded.error().detail.find("scans"), std::string::npos) << decoded.error().detail;
}

std::string refusal(std::string_view file) {
    Result<Decoded> const decoded = decode(file);
    return decoded ? "read" : decoded.error().detail;
}

TEST(Jpeg, a_table_with_too_many_codes_never_reaches_the_decoder) {
    // 257 codes of 16 bits: what stb_image would write beyond the end of its table.
    std::string table(1, '\0');
    table += std::string(14, '\0') + "\xFF\x02";
    table += std::string(257, '\1');
    std::string const file = *encode_jpeg(photo_like({16, 16}));
    EXPECT_EQ(refusal(with_jpeg_segment(file, '\xC4', table)), "a Huffman table that makes no sense");
    EXPECT_EQ(refusal(with_jpeg_segment(file, '\xC4', std::string(5, '\0'))), "a Huffman table that makes no sense");
    EXPECT_EQ(refusal(with_jpeg_segment(file, '\xC4', "\x24" + std::string(16, '\0'))),
              "a Huffman table that makes no sense");
    EXPECT_EQ(refusal(with_jpeg_segment(file, '\xDB', "\x04" + std::string(64, '\1'))),
              "a quantisation table that makes no sense");
}

TEST(Jpeg, a_scan_without_its_tables_is_refused) {
    std::string file = *encode_jpeg(photo_like({16, 16}));
    for (std::string_view const segment : {"\xFF\xC4", "\xFF\xDB"}) {
        std::string without = file;
        for (std::size_t at = without.find(segment); at != std::string::npos; at = without.find(segment, at + 2))
            without[at + 1] = '\xFE'; // a comment instead
        EXPECT_EQ(refusal(without), "a scan without its tables");
    }
}

TEST(Jpeg, a_component_without_a_scan_is_refused) {
    std::string file = test_data("formats/progressive.jpg");
    file.resize(file.find("\xFF\xDA"));
    // One scan of the first component alone, and the end.
    file += "\xFF\xDA\0\x08\1\1\0\0\0\1"s + std::string(40, '\0') + "\xFF\xD9";
    EXPECT_EQ(refusal(file), "it ends without its picture");
}

TEST(Jpeg, lost_restart_markers_are_noticed) {
    std::string file = test_data("formats/restarts.jpg");
    std::size_t const first = file.find("\xFF\xD0", file.find("\xFF\xDA"));
    std::size_t const second = file.find("\xFF\xD1", first);
    ASSERT_NE(second, std::string::npos);
    EXPECT_EQ(refusal(file), "read");
    file.erase(first, second - first);
    EXPECT_EQ(refusal(file), "restart markers are missing: a part of the data was lost");
}

TEST(Jpeg, reads_a_profile_in_several_parts_in_any_order) {
    std::string const profile = profile_of_size(150'000);
    std::string const plain_file = *encode_jpeg(photo_like({16, 16}));
    auto const part = [&](char number, char count) {
        return "ICC_PROFILE\0"s + number + count + profile.substr(static_cast<std::size_t>(number - 1) * 60000, 60000);
    };
    std::string file = plain_file;
    for (char const number : {'\1', '\3', '\2'})
        file = with_jpeg_segment(file, '\xE2', part(number, 3));
    Result<Decoded> const decoded = decode(file);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->icc_profile, profile);

    std::string missing = with_jpeg_segment(plain_file, '\xE2', part(1, 3));
    missing = with_jpeg_segment(missing, '\xE2', part(3, 3));
    ASSERT_TRUE(decode(missing));
    EXPECT_TRUE(decode(missing)->icc_profile.empty()) << "a part is missing";
}

} // namespace
} // namespace inlay::test

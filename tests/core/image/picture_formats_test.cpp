// The one table of formats: what it says of each is what its bytes and its decoder say.
#include "inlay/codec.h"

#include "support/pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inlay {
namespace {

using ::testing::ElementsAre;

TEST(PictureFormats, are_these_three) {
    std::vector<std::string> names;
    std::vector<std::string> types;
    std::vector<std::string> endings;
    std::vector<bool> alpha;
    for (PictureFormat const& format : picture_formats()) {
        names.emplace_back(format.name);
        types.emplace_back(format.mime);
        endings.emplace_back(format.extensions.front());
        alpha.push_back(format.has_alpha);
    }
    EXPECT_THAT(names, ElementsAre("PNG", "JPEG", "WebP"));
    EXPECT_THAT(types, ElementsAre("image/png", "image/jpeg", "image/webp"));
    EXPECT_THAT(endings, ElementsAre("png", "jpg", "webp"));
    EXPECT_THAT(alpha, ElementsAre(true, false, true));
}

TEST(PictureFormats, each_reads_what_it_writes_and_is_known_by_its_bytes) {
    Image const picture = test::photo_like({40, 24}, 3);
    for (PictureFormat const& format : picture_formats()) {
        auto const bytes = encode(picture, format.format);
        ASSERT_TRUE(bytes) << format.name;
        EXPECT_EQ(sniff(*bytes), format.format) << format.name;
        EXPECT_EQ(probe_size(*bytes), (Size{40, 24})) << format.name;
        auto const read = decode(*bytes);
        ASSERT_TRUE(read) << format.name;
        EXPECT_EQ(read->format, format.format);
        EXPECT_EQ(read->image.size(), (Size{40, 24})) << format.name;
    }
}

TEST(PictureFormats, quality_makes_a_jpeg_smaller_and_nothing_else_different) {
    Image const picture = test::photo_like({64, 64}, 3);
    EXPECT_LT(encode(picture, Format::jpeg, 40)->size(), encode(picture, Format::jpeg, 95)->size());
    for (Format const lossless : {Format::png, Format::webp})
        EXPECT_EQ(*encode(picture, lossless, 40), *encode(picture, lossless, 95));
}

TEST(PictureFormats, a_type_is_known_as_it_is_written_in_headers) {
    EXPECT_EQ(format_of_mime("image/jpeg"), Format::jpeg);
    EXPECT_EQ(format_of_mime("image/webp"), Format::webp);
    for (char const* other : {"image/jpg", "image/gif", "IMAGE/PNG", "image/png; charset=x", ""})
        EXPECT_EQ(format_of_mime(other), std::nullopt) << other;
}

TEST(PictureFormats, an_ending_alone_or_missing_is_none) {
    EXPECT_EQ(format_of_name("a.JPEG"), Format::jpeg);
    for (char const* name : {"a.", "png", "a.png.bak", "", ".", "a.jpe"})
        EXPECT_EQ(format_of_name(name), std::nullopt) << name;
}

} // namespace
} // namespace inlay

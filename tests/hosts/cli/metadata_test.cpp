// What a photograph says of itself is in its edited copy too, but for what is no longer true.
#include "cli_fixture.h"

#include "core/image/made_files.h"

#include <exiv2/exiv2.hpp>

namespace inlay::test {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::Not;

struct Said {
    Exiv2::ExifData exif;
    Exiv2::XmpData xmp;
    Exiv2::IptcData iptc;

    [[nodiscard]] std::string of_exif(char const* key) const {
        auto const at = exif.findKey(Exiv2::ExifKey(key));
        return at == exif.end() ? "" : at->toString();
    }
    [[nodiscard]] std::string of_xmp(char const* key) const {
        auto const at = xmp.findKey(Exiv2::XmpKey(key));
        return at == xmp.end() ? "" : at->toString();
    }
    [[nodiscard]] std::string of_iptc(char const* key) const {
        auto const at = iptc.findKey(Exiv2::IptcKey(key));
        return at == iptc.end() ? "" : at->toString();
    }
};

class Metadata : public CommandLine {
  protected:
    // A photograph of 40x24 that lies on its side.
    std::string photograph(std::string const& name, Said const& more = {}) const {
        std::string const file = folder.file(name);
        write_whole_file(file, encode(photo_like({40, 24}), *format_of_name(name), 95).value());
        auto const image = Exiv2::ImageFactory::open(file);
        Exiv2::ExifData exif = more.exif;
        exif["Exif.Image.Make"] = "Canon";
        exif["Exif.Image.Orientation"] = std::uint16_t{6};
        exif["Exif.Photo.ColorSpace"] = std::uint16_t{65535};
        exif["Exif.Photo.PixelXDimension"] = std::uint32_t{40};
        exif["Exif.Photo.PixelYDimension"] = std::uint32_t{24};
        exif["Exif.Photo.DateTimeOriginal"] = "2024:05:06 07:08:09";
        exif["Exif.Iop.InteroperabilityIndex"] = "R03";
        exif["Exif.GPSInfo.GPSLatitudeRef"] = "N";
        Exiv2::XmpData xmp = more.xmp;
        xmp["Xmp.dc.creator"] = "Ann";
        xmp["Xmp.tiff.Orientation"] = "6";
        Exiv2::IptcData iptc;
        iptc["Iptc.Application2.Caption"] = "A cat";
        image->setExifData(exif);
        image->setXmpData(xmp);
        if (image->checkMode(Exiv2::mdIptc) == Exiv2::amReadWrite) image->setIptcData(iptc);
        image->writeMetadata();
        return file;
    }

    [[nodiscard]] static Said said_by(std::string const& file) {
        auto const image = Exiv2::ImageFactory::open(file);
        image->readMetadata();
        return {image->exifData(), image->xmpData(), image->iptcData()};
    }

    Ran edit(std::string const& in, std::string const& out, std::vector<std::string> const& more = {}) const {
        ScriptedServer server(paints(1, 2, 3));
        return edit_plainly(in, folder.file(out), server, more);
    }
};

TEST_F(Metadata, of_a_photograph_is_in_its_edited_copy_whatever_the_formats) {
    for (char const* in : {"in.jpg", "in.png", "in.webp"}) {
        for (char const* out : {"out.jpg", "out.png", "out.webp"}) {
            SCOPED_TRACE(in + " to "s + out);
            Ran const ran = edit(photograph(in), out);
            ASSERT_EQ(ran.exit_status, 0) << ran.err;
            Said const said = said_by(folder.file(out));
            EXPECT_EQ(said.of_exif("Exif.Image.Make"), "Canon");
            EXPECT_EQ(said.of_exif("Exif.Photo.DateTimeOriginal"), "2024:05:06 07:08:09");
            EXPECT_EQ(said.of_exif("Exif.GPSInfo.GPSLatitudeRef"), "N") << "the place stays";
            EXPECT_EQ(said.of_xmp("Xmp.dc.creator"), "Ann");
            bool const has_caption = in != "in.webp"s && out != "out.webp"s;
            EXPECT_EQ(said.of_iptc("Iptc.Application2.Caption"), has_caption ? "A cat" : "");
            // WebP has no place for IPTC.
            bool const lost = in != "in.webp"s && out == "out.webp"s;
            EXPECT_EQ(ran.err.find("Its metadata of the kind IPTC was left out") != std::string::npos, lost) << ran.err;
        }
    }
}

TEST_F(Metadata, that_is_no_longer_true_is_mended) {
    ASSERT_EQ(edit(photograph("in.jpg"), "out.jpg").exit_status, 0);
    Said const said = said_by(folder.file("out.jpg"));
    EXPECT_EQ(decoded_file(folder.file("out.jpg")).image.size(), (Size{24, 40})) << "upright";
    EXPECT_EQ(said.of_exif("Exif.Image.Orientation"), "1");
    EXPECT_EQ(said.of_xmp("Xmp.tiff.Orientation"), "1");
    EXPECT_EQ(said.of_exif("Exif.Photo.PixelXDimension"), "24");
    EXPECT_EQ(said.of_exif("Exif.Photo.PixelYDimension"), "40");
    EXPECT_EQ(said.of_exif("Exif.Photo.ColorSpace"), "1") << "sRGB";
    EXPECT_EQ(said.of_exif("Exif.Iop.InteroperabilityIndex"), "") << "of another colour space";
}

TEST_F(Metadata, has_no_thumbnail_of_the_picture_before_the_edit) {
    Said with_thumbnail;
    std::string const small = encode_jpeg(photo_like({16, 12})).value();
    Exiv2::ExifThumb thumbnail(with_thumbnail.exif);
    thumbnail.setJpegThumbnail(reinterpret_cast<Exiv2::byte const*>(small.data()), static_cast<long>(small.size()));
    std::string const in = photograph("in.jpg", with_thumbnail);
    ASSERT_THAT(read_whole_file(in), HasSubstr(small));
    ASSERT_EQ(edit(in, "out.jpg").exit_status, 0);
    EXPECT_THAT(read_whole_file(folder.file("out.jpg")), Not(HasSubstr(small.substr(small.size() - 80))));
    EXPECT_EQ(said_by(folder.file("out.jpg")).of_exif("Exif.Image.Make"), "Canon");
}

TEST_F(Metadata, of_a_gain_map_is_left_out_and_said) {
    Exiv2::XmpProperties::registerNs("http://ns.adobe.com/hdr-gain-map/1.0/", "hdrgm");
    Said with_gain_map;
    with_gain_map.xmp["Xmp.hdrgm.Version"] = "1.0";
    Ran const ran = edit(photograph("in.jpg", with_gain_map), "out.jpg");
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("Its gain map (HDR) was left out"));
    EXPECT_THAT(read_whole_file(folder.file("out.jpg")), Not(HasSubstr("hdrgm")));
    EXPECT_EQ(said_by(folder.file("out.jpg")).of_xmp("Xmp.dc.creator"), "Ann");
}

std::string le16(unsigned value) {
    return {static_cast<char>(value & 0xFF), static_cast<char>(value >> 8)};
}
// TIFF 6.0: of "Canon" and, in the directory behind, a comment of 70,000 bytes. Exiv2 writes no such thing.
std::string exif_with_a_long_comment() {
    std::string const comment = "ASCII\0\0\0"s + std::string(70'000, 'x');
    auto const entry = [](unsigned tag, unsigned type, std::size_t count, std::size_t value) {
        return le16(tag) + le16(type) + le32(static_cast<std::uint32_t>(count)) +
               le32(static_cast<std::uint32_t>(value));
    };
    constexpr std::size_t first = 8, make = first + 2 + 24 + 4, second = make + 6, text = second + 2 + 12 + 4;
    return "II*\0"s + le32(first) + le16(2) + entry(0x010F, 2, 6, make) + entry(0x8769, 4, 1, second) + le32(0) +
           "Canon\0"s + le16(1) + entry(0x9286, 7, comment.size(), text) + le32(0) + comment;
}

TEST_F(Metadata, that_is_too_long_for_the_format_is_left_out_and_said_and_costs_nothing_else) {
    std::string const png = encode_png(photo_like({40, 24})).value();
    constexpr std::size_t behind_header = 8 + 25;
    write_whole_file(folder.file("in.png"), png.substr(0, behind_header) +
                                                png_chunk("eXIf", exif_with_a_long_comment()) +
                                                png.substr(behind_header));
    Ran const ran = edit(folder.file("in.png"), "out.jpg");
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("too long for this kind of file: UserComment."));
    EXPECT_EQ(said_by(folder.file("out.jpg")).of_exif("Exif.Image.Make"), "Canon");
    EXPECT_EQ(decoded_file(folder.file("out.jpg")).image.size(), (Size{40, 24}));
}

TEST_F(Metadata, that_is_damaged_costs_no_picture) {
    std::string const jpeg = encode_jpeg(photo_like({40, 24})).value();
    for (std::string const& exif :
         {"Exif\0\0II*\0\xFF\xFF\xFF\x7F"s, "Exif\0\0MM\0*\0\0\0\x08\xFF\xFF"s + std::string(40, '\xEE')}) {
        std::string const in = folder.file("in.jpg");
        write_whole_file(in, with_jpeg_segment(jpeg, '\xE1', exif));
        Ran const ran = edit(in, "out.jpg");
        EXPECT_EQ(ran.exit_status, 0) << ran.err;
        EXPECT_EQ(decoded_file(folder.file("out.jpg")).image.size(), (Size{40, 24}));
    }
}

TEST_F(Metadata, is_left_out_when_asked_for) {
    ASSERT_EQ(edit(photograph("in.jpg"), "out.jpg", {"--strip"}).exit_status, 0);
    Said const said = said_by(folder.file("out.jpg"));
    EXPECT_TRUE(said.exif.empty());
    EXPECT_TRUE(said.xmp.empty());
    EXPECT_TRUE(said.iptc.empty());
}

} // namespace
} // namespace inlay::test

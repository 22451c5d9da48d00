#include "metadata.h"

#include <exiv2/exiv2.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace inlay::cli {
namespace {

constexpr char const* not_kept =
    "Its metadata (EXIF, XMP, IPTC) could not be copied: what the picture holds of it is damaged.";

Exiv2::byte const* bytes_of(std::string_view text) {
    return reinterpret_cast<Exiv2::byte const*>(text.data());
}

// Exiv2 0.27 counts a size in `long`, 0.28 in `size_t`.
auto open(std::string_view bytes) {
    auto image = Exiv2::ImageFactory::open(bytes_of(bytes), static_cast<long>(bytes.size()));
    image->readMetadata();
    return image;
}

// Namespaces of XMP in which cameras describe a second, brighter picture behind the first one.
constexpr std::array gain_map_families{std::string_view("Xmp.hdrgm."), std::string_view("Xmp.HDRGainMap."),
                                       std::string_view("Xmp.GContainer."), std::string_view("Xmp.Container."),
                                       std::string_view("Xmp.GCamera.")};

bool belongs_to_gain_map(std::string const& key) {
    return std::ranges::any_of(gain_map_families, [&](std::string_view family) { return key.starts_with(family); });
}

// A JPEG may hold more pictures behind the first one (CIPA DC-007, "MPF"; ISO 21496-1 for gain maps). They are in no
// metadata.
bool has_gain_map(std::string_view source, Exiv2::XmpData const& xmp) {
    if (source.find("urn:iso:std:iso:ts:21496:-1") != std::string_view::npos) return true;
    return std::ranges::any_of(xmp, [](auto const& datum) {
        return std::string_view(datum.key()).starts_with("Xmp.hdrgm.") ||
               std::string_view(datum.key()).starts_with("Xmp.HDRGainMap.");
    });
}

template <class Data, class Matches>
void erase_if(Data& data, Matches matches) {
    for (auto at = data.begin(); at != data.end();)
        at = matches(*at) ? data.erase(at) : std::next(at);
}

void set_if_there(Exiv2::ExifData& exif, char const* key, std::uint32_t value) {
    auto const at = exif.findKey(Exiv2::ExifKey(key));
    if (at == exif.end()) return;
    bool const is_short = at->typeId() == Exiv2::unsignedShort && value <= 0xFFFF;
    exif.erase(at);
    if (is_short)
        exif[key] = static_cast<std::uint16_t>(value);
    else
        exif[key] = value;
}

void make_true(Exiv2::ExifData& exif, int width, int height) {
    Exiv2::ExifThumb(exif).erase();
    // Larger previews, in the same file or in a maker's own part: of the picture before the edit.
    erase_if(exif, [](Exiv2::Exifdatum const& datum) {
        std::string const name = datum.tagName();
        return name.starts_with("PreviewImage") || datum.groupName().starts_with("SubImage") ||
               datum.groupName() == "Thumbnail" || datum.groupName() == "MpfInfo";
    });
    set_if_there(exif, "Exif.Image.Orientation", 1);
    set_if_there(exif, "Exif.Photo.ColorSpace", 1); // sRGB
    set_if_there(exif, "Exif.Photo.PixelXDimension", static_cast<std::uint32_t>(width));
    set_if_there(exif, "Exif.Photo.PixelYDimension", static_cast<std::uint32_t>(height));
    set_if_there(exif, "Exif.Image.ImageWidth", static_cast<std::uint32_t>(width));
    set_if_there(exif, "Exif.Image.ImageLength", static_cast<std::uint32_t>(height));
    // "R03": another space than sRGB (DCF 2.0).
    erase_if(exif, [](Exiv2::Exifdatum const& datum) { return datum.groupName() == "Iop"; });
    for (char const* key : {"Exif.Image.InterColorProfile", "Exif.Image.WhitePoint", "Exif.Image.PrimaryChromaticities",
                            "Exif.Photo.Gamma"})
        erase_if(exif, [&](Exiv2::Exifdatum const& datum) { return datum.key() == key; });
}

void make_true(Exiv2::XmpData& xmp, int width, int height) {
    erase_if(xmp, [](Exiv2::Xmpdatum const& datum) {
        std::string const key = datum.key();
        return belongs_to_gain_map(key) || key.starts_with("Xmp.xmp.Thumbnails") || key == "Xmp.photoshop.ICCProfile" ||
               key.starts_with("Xmp.xmpNote.HasExtendedXMP");
    });
    auto const set = [&](char const* key, std::string const& value) {
        if (xmp.findKey(Exiv2::XmpKey(key)) != xmp.end()) xmp[key] = value;
    };
    set("Xmp.tiff.Orientation", "1");
    set("Xmp.exif.ColorSpace", "1");
    set("Xmp.exif.PixelXDimension", std::to_string(width));
    set("Xmp.exif.PixelYDimension", std::to_string(height));
    set("Xmp.tiff.ImageWidth", std::to_string(width));
    set("Xmp.tiff.ImageLength", std::to_string(height));
}

// What Exiv2 writes goes through memory; the picture's own bytes stay as they are.
template <class Change>
bool change(std::string& result, Change put) {
    try {
        auto image = open(result);
        put(*image);
        image->writeMetadata();
        Exiv2::BasicIo& io = image->io();
        io.open();
        std::string written(static_cast<std::size_t>(io.size()), '\0');
        auto const read = io.read(reinterpret_cast<Exiv2::byte*>(written.data()), static_cast<long>(written.size()));
        io.close();
        if (static_cast<std::size_t>(read) != written.size()) return false;
        result = std::move(written);
        return true;
    } catch (std::exception const&) {
        return false;
    }
}

// In a JPEG, where EXIF has 64 KB, Exiv2 leaves long fields out without a word.
std::string missing_fields(Exiv2::ExifData const& wanted, std::string const& result) {
    std::string names;
    try {
        auto const written = open(result);
        Exiv2::ExifData const& exif = written->exifData();
        if (exif.empty()) return {}; // said as a whole
        for (Exiv2::Exifdatum const& datum : wanted)
            if (datum.size() > 1024 && exif.findKey(Exiv2::ExifKey(datum.key())) == exif.end())
                names += (names.empty() ? "" : ", ") + datum.tagName();
    } catch (std::exception const&) {
        return {};
    }
    return names;
}

} // namespace

std::string with_metadata_of(std::string_view source, std::string result, int width, int height,
                             std::vector<std::string>& notes) {
    Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute); // it writes to standard error
    Exiv2::ExifData exif;
    Exiv2::XmpData xmp;
    Exiv2::IptcData iptc;
    try {
        auto const from = open(source);
        exif = from->exifData();
        xmp = from->xmpData();
        iptc = from->iptcData();
        if (has_gain_map(source, xmp))
            notes.emplace_back("Its gain map (HDR) was left out, since it belongs to the picture before the edit.");
        if (exif.empty() && xmp.empty() && iptc.empty()) return result;
        make_true(exif, width, height);
        make_true(xmp, width, height);
    } catch (std::exception const&) {
        notes.emplace_back(not_kept);
        return result;
    }
    // One by one: a part that does not fit (JPEG takes 64 KB of EXIF) must not cost the others.
    struct Part {
        char const* name;
        Exiv2::MetadataId id;
        bool there;
        void (*put)(Exiv2::Image& image, Exiv2::ExifData const&, Exiv2::XmpData const&, Exiv2::IptcData const&);
    };
    std::array const parts{
        Part{"EXIF", Exiv2::mdExif, !exif.empty(),
             [](auto& image, auto const& e, auto const&, auto const&) { image.setExifData(e); }},
        Part{"XMP", Exiv2::mdXmp, !xmp.empty(),
             [](auto& image, auto const&, auto const& x, auto const&) { image.setXmpData(x); }},
        Part{"IPTC", Exiv2::mdIptc, !iptc.empty(),
             [](auto& image, auto const&, auto const&, auto const& i) { image.setIptcData(i); }},
    };
    for (Part const& part : parts) {
        if (!part.there) continue;
        bool const kept = change(result, [&](Exiv2::Image& image) {
            // WebP has no place for IPTC, and Exiv2 passes over it without a word.
            if (image.checkMode(part.id) != Exiv2::amReadWrite) throw std::invalid_argument(part.name);
            part.put(image, exif, xmp, iptc);
        });
        if (!kept)
            notes.push_back("Its metadata of the kind " + std::string(part.name) +
                            " was left out: it is damaged, too long, or nothing for this kind of file.");
    }
    if (std::string const left_out = missing_fields(exif, result); !left_out.empty())
        notes.push_back(
            "These fields of its EXIF were left out, since they are too long for this kind of file: " + left_out + ".");
    return result;
}

} // namespace inlay::cli

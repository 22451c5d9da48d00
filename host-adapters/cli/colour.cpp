// How do colours of an embedded profile become sRGB? lcms2 does it; relative colorimetric with black point
// compensation, as editors do.
#include "picture_file.h"

#include <lcms2.h>

#include <cmath>
#include <cstdlib>
#include <memory>

namespace inlay::cli {
namespace {

struct CloseProfile {
    void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;

// From RGBA pixels of the profile to RGBA pixels of sRGB; grey profiles take the red channel, since a decoded grey
// picture has three equal ones.
struct Conversion {
    Transform transform;
    bool grey = false;
};

Conversion conversion_from(std::string const& icc_profile) {
    Profile const source(cmsOpenProfileFromMem(icc_profile.data(), static_cast<cmsUInt32Number>(icc_profile.size())));
    if (!source) return {};
    cmsColorSpaceSignature const space = cmsGetColorSpace(source.get());
    bool const grey = space == cmsSigGrayData;
    if (!grey && space != cmsSigRgbData) return {}; // decoded pixels are RGB whatever a CMYK profile says
    Profile const target(cmsCreate_sRGBProfile());
    return {Transform(cmsCreateTransform(source.get(), grey ? TYPE_GRAY_8 : TYPE_RGBA_8, target.get(), TYPE_RGBA_8,
                                         INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION)),
            grey};
}

bool is_grey(ImageView image) {
    for (int y = 0; y < image.height(); ++y) {
        auto const row = image.row(y);
        for (std::size_t i = 0; i < row.size(); i += 4)
            if (row[i] != row[i + 1] || row[i + 1] != row[i + 2]) return false;
    }
    return true;
}

} // namespace

bool convert_to_srgb(Image& image, std::string const& icc_profile) {
    Conversion const conversion = conversion_from(icc_profile);
    if (!conversion.transform || (conversion.grey && !is_grey(image))) return false;
    std::vector<std::uint8_t> line;
    for (int y = 0; y < image.height(); ++y) {
        auto const row = image.row(y);
        line.assign(row.begin(), row.end());
        if (conversion.grey) {
            for (std::size_t x = 0; x < static_cast<std::size_t>(image.width()); ++x)
                line[x] = row[4 * x];
        }
        std::vector<std::uint8_t> const alpha_source(row.begin(), row.end());
        cmsDoTransform(conversion.transform.get(), line.data(), row.data(),
                       static_cast<cmsUInt32Number>(image.width()));
        for (std::size_t i = 3; i < row.size(); i += 4)
            row[i] = alpha_source[i]; // lcms2 leaves alpha alone or sets it; never trust it
    }
    return true;
}

bool is_srgb(std::string const& icc_profile) {
    Conversion const conversion = conversion_from(icc_profile);
    if (!conversion.transform || conversion.grey) return false;
    // A lattice of colours: a profile that maps each of them to itself is sRGB for every purpose at 8 bits.
    for (int r = 0; r <= 255; r += 51) {
        for (int g = 0; g <= 255; g += 51) {
            for (int b = 0; b <= 255; b += 51) {
                std::uint8_t const in[4] = {static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g),
                                            static_cast<std::uint8_t>(b), 255};
                std::uint8_t out[4] = {};
                cmsDoTransform(conversion.transform.get(), in, out, 1);
                for (int c = 0; c < 3; ++c)
                    if (std::abs(in[c] - out[c]) > 1) return false;
            }
        }
    }
    return true;
}

} // namespace inlay::cli

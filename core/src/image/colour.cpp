#include "inlay/colour.h"

#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <utility>

namespace inlay {
namespace {

struct CloseProfile {
    void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
struct FreeCurve {
    void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;
using Curve = std::unique_ptr<cmsToneCurve, FreeCurve>;

// White, red, green, blue.
constexpr std::array<double, 8> srgb_chromaticities{0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
constexpr std::array<double, 8> p3_chromaticities{0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
constexpr std::array<double, 8> rec2020_chromaticities{0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046};

Curve power(double exponent) {
    return Curve(cmsBuildGamma(nullptr, exponent));
}
// Parametric curve of type 4 (ICC.1, 10.18): (a x + b) ^ g from d on, c x below.
Curve parametric(std::array<double, 5> const& gabcd) {
    return Curve(cmsBuildParametricToneCurve(nullptr, 4, gabcd.data()));
}
Curve srgb_curve() { // IEC 61966-2-1
    return parametric({2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045});
}
Curve bt709_curve() { // ITU-R BT.709, 1.2, inverted
    return parametric({1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081});
}

Profile made_profile(std::array<double, 8> const& xy, Curve const& curve) {
    for (std::size_t i = 0; i < xy.size(); ++i)
        if (xy[i] < 0 || xy[i] > 1 || (i % 2 == 1 && xy[i] <= 0)) return {};
    if (!curve) return {};
    cmsCIExyY const white{xy[0], xy[1], 1};
    cmsCIExyYTRIPLE const primaries{{xy[2], xy[3], 1}, {xy[4], xy[5], 1}, {xy[6], xy[7], 1}};
    cmsToneCurve* curves[3] = {curve.get(), curve.get(), curve.get()};
    return Profile(cmsCreateRGBProfile(&white, &primaries, curves));
}

// ITU-T H.273, tables 2 and 3. Light that is brighter than white (PQ, HLG) has no place in sRGB.
Profile profile_of_code_points(std::array<int, 4> const& code) {
    auto const [primaries, transfer, matrix, full_range] = code;
    if (matrix != 0 || full_range != 1) return {};
    Curve curve;
    if (transfer == 13)
        curve = srgb_curve();
    else if (transfer == 1 || transfer == 6 || transfer == 14 || transfer == 15)
        curve = bt709_curve();
    else if (transfer == 4)
        curve = power(2.2);
    else if (transfer == 5)
        curve = power(2.8);
    else if (transfer == 8)
        curve = power(1);
    if (primaries == 1) return made_profile(srgb_chromaticities, curve);
    if (primaries == 9) return made_profile(rec2020_chromaticities, curve);
    if (primaries == 12) return made_profile(p3_chromaticities, curve);
    return {};
}

bool are_those_of_srgb(std::array<double, 8> const& xy) {
    for (std::size_t i = 0; i < xy.size(); ++i)
        if (std::abs(xy[i] - srgb_chromaticities[i]) > 0.003) return false;
    return true;
}

// Programs write 1/2.2 when they mean sRGB, and readers take it so.
bool is_said_to_be_srgb(ColourDescription const& said) {
    bool const primaries = said.chromaticities == std::array<double, 8>{} || are_those_of_srgb(said.chromaticities);
    bool const gamma = said.gamma == 0 || std::abs(said.gamma - 1 / 2.2) < 0.01;
    return said.is_srgb || (primaries && gamma);
}

struct Source {
    Profile profile;   // null: it cannot be used
    bool says = false; // the file says that it is something else than sRGB
};

Source source_of(Decoded const& decoded) {
    ColourDescription const& said = decoded.described;
    if (said.code_points) return {profile_of_code_points(*said.code_points), true};
    if (std::string const& icc = decoded.icc_profile; !icc.empty())
        return {Profile(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size()))), true};
    if (is_said_to_be_srgb(said)) return {};
    bool const has_primaries = said.chromaticities != std::array<double, 8>{};
    return {made_profile(has_primaries ? said.chromaticities : srgb_chromaticities,
                         said.gamma > 0 ? power(1 / said.gamma) : srgb_curve()),
            true};
}

bool is_grey(ImageView image) {
    for (int y = 0; y < image.height(); ++y) {
        auto const row = image.row(y);
        for (std::size_t i = 0; i < row.size(); i += 4)
            if (row[i] != row[i + 1] || row[i + 1] != row[i + 2]) return false;
    }
    return true;
}

struct Conversion {
    Transform transform;
    bool grey = false; // takes the first channel, since a decoded grey picture has three equal ones
};

// `deep`: from 16 bits a channel.
Conversion conversion_from(Profile const& source, bool deep) {
    cmsColorSpaceSignature const space = cmsGetColorSpace(source.get());
    bool const grey = space == cmsSigGrayData;
    if (!grey && space != cmsSigRgbData) return {}; // decoded pixels are RGB whatever a CMYK profile says
    Profile const target(cmsCreate_sRGBProfile());
    cmsUInt32Number const from = grey ? (deep ? TYPE_GRAY_16 : TYPE_GRAY_8) : (deep ? TYPE_RGBA_16 : TYPE_RGBA_8);
    // From 16 bits lcms2 would look colours up in a coarse table: two levels off where it is dark.
    cmsUInt32Number const flags = cmsFLAGS_BLACKPOINTCOMPENSATION | (deep ? cmsFLAGS_NOOPTIMIZE : 0U);
    return {Transform(
                cmsCreateTransform(source.get(), from, target.get(), TYPE_RGBA_8, INTENT_RELATIVE_COLORIMETRIC, flags)),
            grey};
}

// A profile that maps a lattice of colours to itself is sRGB for every purpose at 8 bits, whatever it is called.
bool changes_nothing(Conversion const& conversion) {
    if (conversion.grey) return false;
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

// One row of `width` pixels. `Sample`: std::uint8_t or std::uint16_t, four a pixel. lcms2 leaves alpha alone or sets
// it, so it is put back.
template <class Sample>
void convert_row(Conversion const& conversion, std::vector<Sample>& line, std::span<std::uint8_t> row) {
    std::size_t const width = row.size() / 4;
    if (conversion.grey) {
        for (std::size_t x = 0; x < width; ++x)
            line[x] = line[4 * x];
    }
    std::vector<std::uint8_t> alpha(width);
    for (std::size_t x = 0; x < width; ++x)
        alpha[x] = row[4 * x + 3];
    cmsDoTransform(conversion.transform.get(), line.data(), row.data(), static_cast<cmsUInt32Number>(width));
    for (std::size_t x = 0; x < width; ++x)
        row[4 * x + 3] = alpha[x];
}

void convert(Decoded& decoded, Conversion const& conversion) {
    Image& image = decoded.image;
    bool const deep = !decoded.deep_samples.empty();
    std::vector<std::uint8_t> line;
    std::vector<std::uint16_t> deep_line;
    for (int y = 0; y < image.height(); ++y) {
        auto const row = image.row(y);
        if (deep) {
            auto const begin =
                decoded.deep_samples.begin() + static_cast<std::ptrdiff_t>(y) * static_cast<std::ptrdiff_t>(row.size());
            deep_line.assign(begin, begin + static_cast<std::ptrdiff_t>(row.size()));
            convert_row(conversion, deep_line, row);
        } else {
            line.assign(row.begin(), row.end());
            convert_row(conversion, line, row);
        }
    }
}

ColourRead read_colours(Decoded& decoded) {
    Source const source = source_of(decoded);
    if (!source.says) return ColourRead::srgb;
    if (!source.profile) return ColourRead::unusable;
    Conversion const shallow = conversion_from(source.profile, false);
    if (!shallow.transform || (shallow.grey && !is_grey(decoded.image))) return ColourRead::unusable;
    if (changes_nothing(shallow)) return ColourRead::srgb;
    bool const deep = !decoded.deep_samples.empty();
    Conversion const conversion = deep ? conversion_from(source.profile, true) : Conversion{};
    if (deep && !conversion.transform) return ColourRead::unusable;
    convert(decoded, deep ? conversion : shallow);
    return ColourRead::converted;
}

} // namespace

ColourRead make_srgb(Decoded& decoded) {
    ColourRead const read = read_colours(decoded);
    std::exchange(decoded.deep_samples, {});
    return read;
}

Result<Decoded> decode_as_srgb(std::string_view bytes, ColourRead* read, DecodeLimits const& limits) {
    auto decoded = decode(bytes, limits);
    if (!decoded) return decoded;
    ColourRead const seen = make_srgb(*decoded);
    if (read != nullptr) *read = seen;
    return decoded;
}

} // namespace inlay

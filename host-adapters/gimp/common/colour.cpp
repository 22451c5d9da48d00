// How do the pixels of a GIMP drawable become sRGB 8 bit, and back?
//
// GIMP 3 gives its buffers the profile's colour space, and babl converts while reading; only profiles that are tables
// (LUT) have no such space. GIMP 2.10's buffers pretend to be sRGB. Both get an explicit transform through lcms where
// that is so.
#include "colour.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace inlay::gimp {
namespace {

using Buffer = std::unique_ptr<GeglBuffer, Unref>;
using Profile = std::unique_ptr<GimpColorProfile, Unref>;
using Transform = std::unique_ptr<GimpColorTransform, Unref>;

constexpr int strip_rows = 64; // pixels on the way through a transform are floats: 1 MB for each 1,024 columns

tl::unexpected<Error> refused(char const* what) {
    return fail(ErrorCode::host_failed, std::string("GIMP could not ") + what + ".",
                "Save your work, and try again after restarting GIMP.");
}

Buffer buffer_of(ItemId drawable) {
    return Buffer(item_exists(drawable) ? gimp_drawable_get_buffer(as_drawable(drawable)) : nullptr);
}

Babl const* srgb() {
    return babl_format("R'G'B'A u8");
}

// The drawable's own numbers as floats, with alpha: a transform from a format without alpha would make everything
// transparent.
Babl const* native_float(ItemId drawable) {
    bool const grey = gimp_drawable_is_gray(as_drawable(drawable)) != FALSE;
    bool const linear = is_linear(id_of(gimp_item_get_image(as_item(drawable))));
    if (grey) return babl_format(linear ? "YA float" : "Y'A float");
    return babl_format(linear ? "RGBA float" : "R'G'B'A float");
}

// nullptr: reading and writing sRGB needs no help.
struct Profiles {
    Profile image;
    Profile srgb_profile;
    bool needed = false;
};

Profiles profiles_of(ItemId drawable) {
    Profiles profiles;
    ImageId const image = id_of(gimp_item_get_image(as_item(drawable)));
    profiles.image.reset(gimp_image_get_effective_color_profile(as_image(image)));
    profiles.srgb_profile.reset(gimp_color_profile_new_rgb_srgb());
    if (!profiles.image || !profiles.srgb_profile) return profiles;
#if INLAY_GIMP_MAJOR == 3
    GError* error = nullptr;
    profiles.needed =
        !gimp_color_profile_get_space(profiles.image.get(), GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC, &error);
    g_clear_error(&error);
#else
    profiles.needed = !gimp_color_transform_can_gegl_copy(profiles.image.get(), profiles.srgb_profile.get());
#endif
    return profiles;
}

Transform make_transform(GimpColorProfile* from, Babl const* from_format, GimpColorProfile* to, Babl const* to_format) {
    return Transform(gimp_color_transform_new(from, from_format, to, to_format,
                                              GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC,
                                              GIMP_COLOR_TRANSFORM_FLAGS_BLACK_POINT_COMPENSATION));
}

GeglRectangle gegl(Rect rect) {
    return {rect.x, rect.y, rect.width, rect.height};
}

template <int Channels>
void read(GeglBuffer* buffer, Rect part, Babl const* format, Raster<Channels>& out) {
    GeglRectangle const rect = gegl(part);
    gegl_buffer_get(buffer, &rect, 1.0, format, out.bytes().data(), static_cast<gint>(out.stride()), GEGL_ABYSS_NONE);
}

template <int Channels>
void write(GeglBuffer* buffer, Babl const* format, RasterView<Channels> pixels) {
    GeglRectangle const rect{0, 0, pixels.width(), pixels.height()};
    gegl_buffer_set(buffer, &rect, 0, format, pixels.row(0).data(), static_cast<gint>(pixels.stride()));
}

void finish(GeglBuffer* buffer, ItemId drawable, Size size) {
    gegl_buffer_flush(buffer);
    gimp_drawable_update(as_drawable(drawable), 0, 0, size.width, size.height);
}

} // namespace

Result<Image> read_srgb(ItemId drawable, Rect part) {
    Buffer const buffer = buffer_of(drawable);
    if (!buffer) return refused("read the layer");
    Image image(part.size());
    Profiles const profiles = profiles_of(drawable);
    if (!profiles.needed) {
        read(buffer.get(), part, srgb(), image);
        return image;
    }
    Babl const* const native = native_float(drawable);
    Transform const transform = make_transform(profiles.image.get(), native, profiles.srgb_profile.get(), srgb());
    if (!transform) return refused("convert the layer's colours to sRGB");
    auto const columns = static_cast<std::size_t>(part.width);
    std::vector<float> strip(columns * strip_rows * 4);
    for (int y = 0; y < part.height; y += strip_rows) {
        int const rows = std::min(strip_rows, part.height - y);
        GeglRectangle const rect{part.x, part.y + y, part.width, rows};
        gegl_buffer_get(buffer.get(), &rect, 1.0, native, strip.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
        gimp_color_transform_process_pixels(transform.get(), native, strip.data(), srgb(), image.row(y).data(),
                                            columns * static_cast<std::size_t>(rows));
    }
    return image;
}

Result<void> write_srgb(ItemId drawable, ImageView pixels) {
    Buffer const buffer = buffer_of(drawable);
    if (!buffer) return refused("write the new layer");
    Profiles const profiles = profiles_of(drawable);
    if (!profiles.needed) {
        write(buffer.get(), srgb(), pixels);
        finish(buffer.get(), drawable, pixels.size());
        return {};
    }
    Babl const* const native = native_float(drawable);
    int const components = babl_format_get_n_components(native);
    Transform const transform = make_transform(profiles.srgb_profile.get(), srgb(), profiles.image.get(), native);
    if (!transform) return refused("convert the answer's colours to the image's profile");
    std::size_t const columns = static_cast<std::size_t>(pixels.width());
    std::size_t const row_floats = columns * static_cast<std::size_t>(components);
    std::vector<float> strip(row_floats * strip_rows);
    for (int y = 0; y < pixels.height(); y += strip_rows) {
        int const rows = std::min(strip_rows, pixels.height() - y);
        for (int row = 0; row < rows; ++row)
            gimp_color_transform_process_pixels(transform.get(), srgb(), pixels.row(y + row).data(), native,
                                                strip.data() + static_cast<std::size_t>(row) * row_floats, columns);
        GeglRectangle const rect{0, y, pixels.width(), rows};
        gegl_buffer_set(buffer.get(), &rect, 0, native, strip.data(), GEGL_AUTO_ROWSTRIDE);
    }
    finish(buffer.get(), drawable, pixels.size());
    return {};
}

Result<Mask> read_mask(ItemId channel, Rect part) {
    Buffer const buffer = buffer_of(channel);
    if (!buffer) return refused("read the mask");
    Mask mask(part.size());
    read(buffer.get(), part, babl_format("Y u8"), mask);
    return mask;
}

Result<void> write_mask(ItemId channel, MaskView mask) {
    Buffer const buffer = buffer_of(channel);
    if (!buffer) return refused("write the layer mask");
    write(buffer.get(), babl_format("Y u8"), mask);
    finish(buffer.get(), channel, mask.size());
    return {};
}

Result<Image> fingerprint(ItemId drawable) {
    Buffer const buffer = buffer_of(drawable);
    if (!buffer) return refused("read the layer");
    Size const size = drawable_size(drawable);
    double const scale = std::min(1.0, 64.0 / std::max(size.width, size.height));
    auto const scaled = [scale](int side) { return std::max(1, static_cast<int>(std::floor(side * scale))); };
    Image image({scaled(size.width), scaled(size.height)});
    GeglRectangle const rect{0, 0, image.width(), image.height()};
    gegl_buffer_get(buffer.get(), &rect, scale, srgb(), image.bytes().data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    return image;
}

} // namespace inlay::gimp

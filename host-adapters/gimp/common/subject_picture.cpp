#include "subject_picture.h"

#include "selection.h"

#include "inlay/plugin/placement.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace inlay::gimp::ui {
namespace {

constexpr int veil = 128;         // the grey of it
constexpr int least_visible = 77; // of 256, where nothing may change

// A part of a drawable, which may overhang it, at another size. Not gimp_drawable_get_sub_thumbnail(): in libgimp 3.0 the plug-in
// ends with "double free" soon after it.
std::vector<guchar> scaled_part(ItemId drawable, Rect part, Size size, char const* format, int channels) {
    std::vector<guchar> pixels(static_cast<std::size_t>(size.area() * channels));
    GeglBuffer* const buffer = gimp_drawable_get_buffer(as_drawable(drawable));
    if (!buffer) return pixels;
    double const scale = static_cast<double>(std::max(size.width, size.height)) / std::max(part.width, part.height);
    GeglRectangle const scaled{static_cast<int>(std::lround(part.x * scale)),
                               static_cast<int>(std::lround(part.y * scale)), size.width, size.height};
    gegl_buffer_get(buffer, &scaled, scale, babl_format(format), pixels.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    g_object_unref(buffer);
    return pixels;
}

// As editors show what is transparent.
int check_at(int x, int y) {
    constexpr int check = 8;
    return (x / check + y / check) % 2 == 0 ? 153 : 102;
}

// `layer`: RGBA, `selected`: one value, both of this size.
GdkPixbuf* veiled(std::vector<guchar> const& layer, std::vector<guchar> const& selected, Size size) {
    GdkPixbuf* const picture = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, size.width, size.height);
    if (!picture) return nullptr;
    guchar* const pixels = gdk_pixbuf_get_pixels(picture);
    int const stride = gdk_pixbuf_get_rowstride(picture);
    std::size_t i = 0;
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x, ++i) {
            int const visible = least_visible + (256 - least_visible) * selected[i] / 255;
            int const alpha = layer[4 * i + 3];
            for (std::size_t c = 0; c < 3; ++c) {
                int const shown = (layer[4 * i + c] * alpha + check_at(x, y) * (255 - alpha)) / 255;
                pixels[y * stride + x * 3 + static_cast<int>(c)] =
                    static_cast<guchar>((shown * visible + veil * (256 - visible)) / 256);
            }
        }
    return picture;
}

} // namespace

GdkPixbuf* picture_of_subject(ItemId layer, int side, int context, std::vector<std::string> const& aspects) {
    auto const whole = [&] {
        return gimp_drawable_get_thumbnail(as_drawable(layer), side, side, GIMP_PIXBUF_SMALL_CHECKS);
    };
    ImageId const image = id_of(gimp_item_get_image(as_item(layer)));
    Rect const place = drawable_rect(layer);
    Result<std::optional<Rect>> const bounds = selection_bounds(image);
    if (!bounds || !*bounds || place.empty()) return whole();
    Rect const selected = intersect((*bounds)->moved(-place.x, -place.y), {0, 0, place.width, place.height});
    if (selected.empty()) return whole();
    placement::FrameRequest request;
    request.layer = place.size();
    request.selection = selected;
    request.context_percent = context;
    request.aspects = aspects;
    Size const canvas = canvas_size(image);
    // What lies beside the canvas is not selected, and the selection knows nothing of it.
    Rect const shown =
        intersect(placement::choose_frame(request).rect.moved(place.x, place.y), {0, 0, canvas.width, canvas.height});
    if (shown.empty()) return whole();
    int const longer = std::max(shown.width, shown.height);
    Size const size{std::max(1, shown.width * side / longer), std::max(1, shown.height * side / longer)};
    ItemId const selection = id_of(gimp_image_get_selection(as_image(image)));
    return veiled(scaled_part(layer, shown.moved(-place.x, -place.y), size, "R'G'B'A u8", 4),
                  scaled_part(selection, shown, size, "Y u8", 1), size);
}

} // namespace inlay::gimp::ui

#include "subject_picture.h"

#include "selection.h"

#include "inlay/plugin/placement.h"

#include <algorithm>

namespace inlay::gimp::ui {
namespace {

constexpr int veil = 128;         // the grey of it
constexpr int least_visible = 77; // of 256, where nothing may change

// `selected`: the same part of the image's selection, of the same size or nearly so.
void veil_unselected(GdkPixbuf* picture, GdkPixbuf const* selected) {
    int const width = gdk_pixbuf_get_width(picture);
    int const height = gdk_pixbuf_get_height(picture);
    int const channels = gdk_pixbuf_get_n_channels(picture);
    int const stride = gdk_pixbuf_get_rowstride(picture);
    int const last_x = gdk_pixbuf_get_width(selected) - 1;
    int const last_y = gdk_pixbuf_get_height(selected) - 1;
    int const mask_channels = gdk_pixbuf_get_n_channels(selected);
    int const mask_stride = gdk_pixbuf_get_rowstride(selected);
    guchar* const pixels = gdk_pixbuf_get_pixels(picture);
    guchar const* const mask = gdk_pixbuf_read_pixels(selected);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            int const value = mask[std::min(y, last_y) * mask_stride + std::min(x, last_x) * mask_channels];
            int const visible = least_visible + (256 - least_visible) * value / 255;
            guchar* const pixel = pixels + y * stride + x * channels;
            for (int c = 0; c < 3; ++c)
                pixel[c] = static_cast<guchar>((pixel[c] * visible + veil * (256 - visible)) / 256);
        }
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
    int const width = std::max(1, shown.width * side / longer);
    int const height = std::max(1, shown.height * side / longer);
    GdkPixbuf* const picture =
        gimp_drawable_get_sub_thumbnail(as_drawable(layer), shown.x - place.x, shown.y - place.y, shown.width,
                                        shown.height, width, height, GIMP_PIXBUF_SMALL_CHECKS);
    ItemId const selection = id_of(gimp_image_get_selection(as_image(image)));
    GdkPixbuf* const mask = gimp_drawable_get_sub_thumbnail(as_drawable(selection), shown.x, shown.y, shown.width,
                                                            shown.height, width, height, GIMP_PIXBUF_SMALL_CHECKS);
    if (picture && mask) veil_unselected(picture, mask);
    if (mask) g_object_unref(mask);
    return picture;
}

} // namespace inlay::gimp::ui

#include "picture_row.h"

namespace inlay::gimp::ui {
namespace {

constexpr int side = 96;
constexpr std::size_t most = 5; // side by side, more would make the window wider

} // namespace

PictureRow::PictureRow() {
    box_ = hbox(12);
    hide_at_first(box_);
}

void PictureRow::show(JobStatus const& status) {
    std::size_t const room = most - (status.preview ? 1 : 0);
    std::size_t const first = status.ready.size() > room ? status.ready.size() - room : 0;
    std::size_t used = 0;
    for (std::size_t i = first; i < status.ready.size(); ++i)
        show_at(used++, status.ready[i], std::string("Answer ").append(std::to_string(i + 1)));
    if (status.preview) show_at(used++, status.preview, "Preview");
    for (std::size_t i = used; i < places_.size(); ++i)
        gtk_widget_hide(places_[i].column);
    gtk_widget_set_visible(box_, used > 0);
}

void PictureRow::show_at(std::size_t index, Thumbnail const& picture, std::string const& caption) {
    if (places_.size() <= index) {
        Place place;
        place.column = vbox(3);
        place.image = gtk_image_new();
        place.caption = text_widget("");
        pack(place.column, place.image);
        pack(place.column, place.caption);
        pack(box_, place.column);
        hide_at_first(place.column);
        places_.push_back(place);
    }
    Place& place = places_[index];
    gtk_widget_show(place.column);
    if (place.shown == picture) return;
    place.shown = picture;
    set_small(place.caption, caption);
    int const scale = scale_factor(box_);
    Image const small = thumbnail_of(*picture, std::min(side * scale, largest_thumbnail));
    GdkPixbuf* const around = gdk_pixbuf_new_from_data(small.bytes().data(), GDK_COLORSPACE_RGB, TRUE, 8, small.width(),
                                                       small.height(), small.width() * 4, nullptr, nullptr);
    GdkPixbuf* const own = gdk_pixbuf_copy(around); // of bytes of its own
    set_picture(place.image, own, scale);
    g_object_unref(own);
    g_object_unref(around);
}

} // namespace inlay::gimp::ui

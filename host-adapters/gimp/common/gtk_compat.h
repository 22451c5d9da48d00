// What does GTK 2.24 (GIMP 2.10) do differently from GTK 3 (GIMP 3)? Boxes, grids, alignment of text, and how pictures
// are shown.
#pragma once

#include "gimp_compat.h"

#include <libgimp/gimpui.h>

#include <string>

namespace inlay::gimp::ui {

#if GTK_MAJOR_VERSION >= 3

inline GtkWidget* vbox(int spacing) {
    return gtk_box_new(GTK_ORIENTATION_VERTICAL, spacing);
}
inline GtkWidget* hbox(int spacing) {
    return gtk_box_new(GTK_ORIENTATION_HORIZONTAL, spacing);
}
inline GtkWidget* grid() {
    GtkWidget* grid = gtk_grid_new();
    gtk_grid_set_column_spacing(GTK_GRID(grid), 12);
    return grid;
}
// `wide`: takes the room that is left in its row. The distance between rows belongs to the widgets, so that a hidden
// one takes none.
inline void attach(GtkWidget* grid, GtkWidget* child, int column, int row, int columns, bool wide, int around = 3) {
    gtk_widget_set_hexpand(child, wide);
    gtk_widget_set_margin_top(child, around);
    gtk_widget_set_margin_bottom(child, around);
    gtk_grid_attach(GTK_GRID(grid), child, column, row, columns, 1);
}
// What an expander holds: 18 pixels to the right, 6 below its title.
inline GtkWidget* indented(GtkWidget* child) {
    gtk_widget_set_margin_start(child, 18);
    gtk_widget_set_margin_top(child, 6);
    return child;
}
// Text at the left edge; several lines of it when `wrapped`.
inline void lay_out_text(GtkWidget* label, bool wrapped, int = 0) {
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    if (!wrapped) return;
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_line_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_max_width_chars(GTK_LABEL(label), 60);
}
inline void hint_in(GtkWidget* entry, char const* text) {
    gtk_entry_set_placeholder_text(GTK_ENTRY(entry), text);
    gtk_widget_set_tooltip_text(entry, text);
}
inline GtkWidget* dialog_content(GtkWidget* dialog) {
    return gtk_dialog_get_content_area(GTK_DIALOG(dialog));
}
inline int scale_factor(GtkWidget* widget) {
    return gtk_widget_get_scale_factor(widget);
}
inline void at_the_top(GtkWidget* image) {
    gtk_widget_set_valign(image, GTK_ALIGN_START);
}
inline void pop_up_below(GtkWidget* menu, GtkWidget* button) {
    gtk_menu_popup_at_widget(GTK_MENU(menu), button, GDK_GRAVITY_SOUTH_WEST, GDK_GRAVITY_NORTH_WEST, nullptr);
}
// How high it wants to be when it is that wide.
inline int natural_height(GtkWidget* widget, int width) {
    int smallest = 0;
    int natural = 0;
    gtk_widget_get_preferred_height_for_width(widget, width, &smallest, &natural);
    return natural;
}
inline GdkRectangle work_area(GtkWidget* window) {
    GdkRectangle area{};
    GdkDisplay* display = gtk_widget_get_display(window);
    GdkWindow* own = gtk_widget_get_window(window);
    GdkMonitor* monitor = own ? gdk_display_get_monitor_at_window(display, own) : gdk_display_get_monitor(display, 0);
    if (monitor) gdk_monitor_get_workarea(monitor, &area);
    return area;
}
// What scrolls from above to below, when there is no room for all of it.
inline GtkWidget* scrolled_column(GtkWidget* child) {
    GtkWidget* scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_overlay_scrolling(GTK_SCROLLED_WINDOW(scrolled), FALSE);
    gtk_container_add(GTK_CONTAINER(scrolled), child);
    return scrolled;
}
// `picture` was made `scale` times as large as it is to be shown.
inline void set_picture(GtkWidget* image, GdkPixbuf* picture, int scale) {
    cairo_surface_t* surface = gdk_cairo_surface_create_from_pixbuf(picture, scale, nullptr);
    gtk_image_set_from_surface(GTK_IMAGE(image), surface);
    cairo_surface_destroy(surface);
}

#else

inline GtkWidget* vbox(int spacing) {
    return gtk_vbox_new(FALSE, spacing);
}
inline GtkWidget* hbox(int spacing) {
    return gtk_hbox_new(FALSE, spacing);
}
inline GtkWidget* grid() {
    GtkWidget* grid = gtk_table_new(1, 1, FALSE);
    gtk_table_set_col_spacings(GTK_TABLE(grid), 12);
    return grid;
}
inline void attach(GtkWidget* grid, GtkWidget* child, int column, int row, int columns, bool wide, int around = 3) {
    auto const fill = static_cast<GtkAttachOptions>(wide ? GTK_EXPAND | GTK_FILL : GTK_FILL);
    gtk_table_attach(GTK_TABLE(grid), child, static_cast<guint>(column), static_cast<guint>(column + columns),
                     static_cast<guint>(row), static_cast<guint>(row + 1), fill, GTK_FILL, 0,
                     static_cast<guint>(around));
}
inline GtkWidget* indented(GtkWidget* child) {
    GtkWidget* padding = gtk_alignment_new(0, 0, 1, 1);
    gtk_alignment_set_padding(GTK_ALIGNMENT(padding), 6, 0, 18, 0);
    gtk_container_add(GTK_CONTAINER(padding), child);
    return padding;
}
inline void lay_out_text(GtkWidget* label, bool wrapped, int width = 420) {
    gtk_misc_set_alignment(GTK_MISC(label), 0, 0.5);
    if (!wrapped) return;
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_line_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_widget_set_size_request(label, width, -1); // GTK 2 wraps at a fixed width only
}
inline void hint_in(GtkWidget* entry, char const* text) {
    gtk_widget_set_tooltip_text(entry, text);
}
inline GtkWidget* dialog_content(GtkWidget* dialog) {
    return gtk_dialog_get_content_area(GTK_DIALOG(dialog));
}
inline int scale_factor(GtkWidget*) {
    return 1;
}
inline void at_the_top(GtkWidget* image) {
    gtk_misc_set_alignment(GTK_MISC(image), 0.5, 0);
}
inline void pop_up_below(GtkWidget* menu, GtkWidget*) {
    gtk_menu_popup(GTK_MENU(menu), nullptr, nullptr, nullptr, nullptr, 0, gtk_get_current_event_time());
}
inline int natural_height(GtkWidget* widget, int) {
    GtkRequisition wanted{};
    gtk_widget_size_request(widget, &wanted);
    return wanted.height;
}
inline GdkRectangle work_area(GtkWidget* window) {
    GdkScreen* screen = gtk_widget_get_screen(window);
    GdkWindow* own = gtk_widget_get_window(window);
    GdkRectangle area{};
    gdk_screen_get_monitor_geometry(screen, own ? gdk_screen_get_monitor_at_window(screen, own) : 0, &area);
    return area;
}
inline GtkWidget* scrolled_column(GtkWidget* child) {
    GtkWidget* scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_add_with_viewport(GTK_SCROLLED_WINDOW(scrolled), child);
    gtk_viewport_set_shadow_type(GTK_VIEWPORT(gtk_bin_get_child(GTK_BIN(scrolled))), GTK_SHADOW_NONE);
    return scrolled;
}
inline void set_picture(GtkWidget* image, GdkPixbuf* picture, int) {
    gtk_image_set_from_pixbuf(GTK_IMAGE(image), picture);
}

#endif

inline GtkWidget* text_widget(char const* words, bool wrapped = false) {
    GtkWidget* label = gtk_label_new(words);
    lay_out_text(label, wrapped);
    return label;
}

// A note below a field; empty, it takes no room.
inline void set_small(GtkWidget* label, std::string const& words, bool strong = false) {
    gchar* markup = g_markup_printf_escaped(strong ? "<small><b>%s</b></small>" : "<small>%s</small>", words.c_str());
    gtk_label_set_markup(GTK_LABEL(label), markup);
    g_free(markup);
    gtk_widget_set_visible(label, !words.empty());
}

// A label whose underlined letter leads to `field`.
inline GtkWidget* label_for(GtkWidget* field, char const* mnemonic) {
    GtkWidget* label = gtk_label_new_with_mnemonic(mnemonic);
    lay_out_text(label, false);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), field);
    return label;
}

inline void remove_children(GtkWidget* container) {
    GList* children = gtk_container_get_children(GTK_CONTAINER(container));
    for (GList* each = children; each; each = each->next)
        gtk_widget_destroy(GTK_WIDGET(each->data));
    g_list_free(children);
}

inline void pack(GtkWidget* box, GtkWidget* child, bool grows = false) {
    gtk_box_pack_start(GTK_BOX(box), child, grows, grows, 0);
}

inline GtkWidget* with_unit(GtkWidget* number, char const* unit) {
    GtkWidget* box = hbox(6);
    pack(box, number, true);
    pack(box, text_widget(unit));
    return box;
}

// What is written in a text view.
inline std::string text_in(GtkWidget* text_view) {
    GtkTextBuffer* buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(text_view));
    GtkTextIter start;
    GtkTextIter end;
    gtk_text_buffer_get_bounds(buffer, &start, &end);
    gchar* words = gtk_text_buffer_get_text(buffer, &start, &end, FALSE);
    std::string text = words;
    g_free(words);
    return text;
}

inline GtkWidget* framed_and_scrolled(GtkWidget* text_view) {
    GtkWidget* scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_shadow_type(GTK_SCROLLED_WINDOW(scrolled), GTK_SHADOW_IN);
    gtk_text_view_set_left_margin(GTK_TEXT_VIEW(text_view), 6);
    gtk_text_view_set_right_margin(GTK_TEXT_VIEW(text_view), 6);
    gtk_container_add(GTK_CONTAINER(scrolled), text_view);
    return scrolled;
}

// gtk_widget_show_all() leaves it alone, so that it appears only when it is wanted.
inline void hide_at_first(GtkWidget* widget) {
    gtk_widget_show_all(widget);
    gtk_widget_set_no_show_all(widget, TRUE);
    gtk_widget_hide(widget);
}

} // namespace inlay::gimp::ui

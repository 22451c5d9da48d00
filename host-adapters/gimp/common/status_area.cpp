// What is happening, and what went wrong: the lower part of the window.
#include "status_area.h"

namespace inlay::gimp::ui {

StatusArea::StatusArea() {
    box_ = vbox(6);
    bar_ = gtk_progress_bar_new();
    show_text_in(bar_);
    gtk_progress_bar_set_pulse_step(GTK_PROGRESS_BAR(bar_), 0.05);
    icon_ = gtk_image_new();
    bold_ = text("", true);
    more_ = text("", true);
    // An error is something that people look up or report.
    gtk_label_set_selectable(GTK_LABEL(bold_), TRUE);
    gtk_label_set_selectable(GTK_LABEL(more_), TRUE);
    gtk_widget_set_can_focus(bold_, FALSE);
    gtk_widget_set_can_focus(more_, FALSE);
    GtkWidget* words = vbox(3);
    pack(words, bold_);
    pack(words, more_);
    message_ = hbox(12);
    pack(message_, icon_);
    pack(message_, words, true);
    pack(box_, bar_);
    pack(box_, message_);
    hide_at_first(bar_);
    hide_at_first(message_);
    hide_at_first(box_); // empty, it would still cost the distance to its neighbours
}

void StatusArea::show_progress(Progress const& progress) {
    gtk_widget_hide(message_);
    gtk_widget_show(bar_);
    gtk_widget_show(box_);
    gtk_progress_bar_set_text(GTK_PROGRESS_BAR(bar_), progress.text.c_str());
    if (progress.fraction >= 0)
        gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(bar_), progress.fraction);
    else
        gtk_progress_bar_pulse(GTK_PROGRESS_BAR(bar_));
}

void StatusArea::show(char const* icon, std::string const& bold, std::string const& more) {
    gtk_widget_hide(bar_);
    gtk_image_set_from_icon_name(GTK_IMAGE(icon_), icon, GTK_ICON_SIZE_DND);
    gchar* markup = g_markup_printf_escaped("<b>%s</b>", bold.c_str());
    gtk_label_set_markup(GTK_LABEL(bold_), markup);
    g_free(markup);
    gtk_label_set_text(GTK_LABEL(more_), more.c_str());
    gtk_widget_show(message_);
    gtk_widget_show(box_);
    gtk_widget_set_visible(more_, !more.empty());
}

void StatusArea::clear() {
    gtk_widget_hide(box_);
    gtk_widget_hide(bar_);
    gtk_widget_hide(message_);
}

} // namespace inlay::gimp::ui

// What is happening, and what went wrong: the lower part of the window.
#include "status_area.h"

namespace inlay::gimp::ui {
StatusArea::StatusArea() {
    box_ = vbox(0);
    notes_ = vbox(6);
    bar_ = gtk_progress_bar_new();
    doing_ = text_widget("", true); // in the bar a long sentence would make the window wider
    gtk_progress_bar_set_pulse_step(GTK_PROGRESS_BAR(bar_), 0.05);
    icon_ = gtk_image_new();
    at_the_top(icon_);
    bold_ = text_widget("");
    more_ = text_widget("");
    for (GtkWidget* words : {bold_, more_})
        lay_out_text(words, true, 480); // more than beside the fields' names
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
    progress_ = vbox(6);
    pack(progress_, pictures_.widget());
    pack(progress_, bar_);
    pack(progress_, doing_);
    for (GtkWidget* part : {notes_, progress_, message_}) {
        pack(box_, part);
        hide_at_first(part);
    }
    hide_at_first(box_); // empty, it would still cost the distance to its neighbours
}

void StatusArea::set_notes(std::vector<std::string> const& notes) {
    remove_children(notes_);
    for (std::string const& note : notes) {
        GtkWidget* row = hbox(6);
        pack(row, gtk_image_new_from_icon_name("dialog-information", GTK_ICON_SIZE_MENU));
        pack(row, text_widget(note.c_str(), true), true);
        gtk_widget_show_all(row);
        pack(notes_, row);
    }
    has_notes_ = !notes.empty();
}

void StatusArea::show_only(GtkWidget* part) {
    for (GtkWidget* each : {notes_, progress_, message_})
        gtk_widget_set_visible(each, each == part);
    gtk_widget_set_visible(box_, part != nullptr);
}

void StatusArea::show_progress(JobStatus const& status) {
    Progress const& progress = status.progress;
    pictures_.show(status);
    show_only(progress_);
    gtk_label_set_text(GTK_LABEL(doing_), progress.text.c_str());
    if (progress.fraction >= 0)
        gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(bar_), progress.fraction);
    else
        gtk_progress_bar_pulse(GTK_PROGRESS_BAR(bar_));
}

void StatusArea::show_message(Message const& message) {
    bool const is_error = message.severity == Severity::error;
    gtk_image_set_from_icon_name(GTK_IMAGE(icon_), is_error ? "dialog-error" : "dialog-information", GTK_ICON_SIZE_DND);
    gchar* markup = g_markup_printf_escaped("<b>%s</b>", message.sentence.c_str());
    gtk_label_set_markup(GTK_LABEL(bold_), markup);
    g_free(markup);
    std::string more = message.advice;
    for (std::string const& note : message.notes)
        more += (more.empty() ? "" : "\n") + note;
    gtk_label_set_text(GTK_LABEL(more_), more.c_str());
    gtk_widget_set_visible(more_, !more.empty());
    show_only(message_);
}

void StatusArea::clear() {
    show_only(has_notes_ ? notes_ : nullptr);
}

} // namespace inlay::gimp::ui

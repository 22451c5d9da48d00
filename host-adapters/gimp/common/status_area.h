// What is happening, and what went wrong: the lower part of the window.
// [GTK's thread]
#pragma once

#include "gtk_compat.h"

#include "picture_row.h"

#include "inlay/plugin/message.h"

#include <string>
#include <vector>

namespace inlay::gimp::ui {

class StatusArea {
  public:
    StatusArea();
    [[nodiscard]] GtkWidget* widget() const { return box_; }
    // What is to be said before a run; shown whenever there is nothing more important.
    void set_notes(std::vector<std::string> const& notes);
    void show_progress(JobStatus const& status);
    void show_message(Message const& message);
    void clear();

  private:
    void show_only(GtkWidget* part);

    GtkWidget* box_ = nullptr;
    GtkWidget* notes_ = nullptr;
    bool has_notes_ = false;
    GtkWidget* progress_ = nullptr;
    PictureRow pictures_;
    GtkWidget* bar_ = nullptr;
    GtkWidget* doing_ = nullptr;
    GtkWidget* message_ = nullptr;
    GtkWidget* icon_ = nullptr;
    GtkWidget* bold_ = nullptr;
    GtkWidget* more_ = nullptr;
};

} // namespace inlay::gimp::ui

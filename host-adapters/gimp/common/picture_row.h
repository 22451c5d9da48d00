// What has come of a run so far? The answers that are ready, and what the model shows on its way to the next one.
// [GTK's thread]
#pragma once

#include "gtk_compat.h"

#include "inlay/plugin/job.h"

#include <vector>

namespace inlay::gimp::ui {

class PictureRow {
  public:
    PictureRow();
    [[nodiscard]] GtkWidget* widget() const { return box_; }
    // Takes no room as long as there is nothing to show.
    void show(JobStatus const& status);

  private:
    struct Place {
        GtkWidget* column = nullptr;
        GtkWidget* image = nullptr;
        GtkWidget* caption = nullptr;
        Thumbnail shown;
    };
    void show_at(std::size_t index, Thumbnail const& picture, std::string const& caption);

    GtkWidget* box_ = nullptr;
    std::vector<Place> places_; // made when first needed
};

} // namespace inlay::gimp::ui

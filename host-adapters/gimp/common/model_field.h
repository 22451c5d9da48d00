// Which model makes the picture, of those that the service serves now? [GTK's thread]
#pragma once

#include "gtk_compat.h"

#include "inlay/plugin/service.h"
#include "inlay/providers.h"

#include <functional>
#include <string>

namespace inlay::gimp::ui {

class ModelField {
  public:
    // `changed` is called when another model was chosen or typed, or became known to be gone.
    ModelField(ProviderTable const& providers, std::function<void()> changed);
    ModelField(ModelField const&) = delete;
    ModelField& operator=(ModelField const&) = delete;

    [[nodiscard]] GtkWidget* widget() const { return combo_; }
    [[nodiscard]] GtkWidget* entry() const { return gtk_bin_get_child(GTK_BIN(combo_)); }
    [[nodiscard]] GtkWidget* note() const { return note_; }

    // Another provider. `last`: the model last used with it; empty: the first that is served.
    void show(Provider const& provider, std::string const& last, ServedModels served);
    // What the service says, when it comes: a model that the person chose stays written.
    void offer(ServedModels served);

    [[nodiscard]] Model model() const;

  private:
    [[nodiscard]] std::string id() const;
    void fill();
    void on_changed();

    ProviderTable const& providers_;
    std::function<void()> changed_;
    Provider const* provider_ = nullptr;
    ServedModels served_;
    std::string proposed_; // written by nobody but this class
    bool filling_ = false;
    GtkWidget* combo_ = nullptr; // with an entry
    GtkListStore* rows_ = nullptr;
    GtkWidget* note_ = nullptr;
};

} // namespace inlay::gimp::ui

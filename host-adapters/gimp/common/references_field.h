// Which other pictures should the model look at: files, and layers of the same image? [GTK's thread]
#pragma once

#include "gtk_compat.h"

#include "inlay/plugin/form.h"

#include <functional>
#include <string>
#include <vector>

namespace inlay::gimp::ui {

class ReferencesField {
  public:
    // `image`: whose layers are offered, none for none. `source`: the layer that is edited, which is sent anyway.
    // `changed` is called when there are others.
    ReferencesField(ImageId image, ItemId source, std::function<void()> changed);
    ReferencesField(ReferencesField const&) = delete;
    ReferencesField& operator=(ReferencesField const&) = delete;

    // Makes its widgets, with these words.
    GtkWidget* build(FormReferences const& words, std::string const& help);
    [[nodiscard]] GtkWidget* make_label(std::string const& words) const; // leads to the button
    // Those of last time, as far as they are still there.
    void load(std::vector<std::string> const& files);
    [[nodiscard]] std::vector<std::string> const& files() const { return files_; }
    [[nodiscard]] std::vector<ItemId> layers() const; // those that still exist
    [[nodiscard]] int count() const;
    void clear();

  private:
    GtkWidget* add_choice(GtkWidget* menu, char const* words);
    void on_add();
    void on_clear();
    void tell();
    void choose_files();
    static void on_layer(GtkMenuItem* item, gpointer self);
    void show();

    ImageId image_;
    ItemId source_;
    std::function<void()> changed_;
    std::vector<std::string> files_;
    std::vector<ItemId> layers_;
    FormReferences words_;
    GtkWidget* row_ = nullptr;
    GtkWidget* names_ = nullptr;
    GtkWidget* add_ = nullptr;
    GtkWidget* clear_ = nullptr;
};

} // namespace inlay::gimp::ui

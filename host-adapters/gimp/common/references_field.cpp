// Which other pictures should the model look at?
#include "references_field.h"

#include "fields.h"
#include "inlay/codec.h"
#include "signals.h"

#include <algorithm>
#include <filesystem>

namespace inlay::gimp::ui {
namespace {

constexpr char const* layer_key = "inlay-layer";

std::string name_of_file(std::string const& path) {
    return std::filesystem::path(path).filename().string();
}

} // namespace

ReferencesField::ReferencesField(ImageId image, ItemId source, std::function<void()> changed)
    : image_(image), source_(source), changed_(std::move(changed)) {
    names_ = text("");
    gtk_label_set_ellipsize(GTK_LABEL(names_), PANGO_ELLIPSIZE_END);
    add_ = gtk_button_new_with_label("Add…");
    gtk_widget_set_tooltip_text(add_, std::string(row_of("reference").help).c_str());
    clear_ = gtk_button_new_with_label("Clear");
    row_ = hbox(6);
    pack(row_, names_, true);
    pack(row_, add_);
    pack(row_, clear_);
    connect<&ReferencesField::on_add>(add_, "clicked", this);
    connect<&ReferencesField::on_clear>(clear_, "clicked", this);
    show();
}

GtkWidget* ReferencesField::make_label() const {
    return label_for(add_, std::string(row_of("reference").label).c_str());
}

void ReferencesField::load(std::vector<std::string> const& files) {
    files_.clear();
    std::error_code ignored;
    std::ranges::copy_if(files, std::back_inserter(files_),
                         [&](std::string const& path) { return std::filesystem::is_regular_file(path, ignored); });
    show();
}

std::vector<ItemId> ReferencesField::layers() const {
    std::vector<ItemId> there;
    std::ranges::copy_if(layers_, std::back_inserter(there), item_exists);
    return there;
}

int ReferencesField::count() const {
    return static_cast<int>(files_.size() + layers_.size());
}

GtkWidget* ReferencesField::add_choice(GtkWidget* menu, char const* words) {
    GtkWidget* item = gtk_menu_item_new_with_label(words);
    gtk_menu_shell_append(GTK_MENU_SHELL(menu), item);
    return item;
}

void ReferencesField::on_add() {
    GtkWidget* menu = gtk_menu_new();
    connect<&ReferencesField::choose_files>(add_choice(menu, "Picture from a File…"), "activate", this);
    std::vector<ItemId> others = image_exists(image_) ? layers_of(image_) : std::vector<ItemId>();
    std::erase_if(others, [&](ItemId id) { return id == source_ || std::ranges::count(layers_, id) > 0; });
    if (!others.empty()) gtk_menu_shell_append(GTK_MENU_SHELL(menu), gtk_separator_menu_item_new());
    for (ItemId const id : others) {
        GtkWidget* item = add_choice(menu, ("Layer “" + item_name(id) + "”").c_str());
        g_object_set_data(G_OBJECT(item), layer_key, GINT_TO_POINTER(id));
        connect_function<&ReferencesField::on_layer>(item, "activate", this);
    }
    gtk_widget_show_all(menu);
    gtk_menu_attach_to_widget(GTK_MENU(menu), add_, nullptr); // it goes with the button
    pop_up_below(menu, add_);
}

void ReferencesField::on_layer(GtkMenuItem* item, gpointer self) {
    auto* const field = static_cast<ReferencesField*>(self);
    field->layers_.push_back(GPOINTER_TO_INT(g_object_get_data(G_OBJECT(item), layer_key)));
    field->show();
}

void ReferencesField::choose_files() {
    GtkWidget* chooser = gtk_file_chooser_dialog_new(
        "Add Reference Pictures", GTK_WINDOW(gtk_widget_get_toplevel(row_)), GTK_FILE_CHOOSER_ACTION_OPEN, "_Cancel",
        GTK_RESPONSE_CANCEL, "_Add", GTK_RESPONSE_ACCEPT, nullptr);
    gtk_dialog_set_default_response(GTK_DIALOG(chooser), GTK_RESPONSE_ACCEPT);
    gtk_file_chooser_set_select_multiple(GTK_FILE_CHOOSER(chooser), TRUE);
    GtkFileFilter* pictures = gtk_file_filter_new();
    gtk_file_filter_set_name(pictures, "PNG, JPEG and WebP pictures");
    for (PictureFormat const& format : picture_formats())
        gtk_file_filter_add_mime_type(pictures, std::string(format.mime).c_str());
    gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(chooser), pictures);
    if (gtk_dialog_run(GTK_DIALOG(chooser)) == GTK_RESPONSE_ACCEPT) {
        GSList* paths = gtk_file_chooser_get_filenames(GTK_FILE_CHOOSER(chooser));
        for (GSList* each = paths; each; each = each->next)
            if (std::string path = static_cast<char const*>(each->data); std::ranges::count(files_, path) == 0)
                files_.push_back(std::move(path));
        g_slist_free_full(paths, g_free);
    }
    gtk_widget_destroy(chooser);
    show();
}

void ReferencesField::on_clear() {
    files_.clear();
    layers_.clear();
    show();
}

void ReferencesField::show() {
    std::string names;
    for (std::string const& path : files_)
        names += (names.empty() ? "" : ", ") + name_of_file(path);
    for (ItemId const id : layers())
        names += (names.empty() ? "" : ", ") + ("“" + item_name(id) + "”");
    gtk_label_set_text(GTK_LABEL(names_), names.empty() ? "None" : names.c_str());
    gtk_widget_set_tooltip_text(names_, names.c_str());
    gtk_widget_set_sensitive(clear_, !names.empty());
    if (changed_) changed_();
}

} // namespace inlay::gimp::ui

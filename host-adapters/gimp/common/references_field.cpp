// Which other pictures should the model look at?
#include "references_field.h"

#include "signals.h"

#include "inlay/codec.h"
#include "inlay/plugin/catalogue.h"

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
    : image_(image), source_(source), changed_(std::move(changed)) {}

GtkWidget* ReferencesField::build(FormReferences const& words, std::string const& help) {
    words_ = words;
    names_ = text_widget("");
    gtk_label_set_ellipsize(GTK_LABEL(names_), PANGO_ELLIPSIZE_END);
    add_ = gtk_button_new_with_label(words_.add.c_str());
    gtk_widget_set_tooltip_text(add_, help.c_str());
    clear_ = gtk_button_new_with_label(words_.clear.c_str());
    row_ = hbox(6);
    pack(row_, names_, true);
    pack(row_, add_);
    pack(row_, clear_);
    connect<&ReferencesField::on_add>(add_, "clicked", this);
    connect<&ReferencesField::on_clear>(clear_, "clicked", this);
    show();
    return row_;
}

GtkWidget* ReferencesField::make_label(std::string const& words) const {
    return label_for(add_, words.c_str());
}

void ReferencesField::load(std::vector<std::string> const& files) {
    files_.clear();
    std::error_code ignored;
    std::ranges::copy_if(files, std::back_inserter(files_),
                         [&](std::string const& path) { return std::filesystem::is_regular_file(path, ignored); });
    if (row_) show();
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
    connect<&ReferencesField::choose_files>(add_choice(menu, words_.file.c_str()), "activate", this);
    std::vector<ItemId> others = image_exists(image_) ? layers_of(image_) : std::vector<ItemId>();
    std::erase_if(others, [&](ItemId id) { return id == source_ || std::ranges::count(layers_, id) > 0; });
    if (!others.empty()) gtk_menu_shell_append(GTK_MENU_SHELL(menu), gtk_separator_menu_item_new());
    for (ItemId const id : others) {
        GtkWidget* item = add_choice(menu, say("reference-layer", {{"layer", item_name(id)}}).c_str());
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
    field->tell();
}

void ReferencesField::choose_files() {
    GtkWidget* chooser = gtk_file_chooser_dialog_new(
        words_.dialog_title.c_str(), GTK_WINDOW(gtk_widget_get_toplevel(row_)), GTK_FILE_CHOOSER_ACTION_OPEN, "_Cancel",
        GTK_RESPONSE_CANCEL, "_Add", GTK_RESPONSE_ACCEPT, nullptr);
    gtk_dialog_set_default_response(GTK_DIALOG(chooser), GTK_RESPONSE_ACCEPT);
    gtk_file_chooser_set_select_multiple(GTK_FILE_CHOOSER(chooser), TRUE);
    GtkFileFilter* pictures = gtk_file_filter_new();
    gtk_file_filter_set_name(pictures, words_.file_kinds.c_str());
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
    tell();
}

void ReferencesField::clear() {
    files_.clear();
    layers_.clear();
    show();
}

void ReferencesField::on_clear() {
    clear();
    tell();
}

void ReferencesField::tell() {
    show();
    changed_();
}

void ReferencesField::show() {
    std::string names;
    for (std::string const& path : files_)
        names += (names.empty() ? "" : ", ") + name_of_file(path);
    for (ItemId const id : layers())
        names += (names.empty() ? "" : ", ") + ("“" + item_name(id) + "”");
    gtk_label_set_text(GTK_LABEL(names_), names.empty() ? words_.empty.c_str() : names.c_str());
    gtk_widget_set_tooltip_text(names_, names.c_str());
    gtk_widget_set_sensitive(clear_, !names.empty());
}

} // namespace inlay::gimp::ui

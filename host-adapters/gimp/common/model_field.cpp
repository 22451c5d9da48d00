// Which model makes the picture? A list that can be typed into, since a service may have models that nobody listed.
#include "model_field.h"

#include "signals.h"

#include <algorithm>

namespace inlay::gimp::ui {
namespace {

enum Column { column_id, column_name, column_count };

} // namespace

ModelField::ModelField(ProviderTable const& providers, std::function<void()> changed)
    : providers_(providers), changed_(std::move(changed)) {
    rows_ = gtk_list_store_new(column_count, G_TYPE_STRING, G_TYPE_STRING);
    combo_ = gtk_combo_box_new_with_model_and_entry(GTK_TREE_MODEL(rows_));
    g_object_unref(rows_); // the combo box holds it
    gtk_combo_box_set_entry_text_column(GTK_COMBO_BOX(combo_), column_id);
    GtkCellRenderer* name = gtk_cell_renderer_text_new();
    gtk_cell_layout_pack_end(GTK_CELL_LAYOUT(combo_), name, FALSE);
    gtk_cell_layout_add_attribute(GTK_CELL_LAYOUT(combo_), name, "text", column_name);
    g_object_set(name, "foreground", "#808080", "xpad", 6, nullptr);
    gtk_entry_set_activates_default(GTK_ENTRY(entry()), TRUE);
    gtk_widget_set_tooltip_text(combo_, "Choose a model, or type the id of another one.");
    note_ = text("", true);
    connect<&ModelField::on_changed>(combo_, "changed", this);
}

std::string ModelField::id() const {
    std::string id = gtk_entry_get_text(GTK_ENTRY(entry()));
    id.erase(0, id.find_first_not_of(" \t"));
    id.erase(id.find_last_not_of(" \t") + 1);
    return id;
}

Model ModelField::model() const {
    return providers_.model_at(*provider_, id());
}

void ModelField::show(Provider const& provider, std::string const& last, ServedModels served) {
    provider_ = &provider;
    served_ = std::move(served);
    proposed_ = served_.ids.empty() ? std::string() : served_.ids.front();
    filling_ = true;
    fill();
    gtk_entry_set_text(GTK_ENTRY(entry()), last.empty() ? proposed_.c_str() : last.c_str());
    filling_ = false;
    if (!last.empty()) proposed_.clear();
    on_changed();
}

void ModelField::offer(ServedModels served) {
    if (!provider_ || (served.ids == served_.ids && served.live == served_.live)) return;
    served_ = std::move(served);
    filling_ = true; // what is being typed must not be disturbed
    fill();
    if (!served_.ids.empty() && !proposed_.empty() && id() == proposed_) {
        proposed_ = served_.ids.front();
        gtk_entry_set_text(GTK_ENTRY(entry()), proposed_.c_str());
    }
    filling_ = false;
    on_changed();
}

void ModelField::fill() {
    std::string const written = gtk_entry_get_text(GTK_ENTRY(entry()));
    gtk_list_store_clear(rows_);
    for (std::string const& id : served_.ids) {
        Model const model = providers_.model_at(*provider_, id);
        GtkTreeIter row;
        gtk_list_store_append(rows_, &row);
        gtk_list_store_set(rows_, &row, column_id, id.c_str(), column_name, model.name == id ? "" : model.name.c_str(),
                           -1);
    }
    if (written != gtk_entry_get_text(GTK_ENTRY(entry()))) gtk_entry_set_text(GTK_ENTRY(entry()), written.c_str());
}

void ModelField::on_changed() {
    if (filling_ || !provider_) return;
    Model const chosen = model();
    bool const gone = served_.live && !served_.ids.empty() && !chosen.id.empty() &&
                      std::ranges::find(served_.ids, chosen.id) == served_.ids.end();
    if (gone)
        set_small(note_, provider_->name + " does not serve this model now. The list has those that it does.", true);
    else
        set_small(note_, chosen.name == chosen.id ? std::string() : chosen.name);
    if (changed_) changed_();
}

} // namespace inlay::gimp::ui

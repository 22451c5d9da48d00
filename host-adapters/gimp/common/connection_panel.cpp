// Which service makes the picture?
#include "connection_panel.h"

#include "signals.h"

#include <algorithm>
#include <cstdio>
#include <ranges>

namespace inlay::gimp::ui {
namespace {

enum ModelColumn { column_id, column_name, column_count };

std::string value_or(std::map<std::string, std::string> const& map, std::string const& key, std::string fallback = {}) {
    auto const found = map.find(key);
    return found == map.end() ? std::move(fallback) : found->second;
}

void keep_or_forget(std::map<std::string, std::string>& map, std::string const& key, std::string value) {
    if (value.empty())
        map.erase(key);
    else
        map[key] = std::move(value);
}

void set_small(GtkWidget* label, std::string const& words) {
    gchar* markup = g_markup_printf_escaped("<small>%s</small>", words.c_str());
    gtk_label_set_markup(GTK_LABEL(label), markup);
    g_free(markup);
    gtk_widget_set_visible(label, !words.empty());
}

std::string price_text(Model const& model) {
    if (model.price_usd.empty()) return {};
    auto const [low, high] = std::ranges::minmax(std::views::values(model.price_usd));
    char text[80];
    if (high - low < 0.0005)
        std::snprintf(text, sizeof text, "about $%.2g a picture", low);
    else
        std::snprintf(text, sizeof text, "about $%.2g to $%.2g a picture", low, high);
    return text;
}

} // namespace

ConnectionPanel::ConnectionPanel(Settings const& settings, ProviderTable const& providers,
                                 std::function<void()> changed)
    : settings_(settings), providers_(providers), changed_(std::move(changed)) {
    provider_ = gtk_combo_box_text_new();
    gtk_widget_set_tooltip_text(provider_, std::string(row_of("provider").help).c_str());
    int chosen = 0;
    for (std::size_t i = 0; i < providers_.all().size(); ++i) {
        Provider const& provider = providers_.all()[i];
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(provider_), provider.name.c_str());
        if (provider.id == settings_.provider) chosen = static_cast<int>(i);
    }
    gtk_combo_box_set_active(GTK_COMBO_BOX(provider_), chosen);
    provider_note_ = text("", true);

    models_ = gtk_list_store_new(column_count, G_TYPE_STRING, G_TYPE_STRING);
    model_ = gtk_combo_box_new_with_model_and_entry(GTK_TREE_MODEL(models_));
    g_object_unref(models_); // the combo box holds it
    gtk_combo_box_set_entry_text_column(GTK_COMBO_BOX(model_), column_id);
    GtkCellRenderer* name = gtk_cell_renderer_text_new();
    gtk_cell_layout_pack_end(GTK_CELL_LAYOUT(model_), name, FALSE);
    gtk_cell_layout_add_attribute(GTK_CELL_LAYOUT(model_), name, "text", column_name);
    g_object_set(name, "foreground", "#808080", "xpad", 6, nullptr);
    gtk_widget_set_tooltip_text(model_, "Choose a model, or type the id of another one.");
    model_note_ = text("", true);

    key_ = gtk_entry_new();
    gtk_entry_set_visibility(GTK_ENTRY(key_), FALSE);
    gtk_entry_set_activates_default(GTK_ENTRY(key_), TRUE);
    gtk_widget_set_tooltip_text(key_,
                                "Kept in the keyring, or in a file that only you can read; never with the picture.");
    key_link_ = gtk_link_button_new_with_label("", "Get a key");
    key_row_ = hbox(6);
    pack(key_row_, key_, true);
    pack(key_row_, key_link_);
    key_note_ = text("", true);

    build_advanced();
    connect<&ConnectionPanel::on_provider>(provider_, "changed", this);
    connect<&ConnectionPanel::on_model>(model_, "changed", this);
}

ConnectionPanel::~ConnectionPanel() {
    if (key_timer_) g_source_remove(key_timer_);
}

int ConnectionPanel::add_rows(GtkWidget* grid, int row) {
    auto const add = [&](GtkWidget* label, GtkWidget* field, GtkWidget* note) {
        attach(grid, label, 0, row, 1, false);
        attach(grid, field, 1, row++, 1, true);
        attach(grid, note, 1, row++, 1, true, 0);
    };
    key_label_ = label_for(key_, "API ke_y");
    add(label_for(provider_, std::string(row_of("provider").label).c_str()), provider_, provider_note_);
    add(label_for(gtk_bin_get_child(GTK_BIN(model_)), std::string(row_of("model").label).c_str()), model_, model_note_);
    add(key_label_, key_row_, key_note_);
    for (GtkWidget* widget : {provider_note_, model_note_, key_note_, key_link_, key_label_, key_row_})
        hide_at_first(widget);
    load_provider();
    return row;
}

void ConnectionPanel::build_advanced() {
    gtk_spin_button_set_range(GTK_SPIN_BUTTON(retries_.widget()), 0, row_of("retries").maximum);
    for (Field const* field : {&wire_, &auth_})
        let_shrink(field->widget()); // its longest choice would make the window wider
    GtkWidget* const time = with_unit(timeout_.widget(), timeout_.unit().c_str());
    advanced_ = grid();
    attach(advanced_, base_url_.make_label(), 0, 0, 1, false);
    attach(advanced_, base_url_.widget(), 1, 0, 3, true);
    struct Cell {
        Field const* field;
        GtkWidget* widget;
    };
    int cell = 2;
    for (auto const& [field, widget] :
         {Cell{&wire_, wire_.widget()}, Cell{&timeout_, time}, Cell{&auth_, auth_.widget()},
          Cell{&retries_, retries_.widget()}, Cell{&proxy_, proxy_.widget()}, Cell{&ca_bundle_, ca_bundle_.widget()}}) {
        bool const left = cell % 2 == 0;
        attach(advanced_, field->make_label(), left ? 0 : 2, cell / 2, 1, false);
        attach(advanced_, widget, left ? 1 : 3, cell / 2, 1, left);
        ++cell;
    }
    for (Field const* field : {&proxy_, &ca_bundle_})
        gtk_entry_set_width_chars(GTK_ENTRY(field->widget()), 14);
    hint_in(proxy_.widget(), "As the system has it");
    hint_in(ca_bundle_.widget(), "The system's certificates");
    timeout_.set_text(std::to_string(settings_.timeout_seconds));
    gtk_widget_set_tooltip_text(timeout_.widget(),
                                "Seconds until an attempt is given up; 0 leaves it to the provider's entry.");
    retries_.set_text(std::to_string(settings_.retries));
    gtk_widget_set_tooltip_text(retries_.widget(), "How often a failed request is repeated where that is safe.");
    proxy_.set_text(settings_.proxy);
    ca_bundle_.set_text(settings_.ca_bundle);
}

Provider const& ConnectionPanel::provider() const {
    return providers_.all()[static_cast<std::size_t>(std::max(0, gtk_combo_box_get_active(GTK_COMBO_BOX(provider_))))];
}

Model ConnectionPanel::model() const {
    std::string id = gtk_entry_get_text(GTK_ENTRY(gtk_bin_get_child(GTK_BIN(model_))));
    id.erase(0, id.find_first_not_of(" \t"));
    id.erase(id.find_last_not_of(" \t") + 1);
    return providers_.model_at(provider(), id);
}

void ConnectionPanel::fill_models() {
    gtk_list_store_clear(models_);
    for (Model const& model : provider().models) {
        GtkTreeIter row;
        gtk_list_store_append(models_, &row);
        gtk_list_store_set(models_, &row, column_id, model.id.c_str(), column_name, model.name.c_str(), -1);
    }
    std::string const first = provider().models.empty() ? std::string() : provider().models.front().id;
    gtk_entry_set_text(GTK_ENTRY(gtk_bin_get_child(GTK_BIN(model_))),
                       value_or(settings_.model_of, provider().id, first).c_str());
}

// What the chosen provider had when it was used last.
void ConnectionPanel::load_provider() {
    loading_ = true;
    Provider const& chosen = provider();
    fill_models();
    base_url_.set_text(value_or(settings_.base_url_of, chosen.id));
    hint_in(base_url_.widget(), chosen.base_url.empty() ? "https://…" : chosen.base_url.c_str());
    auth_.set_text(value_or(settings_.auth_of, chosen.id));
    wire_.set_text(value_or(settings_.wire_of, chosen.id));
    bool const sandbox = chosen.id == "sandbox";
    for (Field const* field : {&base_url_, &auth_, &wire_, &proxy_, &ca_bundle_})
        gtk_widget_set_sensitive(field->widget(), !sandbox);

    bool const takes_key = !sandbox;
    gtk_widget_set_visible(key_row_, takes_key);
    gtk_widget_set_visible(key_label_, takes_key);
    gtk_entry_set_text(GTK_ENTRY(key_), "");
    gtk_link_button_set_uri(GTK_LINK_BUTTON(key_link_), chosen.key_help_url.c_str());
    gtk_widget_set_tooltip_text(key_link_, chosen.key_help_url.c_str());
    gtk_widget_set_visible(key_link_, !chosen.key_help_url.empty());
    set_small(provider_note_,
              sandbox ? "Works offline, no key needed: a stand-in that shows what Inlay does. No model is asked." : "");
    set_small(key_note_, "");
    if (takes_key) look_for_key();
    loading_ = false;
    on_model();
}

void ConnectionPanel::on_provider() {
    load_provider();
}

void ConnectionPanel::on_model() {
    if (loading_) return;
    Model const chosen = model();
    std::string note = chosen.name == chosen.id ? std::string() : chosen.name;
    if (std::string const price = price_text(chosen); !price.empty()) note += (note.empty() ? "" : ", ") + price;
    set_small(model_note_, provider().id == "sandbox" ? std::string() : note);
    if (changed_) changed_();
}

// The keyring may take its time, so it is asked beside the window.
void ConnectionPanel::look_for_key() {
    KeyLookup const lookup{provider().id, provider().key_environment, {}};
    key_lookup_.emplace([lookup] { return find_key(lookup); });
    if (!key_timer_) key_timer_ = g_timeout_add(50, Slot<&ConnectionPanel::on_key_poll>::tick, this);
}

void ConnectionPanel::on_key_poll() {
    if (!key_lookup_) return;
    std::optional<Result<std::optional<FoundKey>>> const found = key_lookup_->poll();
    if (!found) return;
    key_lookup_.reset();
    if (provider().id == "sandbox") return;
    if (!*found)
        set_small(key_note_, found->error().message);
    else if (**found && (**found)->source == KeySource::environment)
        set_small(key_note_, "The key in " + provider().key_environment + " is used.");
    else if (**found)
        set_small(key_note_, "A key is stored. Type another one to replace it.");
    else
        set_small(key_note_,
                  provider().needs_key ? "No key is stored yet." : "Only needed if the service asks for one.");
}

Result<std::string> ConnectionPanel::typed_key() const {
    std::string const typed = gtk_entry_get_text(GTK_ENTRY(key_));
    if (typed.empty() || provider().id == "sandbox") return std::string();
    return cleaned_key(typed);
}

void ConnectionPanel::forget_typed_key() {
    gtk_entry_set_text(GTK_ENTRY(key_), "");
    if (provider().id != "sandbox") look_for_key();
}

Result<void> ConnectionPanel::store(Settings& settings) const {
    Options checked; // the table knows what is allowed
    for (Field const* field : {&base_url_, &auth_, &wire_, &timeout_, &retries_, &proxy_, &ca_bundle_})
        if (Result<void> stored = field->store(checked); !stored) return stored;
    std::string const& id = provider().id;
    settings.provider = id;
    keep_or_forget(settings.model_of, id, model().id);
    keep_or_forget(settings.base_url_of, id, checked.base_url);
    keep_or_forget(settings.auth_of, id, checked.auth);
    keep_or_forget(settings.wire_of, id, checked.wire);
    settings.timeout_seconds = checked.timeout_seconds;
    settings.retries = checked.retries;
    settings.proxy = checked.proxy;
    settings.ca_bundle = checked.ca_bundle;
    return {};
}

} // namespace inlay::gimp::ui

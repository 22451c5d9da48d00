// How is the service reached?
#include "reach_fields.h"

namespace inlay::gimp::ui {
namespace {

std::string value_or_empty(std::map<std::string, std::string> const& map, std::string const& key) {
    auto const found = map.find(key);
    return found == map.end() ? std::string() : found->second;
}

void keep_or_forget(std::map<std::string, std::string>& map, std::string const& key, std::string value) {
    if (value.empty())
        map.erase(key);
    else
        map[key] = std::move(value);
}

} // namespace

ReachFields::ReachFields(Settings const& settings) {
    gtk_spin_button_set_range(GTK_SPIN_BUTTON(retries_.widget()), 0, row_of("retries").maximum);
    for (Field const* field : {&wire_, &auth_})
        let_shrink(field->widget()); // its longest choice would make the window wider
    GtkWidget* const time = with_unit(timeout_.widget(), timeout_.unit().c_str());
    grid_ = grid();
    attach(grid_, base_url_.make_label(), 0, 0, 1, false);
    attach(grid_, base_url_.widget(), 1, 0, 3, true);
    struct Cell {
        Field const* field;
        GtkWidget* widget;
    };
    int cell = 2;
    for (auto const& [field, widget] :
         {Cell{&wire_, wire_.widget()}, Cell{&timeout_, time}, Cell{&auth_, auth_.widget()},
          Cell{&retries_, retries_.widget()}, Cell{&proxy_, proxy_.widget()}, Cell{&ca_bundle_, ca_bundle_.widget()}}) {
        bool const left = cell % 2 == 0;
        attach(grid_, field->make_label(), left ? 0 : 2, cell / 2, 1, false);
        attach(grid_, widget, left ? 1 : 3, cell / 2, 1, left);
        ++cell;
    }
    for (Field const* field : {&proxy_, &ca_bundle_})
        gtk_entry_set_width_chars(GTK_ENTRY(field->widget()), 14);
    hint_in(proxy_.widget(), "As the system has it");
    hint_in(ca_bundle_.widget(), "The system's certificates");
    timeout_.set_text(std::to_string(settings.timeout_seconds));
    gtk_widget_set_tooltip_text(timeout_.widget(),
                                "Seconds until an attempt is given up; 0 leaves it to the provider's entry.");
    retries_.set_text(std::to_string(settings.retries));
    gtk_widget_set_tooltip_text(retries_.widget(), "How often a failed request is repeated where that is safe.");
    proxy_.set_text(settings.proxy);
    ca_bundle_.set_text(settings.ca_bundle);
}

void ReachFields::load(Provider const& provider, Settings const& settings) {
    base_url_.set_text(value_or_empty(settings.base_url_of, provider.id));
    hint_in(base_url_.widget(), provider.base_url.empty() ? "https://…" : provider.base_url.c_str());
    auth_.set_text(value_or_empty(settings.auth_of, provider.id));
    wire_.set_text(value_or_empty(settings.wire_of, provider.id));
    bool const over_the_network = provider.id != "sandbox";
    for (Field const* field : {&base_url_, &auth_, &wire_, &proxy_, &ca_bundle_})
        gtk_widget_set_sensitive(field->widget(), over_the_network);
}

Result<void> ReachFields::store(std::string const& provider_id, Settings& settings) const {
    Options checked; // the table knows what is allowed
    for (Field const* field : {&base_url_, &auth_, &wire_, &timeout_, &retries_, &proxy_, &ca_bundle_})
        if (Result<void> stored = field->store(checked); !stored) return stored;
    keep_or_forget(settings.base_url_of, provider_id, checked.base_url);
    keep_or_forget(settings.auth_of, provider_id, checked.auth);
    keep_or_forget(settings.wire_of, provider_id, checked.wire);
    settings.timeout_seconds = checked.timeout_seconds;
    settings.retries = checked.retries;
    settings.proxy = checked.proxy;
    settings.ca_bundle = checked.ca_bundle;
    return {};
}

} // namespace inlay::gimp::ui

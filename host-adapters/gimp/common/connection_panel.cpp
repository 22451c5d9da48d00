// Which service makes the picture, with which model and key, and does it answer?
//
// Nothing here waits: the keyring, the list of models and the test are asked on threads of their own, and a timer looks
// whether they have answered.
#include "connection_panel.h"

#include "signals.h"

#include "inlay/plugin/parameters.h"

#include <algorithm>

namespace inlay::gimp::ui {
namespace {

constexpr guint look_every_ms = 50;

std::string last_model(Settings const& settings, Provider const& provider) {
    auto const found = settings.model_of.find(provider.id);
    return found == settings.model_of.end() ? std::string() : found->second;
}

} // namespace

ConnectionPanel::ConnectionPanel(Choices const& choices, std::function<void()> changed)
    : choices_(choices), providers_(choices.providers), model_(choices.providers, std::move(changed)),
      reach_(choices.settings) {
    provider_ = gtk_combo_box_text_new();
    gtk_widget_set_tooltip_text(provider_, std::string(row_of("provider").help).c_str());
    int chosen = 0;
    for (std::size_t i = 0; i < providers_.all().size(); ++i) {
        Provider const& provider = providers_.all()[i];
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(provider_), provider.name.c_str());
        if (provider.id == choices_.settings.provider) chosen = static_cast<int>(i);
    }
    gtk_combo_box_set_active(GTK_COMBO_BOX(provider_), chosen);
    provider_note_ = text("", true);
    test_ = gtk_button_new_with_label("Test Connection");
    gtk_widget_set_tooltip_text(test_, "Asks the provider for its models. Makes no picture and costs nothing.");
    provider_row_ = hbox(6);
    pack(provider_row_, provider_, true);
    pack(provider_row_, test_);
    test_icon_ = gtk_image_new();
    at_the_top(test_icon_);
    test_words_ = text("", true);
    gtk_label_set_selectable(GTK_LABEL(test_words_), TRUE);
    gtk_widget_set_can_focus(test_words_, FALSE);
    test_result_ = hbox(6);
    pack(test_result_, test_icon_);
    pack(test_result_, test_words_, true);

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

    connect<&ConnectionPanel::on_provider>(provider_, "changed", this);
    connect<&ConnectionPanel::on_test>(test_, "clicked", this);
}

ConnectionPanel::~ConnectionPanel() {
    if (timer_) g_source_remove(timer_);
}

int ConnectionPanel::add_rows(GtkWidget* grid, int row) {
    auto const add = [&](GtkWidget* label, GtkWidget* field, std::initializer_list<GtkWidget*> notes) {
        attach(grid, label, 0, row, 1, false);
        attach(grid, field, 1, row++, 1, true);
        for (GtkWidget* const note : notes)
            attach(grid, note, 1, row++, 1, true, 0);
    };
    key_label_ = label_for(key_, "API ke_y");
    add(label_for(provider_, std::string(row_of("provider").label).c_str()), provider_row_,
        {provider_note_, test_result_});
    add(label_for(model_.entry(), std::string(row_of("model").label).c_str()), model_.widget(), {model_.note()});
    add(key_label_, key_row_, {key_note_});
    for (GtkWidget* widget : {provider_note_, test_result_, model_.note(), key_note_, key_link_, key_label_, key_row_})
        hide_at_first(widget);
    load_provider();
    return row;
}

Provider const& ConnectionPanel::provider() const {
    return providers_.all()[static_cast<std::size_t>(std::max(0, gtk_combo_box_get_active(GTK_COMBO_BOX(provider_))))];
}

// What the chosen provider had when it was used last.
void ConnectionPanel::load_provider() {
    Provider const& chosen = provider();
    reach_.load(chosen, choices_.settings);
    bool const takes_key = !is_sandbox();
    gtk_widget_set_visible(key_row_, takes_key);
    gtk_widget_set_visible(key_label_, takes_key);
    gtk_entry_set_text(GTK_ENTRY(key_), "");
    gtk_link_button_set_uri(GTK_LINK_BUTTON(key_link_), chosen.key_help_url.c_str());
    gtk_widget_set_tooltip_text(key_link_, chosen.key_help_url.c_str());
    gtk_widget_set_visible(key_link_, !chosen.key_help_url.empty());
    set_small(provider_note_,
              is_sandbox() ? "Works offline, no key needed: a stand-in that shows what Inlay does. No model is asked."
                           : "");
    set_small(key_note_, "");
    key_lookup_.reset();
    list_.reset();
    hide_test();
    model_.show(chosen, last_model(choices_.settings, chosen), known_models());
    if (takes_key) look_for_key();
    if (takes_key) ask_for_models();
}

void ConnectionPanel::on_provider() {
    load_provider();
}

// The settings as the window has them now.
Result<Choices> ConnectionPanel::as_written() const {
    Choices choices = choices_;
    choices.options = Options();
    Result<std::string> key = typed_key();
    if (!key) return fail(key.error());
    choices.typed_key = std::move(*key);
    if (Result<void> stored = store(choices.settings); !stored) return fail(stored.error());
    return choices;
}

// Without waiting for anybody: what the service said within a day, else the table.
ServedModels ConnectionPanel::known_models() const {
    Target target;
    target.provider = provider();
    Settings settings = choices_.settings;
    if (reach_.store(target.provider.id, settings)) {
        auto const own = settings.base_url_of.find(target.provider.id);
        Result<std::string> address =
            cleaned_base_url(own == settings.base_url_of.end() ? target.provider.base_url : own->second);
        if (address) target.connection.base_url = std::move(*address);
    }
    return cached_models(target);
}

// Once a day, and only with a key: without one the service would say nothing but that.
void ConnectionPanel::ask_for_models() {
    Result<Choices> choices = as_written();
    if (!choices) return;
    list_.emplace([choices = std::move(*choices)](std::stop_token stop) -> Result<ServedModels> {
        Result<Target> const target = find_target_to_ask(choices);
        if (!target) return fail(target.error());
        return served_models(*target, false, std::move(stop));
    });
    if (!timer_) timer_ = every<&ConnectionPanel::poll>(look_every_ms, this);
}

void ConnectionPanel::look_at_models_again() {
    model_.offer(known_models());
}

// The keyring may take its time, so it is asked beside the window.
void ConnectionPanel::look_for_key() {
    KeyLookup const lookup{provider().id, provider().key_environment, {}};
    key_lookup_.emplace([lookup](std::stop_token) { return find_key(lookup); });
    if (!timer_) timer_ = every<&ConnectionPanel::poll>(look_every_ms, this);
}

void ConnectionPanel::on_test() {
    Result<Choices> choices = as_written();
    if (!choices) return show_test("dialog-error", choices.error().message, choices.error().advice);
    gtk_widget_set_sensitive(test_, FALSE);
    show_test(nullptr, "Asking " + provider().name + "…", "");
    testing_.emplace([choices = std::move(*choices)](std::stop_token stop) -> Result<Tested> {
        Result<Target> const target = find_target_to_ask(choices);
        if (!target) return fail(target.error());
        if (target->is_sandbox) return Tested{"The sandbox is running.", {}, {}};
        Result<std::string> sentence = test_connection(*target, std::move(stop));
        if (!sentence) return fail(sentence.error());
        // What the service has accepted is kept.
        if (Result<bool> stored = store_typed_key(choices); !stored) return fail(stored.error());
        return Tested{std::move(*sentence), cached_models(*target), choices.typed_key};
    });
    if (!timer_) timer_ = every<&ConnectionPanel::poll>(look_every_ms, this);
}

void ConnectionPanel::poll() {
    poll_key();
    poll_test();
    if (!list_) return;
    std::optional<Result<ServedModels>> served = list_->poll();
    if (!served) return;
    list_.reset();
    // Without an answer the list stays as it is: a person who wants to know why presses the button.
    if (*served) model_.offer(std::move(**served));
}

void ConnectionPanel::poll_test() {
    if (!testing_) return;
    std::optional<Result<Tested>> tested = testing_->poll();
    if (!tested) return;
    testing_.reset();
    gtk_widget_set_sensitive(test_, TRUE);
    if (!*tested) {
        bool const cannot_be_asked = tested->error().code == ErrorCode::usage; // nothing is wrong with the connection
        return show_test(cannot_be_asked ? "dialog-information" : "dialog-error", tested->error().message,
                         tested->error().advice);
    }
    show_test("dialog-information", (*tested)->sentence, "");
    // Unless another one was typed meanwhile.
    if (!(*tested)->kept_key.empty() && typed_key() == (*tested)->kept_key) forget_typed_key();
    if (!is_sandbox()) model_.offer(std::move((*tested)->served));
}

void ConnectionPanel::show_test(char const* icon, std::string const& words, std::string const& advice) {
    gtk_image_set_from_icon_name(GTK_IMAGE(test_icon_), icon ? icon : "dialog-information", GTK_ICON_SIZE_MENU);
    gtk_widget_set_visible(test_icon_, icon != nullptr);
    set_small(test_words_, advice.empty() ? words : words + " " + advice);
    gtk_widget_show(test_result_);
}

void ConnectionPanel::hide_test() {
    testing_.reset();
    gtk_widget_set_sensitive(test_, TRUE);
    gtk_widget_hide(test_result_);
}

void ConnectionPanel::poll_key() {
    if (!key_lookup_) return;
    std::optional<Result<std::optional<FoundKey>>> const found = key_lookup_->poll();
    if (!found) return;
    key_lookup_.reset();
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
    if (typed.empty() || is_sandbox()) return std::string();
    return cleaned_key(typed);
}

void ConnectionPanel::forget_typed_key() {
    gtk_entry_set_text(GTK_ENTRY(key_), "");
    if (is_sandbox()) return;
    look_for_key();
    ask_for_models();
}

Result<void> ConnectionPanel::store(Settings& settings) const {
    std::string const& id = provider().id;
    if (Result<void> stored = reach_.store(id, settings); !stored) return stored;
    settings.provider = id;
    if (std::string const model = model_.model().id; model.empty())
        settings.model_of.erase(id);
    else
        settings.model_of[id] = model;
    return {};
}

GtkWidget* ConnectionPanel::field_for(ErrorCode code) const {
    switch (code) {
    case ErrorCode::no_key:
    case ErrorCode::key_rejected:
        return is_sandbox() ? nullptr : key_;
    case ErrorCode::model_unavailable:
        return model_.entry();
    default:
        return nullptr;
    }
}

} // namespace inlay::gimp::ui

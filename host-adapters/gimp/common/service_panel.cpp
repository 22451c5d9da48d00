// Nothing here waits: the keyring, the list of models and the test are asked on threads of their own, and a timer looks
// whether they have answered.
#include "service_panel.h"

#include "signals.h"

#include <memory>

namespace inlay::gimp::ui {
namespace {

constexpr guint look_every_ms = 50;

bool is_sandbox(Provider const& provider) {
    return provider.id == "sandbox";
}

KeyState state_of(std::optional<FoundKey> const& found) {
    if (!found) return KeyState::none;
    if (found->source == KeySource::environment) return KeyState::environment;
    return found->source == KeySource::keyring ? KeyState::keyring : KeyState::file;
}

} // namespace

ServicePanel::ServicePanel(Window window) : window_(std::move(window)) {}

ServicePanel::~ServicePanel() {
    if (timer_) g_source_remove(timer_);
}

GtkWidget* ServicePanel::make_test(FormTest const& words) {
    test_ = gtk_button_new_with_label(words.label.c_str());
    gtk_widget_set_tooltip_text(test_, words.help.c_str());
    connect<&ServicePanel::on_test>(test_, "clicked", this);
    return test_;
}

GtkWidget* ServicePanel::make_test_result() {
    test_icon_ = gtk_image_new();
    at_the_top(test_icon_);
    test_words_ = text_widget("", true);
    gtk_label_set_selectable(GTK_LABEL(test_words_), TRUE);
    gtk_widget_set_can_focus(test_words_, FALSE);
    test_result_ = hbox(6);
    pack(test_result_, test_icon_);
    pack(test_result_, test_words_, true);
    hide_at_first(test_result_);
    return test_result_;
}

int ServicePanel::add_key_rows(GtkWidget* grid, int row) {
    key_ = gtk_entry_new();
    gtk_entry_set_visibility(GTK_ENTRY(key_), FALSE);
    gtk_entry_set_activates_default(GTK_ENTRY(key_), TRUE);
    key_link_ = gtk_link_button_new_with_label("", "");
    forget_ = gtk_button_new();
    connect<&ServicePanel::on_forget>(forget_, "clicked", this);
    key_row_ = hbox(6);
    pack(key_row_, key_, true);
    pack(key_row_, forget_);
    pack(key_row_, key_link_);
    key_label_ = label_for(key_, "");
    key_note_ = text_widget("", true);
    attach(grid, key_label_, 0, row, 1, false);
    attach(grid, key_row_, 1, row, 1, true);
    attach(grid, key_note_, 1, row + 1, 1, true, 0);
    for (GtkWidget* widget : {key_link_, forget_, key_label_, key_row_, key_note_})
        hide_at_first(widget);
    return row + 2;
}

void ServicePanel::choose(Provider const& provider) {
    provider_ = provider;
    key_state_ = KeyState::not_asked;
    masked_key_.clear();
    key_problem_.clear();
    served_.reset();
    key_lookup_.reset();
    list_.reset();
    testing_.reset();
    forgetting_.reset();
}

void ServicePanel::ask() {
    if (is_sandbox(provider_)) return;
    look_for_key();
    ask_for_models();
}

void ServicePanel::tell(FormContext& context) const {
    context.key = key_state_;
    context.masked_key = masked_key_;
    context.key_problem = key_problem_;
    context.served = served_;
}

void ServicePanel::show(Form const& form) {
    running_ = form.test.running;
    bool const takes_key = form.key.has_value();
    gtk_widget_set_visible(key_label_, takes_key);
    gtk_widget_set_visible(key_row_, takes_key);
    set_small(key_note_, takes_key ? form.key->note : "");
    if (!takes_key) return gtk_entry_set_text(GTK_ENTRY(key_), "");
    FormKey const& key = *form.key;
    gtk_label_set_text_with_mnemonic(GTK_LABEL(key_label_), key.label.c_str());
    hint_in(key_, key.placeholder.c_str());
    gtk_widget_set_tooltip_text(key_, key.help.c_str());
    gtk_link_button_set_uri(GTK_LINK_BUTTON(key_link_), key.link.c_str());
    gtk_button_set_label(GTK_BUTTON(key_link_), key.link_label.c_str());
    gtk_widget_set_tooltip_text(key_link_, key.link.c_str());
    gtk_widget_set_visible(key_link_, !key.link.empty());
    gtk_button_set_label(GTK_BUTTON(forget_), key.forget_label.c_str());
    gtk_widget_set_tooltip_text(forget_, key.forget_help.c_str());
    gtk_widget_set_visible(forget_, key.can_be_forgotten);
}

TargetRequest ServicePanel::request(std::string typed_key) const {
    return {.options = window_.written(),
            .typed_key = std::move(typed_key),
            .key_environment = "",
            .in_window = true,
            .all_written = true};
}

void ServicePanel::watch() {
    if (!timer_) timer_ = every<&ServicePanel::poll>(look_every_ms, this);
}

// The keyring may take its time, so it is asked beside the window.
void ServicePanel::look_for_key() {
    key_state_ = KeyState::asking;
    KeyLookup const lookup{provider_.id, provider_.key_environment, {}};
    key_lookup_.emplace([lookup](std::stop_token) { return find_key(lookup); });
    watch();
}

// Once a day, and only with a key: without one the service would say nothing but that.
void ServicePanel::ask_for_models() {
    list_.emplace([session = window_.session(), asked = request("")](std::stop_token stop) {
        return session.models(asked, false, std::move(stop));
    });
    watch();
}

void ServicePanel::look_at_models_again() {
    served_.reset(); // what the service said is kept beside, and the form looks there
    window_.changed();
}

void ServicePanel::on_test() {
    Result<std::string> key = typed_key();
    if (!key) return show_test("dialog-error", key.error().message, key.error().advice);
    gtk_widget_set_sensitive(test_, FALSE);
    show_test(nullptr, running_, "");
    testing_.emplace([session = window_.session(), asked = request(*key)](std::stop_token stop) -> Result<Tested> {
        Tested tested{.key = asked.typed_key};
        TargetRequest with_word = asked;
        with_word.key_stored = [&tested] { tested.kept = true; };
        Result<TestedConnection> connection = session.test_connection(with_word, std::move(stop));
        if (!connection) return fail(std::move(connection.error()));
        tested.connection = std::move(*connection);
        return tested;
    });
    watch();
}

void ServicePanel::on_forget() {
    gtk_widget_set_sensitive(forget_, FALSE);
    forgetting_.emplace([id = provider_.id](std::stop_token) -> Result<bool> {
        if (Result<void> gone = delete_key(id); !gone) return fail(std::move(gone.error()));
        return true;
    });
    watch();
}

void ServicePanel::poll() {
    poll_key();
    poll_list();
    poll_test();
    poll_forgetting();
    if (key_lookup_ || list_ || testing_ || forgetting_) return;
    g_source_remove(timer_);
    timer_ = 0;
}

void ServicePanel::poll_key() {
    if (!key_lookup_) return;
    std::optional<Result<std::optional<FoundKey>>> const found = key_lookup_->poll();
    if (!found) return;
    key_lookup_.reset();
    key_problem_ = *found ? "" : found->error().message;
    key_state_ = *found ? state_of(**found) : KeyState::not_asked;
    masked_key_ = *found && **found ? masked_key((**found)->key) : "";
    window_.changed();
}

void ServicePanel::poll_list() {
    if (!list_) return;
    std::optional<Result<ServedModels>> served = list_->poll();
    if (!served) return;
    list_.reset();
    // Without an answer the list stays as it is: a person who wants to know why presses the button.
    if (*served) served_ = std::move(**served);
    window_.changed();
}

void ServicePanel::poll_test() {
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
    show_test("dialog-information", (*tested)->connection.sentence, "");
    if (!is_sandbox(provider_)) served_ = std::move((*tested)->connection.served);
    // Unless another one was typed meanwhile.
    if ((*tested)->kept && typed_key() == (*tested)->key) gtk_entry_set_text(GTK_ENTRY(key_), "");
    if ((*tested)->kept) look_for_key();
    window_.changed();
}

void ServicePanel::poll_forgetting() {
    if (!forgetting_) return;
    std::optional<Result<bool>> const gone = forgetting_->poll();
    if (!gone) return;
    forgetting_.reset();
    gtk_widget_set_sensitive(forget_, TRUE);
    if (!*gone) return show_test("dialog-error", gone->error().message, gone->error().advice);
    look_for_key();
    window_.changed();
}

void ServicePanel::show_test(char const* icon, std::string const& words, std::string const& advice) {
    gtk_image_set_from_icon_name(GTK_IMAGE(test_icon_), icon ? icon : "dialog-information", GTK_ICON_SIZE_MENU);
    gtk_widget_set_visible(test_icon_, icon != nullptr);
    set_small(test_words_, advice.empty() ? words : words + " " + advice);
    gtk_widget_show(test_result_);
}

Result<std::string> ServicePanel::typed_key() const {
    std::string const typed = gtk_entry_get_text(GTK_ENTRY(key_));
    if (typed.empty() || is_sandbox(provider_)) return std::string();
    return cleaned_key(typed);
}

void ServicePanel::forget_typed_key() {
    gtk_entry_set_text(GTK_ENTRY(key_), "");
    if (is_sandbox(provider_)) return;
    look_for_key();
    ask_for_models();
    window_.changed();
}

} // namespace inlay::gimp::ui

// Which service makes the picture, with which model and key, and does it answer? [GTK's thread]
#pragma once

#include "background.h"
#include "model_field.h"
#include "reach_fields.h"
#include "session.h"

#include "inlay/plugin/keys.h"

#include <functional>
#include <optional>

namespace inlay::gimp::ui {

class ConnectionPanel {
  public:
    // `choices`: the settings as loaded, and the table, which must live as long as this. `changed` is called when
    // another provider or model was chosen.
    ConnectionPanel(Choices const& choices, std::function<void()> changed);
    ~ConnectionPanel();
    ConnectionPanel(ConnectionPanel const&) = delete;
    ConnectionPanel& operator=(ConnectionPanel const&) = delete;

    int add_rows(GtkWidget* grid, int row); // gives the next free row
    [[nodiscard]] GtkWidget* advanced() const { return reach_.widget(); }

    [[nodiscard]] Provider const& provider() const;
    [[nodiscard]] Model model() const { return model_.model(); }
    // What was typed, cleaned; empty: nothing. Errors: usage.
    [[nodiscard]] Result<std::string> typed_key() const;
    // The key went to its store: the field is emptied, so that it is neither stored again nor left on the screen.
    void forget_typed_key();
    // Errors: usage.
    Result<void> store(Settings& settings) const;

    // The field that mends the error, if there is one: the key, the model, the address.
    [[nodiscard]] GtkWidget* field_for(ErrorCode code) const;
    // Somebody else asked the service in the meantime.
    void look_at_models_again();

  private:
    struct Tested {
        std::string sentence;
        ServedModels served;
        std::string kept_key; // empty: none was typed
    };
    void load_provider();
    void on_provider();
    void on_test();
    void look_for_key();
    void ask_for_models();
    void poll();
    void poll_key();
    void poll_test();
    void show_test(char const* icon, std::string const& words, std::string const& advice);
    void hide_test();
    [[nodiscard]] bool is_sandbox() const { return provider().id == "sandbox"; }
    [[nodiscard]] Result<Choices> as_written() const;
    [[nodiscard]] ServedModels known_models() const;

    Choices choices_; // what a provider that is chosen again had
    ProviderTable const& providers_;
    ModelField model_;
    ReachFields reach_;
    GtkWidget* provider_row_ = nullptr;
    GtkWidget* provider_ = nullptr;
    GtkWidget* provider_note_ = nullptr;
    GtkWidget* test_ = nullptr;
    GtkWidget* test_result_ = nullptr;
    GtkWidget* test_icon_ = nullptr;
    GtkWidget* test_words_ = nullptr;
    GtkWidget* key_label_ = nullptr;
    GtkWidget* key_row_ = nullptr;
    GtkWidget* key_ = nullptr;
    GtkWidget* key_link_ = nullptr;
    GtkWidget* key_note_ = nullptr;
    std::optional<Background<std::optional<FoundKey>>> key_lookup_;
    std::optional<Background<ServedModels>> list_;
    std::optional<Background<Tested>> testing_;
    guint timer_ = 0;
};

} // namespace inlay::gimp::ui

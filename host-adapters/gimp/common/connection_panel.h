// Which service makes the picture: the rows for provider, model and key, and the advanced ones for how it is reached.
// [GTK's thread]
#pragma once

#include "background.h"
#include "fields.h"

#include "inlay/plugin/keys.h"
#include "inlay/plugin/settings.h"
#include "inlay/providers.h"

#include <functional>
#include <optional>

namespace inlay::gimp::ui {

class ConnectionPanel {
  public:
    // `changed` is called when another provider or model was chosen.
    ConnectionPanel(Settings const& settings, ProviderTable const& providers, std::function<void()> changed);
    ~ConnectionPanel();
    ConnectionPanel(ConnectionPanel const&) = delete;
    ConnectionPanel& operator=(ConnectionPanel const&) = delete;

    int add_rows(GtkWidget* grid, int row); // gives the next free row
    [[nodiscard]] GtkWidget* advanced() const { return advanced_; }

    [[nodiscard]] Provider const& provider() const;
    [[nodiscard]] Model model() const;
    // What was typed, cleaned; empty: nothing. Errors: usage.
    [[nodiscard]] Result<std::string> typed_key() const;
    // The key went to its store: the field is emptied, so that it is neither stored again nor left on the screen.
    void forget_typed_key();
    // Errors: usage.
    Result<void> store(Settings& settings) const;

  private:
    void build_advanced();
    void fill_models();
    void load_provider();
    void on_provider();
    void on_model();
    void look_for_key();
    void on_key_poll();

    Settings settings_; // as loaded: what a provider that is chosen again had
    ProviderTable const& providers_;
    std::function<void()> changed_;
    bool loading_ = false;

    GtkWidget* provider_ = nullptr;
    GtkWidget* provider_note_ = nullptr;
    GtkWidget* model_ = nullptr; // combo box with entry
    GtkListStore* models_ = nullptr;
    GtkWidget* model_note_ = nullptr;
    GtkWidget* key_label_ = nullptr;
    GtkWidget* key_row_ = nullptr;
    GtkWidget* key_ = nullptr;
    GtkWidget* key_link_ = nullptr;
    GtkWidget* key_note_ = nullptr;
    GtkWidget* advanced_ = nullptr;
    Field base_url_{"base-url"};
    Field auth_{"auth"};
    Field wire_{"wire"};
    Field timeout_{"timeout"};
    Field retries_{"retries"};
    Field proxy_{"proxy"};
    Field ca_bundle_{"ca-bundle"};
    std::optional<Background<std::optional<FoundKey>>> key_lookup_;
    guint key_timer_ = 0;
};

} // namespace inlay::gimp::ui

// What is asked of the chosen service beside the window: is there a key, which models does it serve, does it answer?
// [GTK's thread]
#pragma once

#include "background.h"
#include "gtk_compat.h"

#include "inlay/plugin/session.h"

#include <functional>
#include <optional>

namespace inlay::gimp::ui {

class ServicePanel {
  public:
    struct Window {                              // that it is part of
        std::function<Session const&()> session; // as it is now
        std::function<Options()> written;        // what its fields say
        std::function<void()> changed;           // the form is another one now
    };
    explicit ServicePanel(Window window);
    ~ServicePanel();
    ServicePanel(ServicePanel const&) = delete;
    ServicePanel& operator=(ServicePanel const&) = delete;

    // Makes the widgets: the button that belongs beside the provider, and what it came to.
    GtkWidget* make_test(FormTest const& words);
    GtkWidget* make_test_result();
    int add_key_rows(GtkWidget* grid, int row); // gives the next free row

    // Another provider: nothing is known of it yet.
    void choose(Provider const& provider);
    // Is there a key, and what does the service serve? It is not asked without a key.
    void ask();
    // What is known by now.
    void tell(FormContext& context) const;
    void show(Form const& form);

    // What was typed, cleaned; empty: nothing. Errors: usage.
    [[nodiscard]] Result<std::string> typed_key() const;
    // The key went to its store: the field is emptied, so that it is neither stored again nor left on the screen.
    void forget_typed_key();
    [[nodiscard]] GtkWidget* key_field() const { return key_; }
    // Somebody else asked the service in the meantime.
    void look_at_models_again();

  private:
    struct Tested {
        TestedConnection connection = {};
        std::string key = {}; // that it was tested with; empty: none was typed
        bool kept = false;
    };
    [[nodiscard]] TargetRequest request(std::string typed_key) const;
    void look_for_key();
    void ask_for_models();
    void on_test();
    void on_forget();
    void poll();
    void poll_key();
    void poll_list();
    void poll_test();
    void poll_forgetting();
    void watch();
    void show_test(char const* icon, std::string const& words, std::string const& advice);

    Window window_;
    Provider provider_;
    KeyState key_state_ = KeyState::not_asked;
    std::string masked_key_;
    std::string key_problem_;
    std::string running_; // what is said while the service is asked
    std::optional<ServedModels> served_;
    GtkWidget* test_ = nullptr;
    GtkWidget* test_result_ = nullptr;
    GtkWidget* test_icon_ = nullptr;
    GtkWidget* test_words_ = nullptr;
    GtkWidget* key_label_ = nullptr;
    GtkWidget* key_row_ = nullptr;
    GtkWidget* key_ = nullptr;
    GtkWidget* key_link_ = nullptr;
    GtkWidget* forget_ = nullptr;
    GtkWidget* key_note_ = nullptr;
    std::optional<Background<std::optional<FoundKey>>> key_lookup_;
    std::optional<Background<ServedModels>> list_;
    std::optional<Background<Tested>> testing_;
    std::optional<Background<bool>> forgetting_;
    guint timer_ = 0;
};

} // namespace inlay::gimp::ui

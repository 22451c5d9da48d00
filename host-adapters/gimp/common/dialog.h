// What does the window look like? One source for GIMP 2.10, 3.0 and 3.2; it knows nothing of jobs.
// [GTK's thread]
#pragma once

#include "form_area.h"
#include "status_area.h"

#include "inlay/plugin/session.h"

namespace inlay::gimp::ui {

enum Response {
    response_run = 1,
    response_insert_anyway,
    response_insert_arrived,
    response_new_image,
    response_reset,
    response_done
};

class Dialog {
  public:
    struct Subject {
        Action action = Action::edit_layer;
        ImageId image = none;
        ItemId source = none; // the layer that is edited, or above which the answer goes; none: there is none
        FormContext context;  // of the image and the layer
    };
    // `session` must live as long as the window. `options`: what was chosen last, service included.
    Dialog(Session const& session, Subject subject, Options options);
    ~Dialog();
    Dialog(Dialog const&) = delete;
    Dialog& operator=(Dialog const&) = delete;

    [[nodiscard]] GtkDialog* gtk() const { return GTK_DIALOG(dialog_); }
    [[nodiscard]] ServicePanel& service() { return service_; }
    // What the person wrote and chose, service included (Session::remember()). Errors: usage.
    [[nodiscard]] Result<Options> options() const;
    [[nodiscard]] std::vector<ItemId> reference_layers() const { return references_.layers(); }
    [[nodiscard]] std::string prompt() const { return text_in(prompt_); }

    void set_running(bool running);
    void show_progress(JobStatus const& status);
    // How it ended; gives the keyboard to what mends an error.
    void show(Message const& message);
    // Nothing has happened yet.
    void clear();
    // Everything but the prompt and the service becomes what it is at first.
    void reset();
    void hide(); // at once

  private:
    void build_buttons(Form const& form);
    void build_header(GtkWidget* into);
    void build_prompt(Form const& form, GtkWidget* into);
    void show_header(Form const& form);
    void show_buttons(Message const* message);
    void show_picture(Form const& form);
    void open_beside_selection();
    [[nodiscard]] Options written() const;
    [[nodiscard]] Form form(Options const& options) const;
    void on_field(std::string const& name);
    void on_prompt();
    void refresh();
    void refresh_soon();
    void show_provider(std::string const& id);
    void fit_soon();
    void fit_folded();
    void folded();
    void fit();
    void focus_prompt();
    static gboolean on_key(GtkWidget*, GdkEventKey* event, gpointer self);

    Session const& session_;
    Subject subject_;
    Options options_; // at first; what no field shows stays
    GtkWidget* dialog_ = nullptr;
    GtkWidget* header_ = nullptr;
    GtkWidget* picture_ = nullptr;
    GtkWidget* heading_ = nullptr;
    GtkWidget* target_ = nullptr;
    GtkWidget* middle_ = nullptr; // what scrolls
    GtkWidget* content_ = nullptr;
    GtkWidget* prompt_ = nullptr;
    GtkWidget* run_ = nullptr;
    GtkWidget* reset_ = nullptr;
    GtkWidget* close_ = nullptr;
    GtkWidget* insert_anyway_ = nullptr;
    GtkWidget* insert_arrived_ = nullptr;
    GtkWidget* new_image_ = nullptr;
    ServicePanel service_;
    ReferencesField references_;
    FormArea area_;
    StatusArea status_;
    std::string provider_;
    bool running_ = false;
    bool offers_ = false;   // something waits for the person
    std::string mended_by_; // the field that the error is about; empty: any
    bool is_error_ = false;
    std::string pictured_; // what the picture depends on
    guint refresh_ = 0;
    guint fit_ = 0;
    guint folding_ = 0;
    int wanted_ = 0; // heights, when it was fitted last
    int fixed_ = 0;
};

} // namespace inlay::gimp::ui

// What does the window look like? One source for GIMP 2.10, 3.0 and 3.2; it knows nothing of jobs.
// [GTK's thread]
#pragma once

#include "connection_panel.h"
#include "fields.h"
#include "procedure.h"
#include "references_field.h"
#include "status_area.h"

#include <memory>
#include <vector>

namespace inlay::gimp::ui {

enum Response { response_run = 1, response_insert, response_new_image, response_done };

class Dialog {
  public:
    // `source`: the layer that is edited, for the picture and the title; none for the other actions. `choices`: what
    // was chosen last; its table must live as long as the window.
    Dialog(Action action, ImageId image, ItemId source, std::vector<std::string> const& notes, Choices const& choices);
    ~Dialog();
    Dialog(Dialog const&) = delete;
    Dialog& operator=(Dialog const&) = delete;

    [[nodiscard]] GtkDialog* gtk() const { return GTK_DIALOG(dialog_); }
    [[nodiscard]] StatusArea& status() { return status_; }
    [[nodiscard]] ConnectionPanel& connection() { return *connection_; }
    // What the person wrote and chose, apart from the connection. Errors: usage.
    [[nodiscard]] Result<Options> options() const;
    [[nodiscard]] std::vector<ItemId> reference_layers() const { return references_.layers(); }
    void set_running(bool running);
    void focus_prompt();
    // Shows it, and gives the keyboard to what mends it.
    void show_error(Error const& error);
    // It worked, and there is something to say about it: the window stays until it is closed.
    void show_done(std::string const& sentence, std::vector<std::string> const& notes);
    void hide(); // at once
    // At most one of the two, for a result that waits for the person; 0: none.
    void offer(int response);
    void offer_to_insert(char const* label);

  private:
    void build_header(ItemId source, GtkWidget* into);
    void build_prompt(GtkWidget* into);
    void build_choices(Choices const& choices, GtkWidget* into);
    GtkWidget* build_placement();
    GtkWidget* build_expander(char const* label, GtkWidget* inside, GtkWidget* into);
    Field& add_field(std::string_view name, std::vector<std::string> const& suggestions = {});
    void on_connection();
    void on_references();
    void show_price();
    void on_placement_expander();
    void on_advanced_expander();
    void on_expanded();
    void shrink();
    static gboolean on_key(GtkWidget*, GdkEventKey* event, gpointer self);

    Action action_;
    GtkWidget* dialog_ = nullptr;
    GtkWidget* inputs_ = nullptr;
    GtkWidget* prompt_ = nullptr;
    GtkWidget* placement_expander_ = nullptr;
    GtkWidget* advanced_expander_ = nullptr;
    GtkWidget* price_ = nullptr;
    GtkWidget* references_note_ = nullptr;
    ReferencesField references_;
    GtkWidget* run_ = nullptr;
    GtkWidget* close_ = nullptr;
    GtkWidget* insert_ = nullptr;
    GtkWidget* new_image_ = nullptr;
    std::vector<std::unique_ptr<Field>> fields_;
    Field* aspect_ = nullptr;
    Field* size_ = nullptr;
    Field* count_ = nullptr;
    double spent_today_ = 0; // US dollars
    std::string told_of_;    // the provider that the status is about
    int offered_ = 0;
    guint shrink_ = 0;
    std::unique_ptr<ConnectionPanel> connection_;
    StatusArea status_;
};

} // namespace inlay::gimp::ui

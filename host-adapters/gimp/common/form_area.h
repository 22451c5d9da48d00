// The part of the window that is made from a form: what is open stands in rows, each with its label; what is closed at
// first folds out. [GTK's thread]
#pragma once

#include "form_fields.h"
#include "references_field.h"
#include "service_panel.h"

namespace inlay::gimp::ui {

class FormArea {
  public:
    // `changed`: see FormFields. `resized` is called when a part has folded out or in.
    FormArea(ServicePanel& service, ReferencesField& references, std::function<void(std::string const& name)> changed,
             std::function<void()> resized);
    FormArea(FormArea const&) = delete;
    FormArea& operator=(FormArea const&) = delete;

    [[nodiscard]] GtkWidget* widget() const { return box_; }
    // Makes all widgets anew.
    void build(Form const& form);
    void show(Form const& form);
    // Everything but the service and how it is reached becomes what it is at first.
    void reset();

    void unfold(std::string_view section);

    [[nodiscard]] FormFields const& fields() const { return fields_; }
    // nullptr: there is none of this name.
    [[nodiscard]] GtkWidget* focus_of(std::string_view field) const;

  private:
    struct Part {
        std::string name;
        GtkWidget* expander = nullptr;
        GtkWidget* title = nullptr;
    };
    void add_rows(Form const& form, FormSection const& section);
    void add_picture_rows(Form const& form, FormSection const& section);
    void add_cells(FormSection const& section, GtkWidget* rows);
    void add_part(FormSection const& section);
    void add_row(GtkWidget* label, GtkWidget* field);
    void add_note(GtkWidget* note);
    static void on_folded(GtkExpander* expander, GParamSpec*, gpointer self);

    ServicePanel& service_;
    ReferencesField& references_;
    std::function<void()> resized_;
    FormFields fields_;
    GtkWidget* box_ = nullptr;
    GtkWidget* rows_ = nullptr;
    int row_ = 0;
    GtkWidget* service_note_ = nullptr;
    GtkWidget* price_ = nullptr;
    GtkWidget* references_note_ = nullptr;
    std::vector<Part> parts_;
};

} // namespace inlay::gimp::ui

// How is a field of a form shown as a widget, and read back as text?
// [GTK's thread]
#pragma once

#include "gtk_compat.h"

#include "inlay/plugin/form.h"

#include <functional>
#include <string>
#include <vector>

namespace inlay::gimp::ui {

class Field {
  public:
    // `changed` is called when a person changed it.
    Field(FormField const& field, std::function<void()> changed);
    Field(Field const&) = delete;
    Field& operator=(Field const&) = delete;

    [[nodiscard]] std::string const& name() const { return name_; }
    [[nodiscard]] GtkWidget* widget() const { return widget_; } // to be packed
    [[nodiscard]] GtkWidget* note() const { return note_; }     // to be packed below it
    [[nodiscard]] GtkWidget* focus() const { return focus_; }   // where a person types or chooses
    [[nodiscard]] GtkWidget* make_label() const;                // leads to the widget
    [[nodiscard]] bool has_label_inside() const { return type_ == ParameterType::boolean; }
    [[nodiscard]] bool is_wide() const;
    [[nodiscard]] std::string default_value() const { return default_; }

    // What the form says now. The value stays as it is written, but for one that nobody has chosen.
    void show(FormField const& field);
    // What Parameter::set() takes.
    [[nodiscard]] std::string text() const;
    void set_text(std::string const& text);

  private:
    void make_number(FormField const& field);
    void make_combo(bool with_entry);
    void make_line(FormField const& field);
    void make_lines();
    void fill(std::vector<FormChoice> const& choices);
    void write(std::string const& text);
    void on_changed();

    std::string name_;
    std::string label_;
    std::string default_;
    ParameterType type_;
    std::function<void()> changed_;
    std::vector<FormChoice> choices_;
    std::string not_offered_; // the value of last time, which the chosen model does not have
    bool proposed_ = false;   // what stands there was written by nobody
    bool writing_ = false;
    GtkWidget* widget_ = nullptr;
    GtkWidget* focus_ = nullptr;
    GtkWidget* note_ = nullptr;
};

} // namespace inlay::gimp::ui

// How is a parameter of the table shown as a widget, and read back as text?
// [GTK's thread]
#pragma once

#include "gtk_compat.h"

#include "inlay/plugin/parameters.h"

#include <string>
#include <vector>

namespace inlay::gimp::ui {

// The parameter must exist in the table: the names are ours.
Parameter const& row_of(std::string_view name);

class Field {
  public:
    // With `suggestions` a string becomes a list to choose from; empty ones are shown as "Automatic".
    explicit Field(std::string_view parameter_name, std::vector<std::string> const& suggestions = {});

    [[nodiscard]] GtkWidget* widget() const { return widget_; }
    [[nodiscard]] GtkWidget* make_label() const; // leads to the widget
    [[nodiscard]] std::string unit() const;      // to be written behind the number; empty: none
    [[nodiscard]] std::string text() const;      // what Parameter::set() takes
    void set_text(std::string const& text);
    void set_suggestions(std::vector<std::string> const& suggestions); // keeps the value where it is still offered
    // Errors: usage.
    Result<void> store(Options& options) const { return parameter_->set(options, text()); }
    void load(Options const& options) { set_text(parameter_->get(options)); }

  private:
    Parameter const* parameter_;
    GtkWidget* widget_ = nullptr;
    std::vector<std::string> values_; // of a combo box, by index
};

} // namespace inlay::gimp::ui

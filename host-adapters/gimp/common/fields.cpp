// How is a parameter of the table shown as a widget, and read back as text?
#include "fields.h"

#include <algorithm>
#include <charconv>

namespace inlay::gimp::ui {
namespace {

double number_of(std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

GtkWidget* number(Parameter const& parameter) {
    bool const real = parameter.type == ParameterType::real;
    GtkWidget* spin = gtk_spin_button_new_with_range(parameter.minimum, parameter.maximum, 1);
    gtk_spin_button_set_digits(GTK_SPIN_BUTTON(spin), real ? 1 : 0);
    gtk_entry_set_activates_default(GTK_ENTRY(spin), TRUE);
    return spin;
}

GtkWidget* line_of_text() {
    GtkWidget* entry = gtk_entry_new();
    gtk_entry_set_activates_default(GTK_ENTRY(entry), TRUE);
    return entry;
}

} // namespace

Parameter const& row_of(std::string_view name) {
    Parameter const* const parameter = find_parameter(name);
    g_assert(parameter);
    return *parameter;
}

Field::Field(std::string_view parameter_name, std::vector<std::string> const& suggestions)
    : parameter_(&row_of(parameter_name)) {
    switch (parameter_->type) {
    case ParameterType::integer:
    case ParameterType::real:
        widget_ = number(*parameter_);
        break;
    case ParameterType::boolean:
        widget_ = gtk_check_button_new_with_mnemonic(std::string(parameter_->label).c_str());
        break;
    case ParameterType::choice:
        widget_ = gtk_combo_box_text_new();
        for (Choice const& choice : parameter_->choices) {
            gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(widget_), std::string(choice.label).c_str());
            values_.emplace_back(choice.value);
        }
        break;
    default:
        widget_ = suggestions.empty() ? line_of_text() : gtk_combo_box_text_new();
        set_suggestions(suggestions);
    }
    gtk_widget_set_tooltip_text(widget_, std::string(parameter_->help).c_str());
    set_text(std::string(parameter_->default_value));
}

GtkWidget* Field::make_label() const {
    return label_for(widget_, std::string(parameter_->label).c_str());
}

std::string Field::unit() const {
    if (parameter_->name == "feather") return "px";
    if (parameter_->name == "context") return "%";
    return parameter_->name == "timeout" ? "s" : "";
}

std::string Field::text() const {
    if (GTK_IS_COMBO_BOX(widget_)) {
        int const chosen = gtk_combo_box_get_active(GTK_COMBO_BOX(widget_));
        return chosen < 0 ? std::string() : values_[static_cast<std::size_t>(chosen)];
    }
    if (GTK_IS_CHECK_BUTTON(widget_)) return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(widget_)) ? "on" : "off";
    if (GTK_IS_SPIN_BUTTON(widget_)) {
        gtk_spin_button_update(GTK_SPIN_BUTTON(widget_)); // what is still being typed counts
        double const value = gtk_spin_button_get_value(GTK_SPIN_BUTTON(widget_));
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];
        bool const whole = parameter_->type == ParameterType::integer;
        return g_ascii_formatd(buffer, sizeof buffer, whole ? "%.0f" : "%.1f", value);
    }
    return gtk_entry_get_text(GTK_ENTRY(widget_));
}

void Field::set_text(std::string const& text) {
    if (GTK_IS_COMBO_BOX(widget_)) {
        auto const found = std::ranges::find(values_, text);
        gtk_combo_box_set_active(GTK_COMBO_BOX(widget_),
                                 found == values_.end() ? 0 : static_cast<int>(found - values_.begin()));
    } else if (GTK_IS_CHECK_BUTTON(widget_)) {
        gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(widget_), text == "on");
    } else if (GTK_IS_SPIN_BUTTON(widget_)) {
        gtk_spin_button_set_value(GTK_SPIN_BUTTON(widget_), number_of(text));
    } else {
        gtk_entry_set_text(GTK_ENTRY(widget_), text.c_str());
    }
}

void Field::set_suggestions(std::vector<std::string> const& suggestions) {
    if (!GTK_IS_COMBO_BOX_TEXT(widget_)) return;
    std::string const kept = text();
    for (std::size_t i = values_.size(); i-- > 0;)
        gtk_combo_box_text_remove(GTK_COMBO_BOX_TEXT(widget_), static_cast<int>(i));
    values_ = suggestions;
    for (std::string const& value : values_) {
        std::string label = value.empty() ? "Automatic" : value;
        for (Choice const& choice : parameter_->choices)
            if (choice.value == value) label = choice.label;
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(widget_), label.c_str());
    }
    set_text(kept);
}

} // namespace inlay::gimp::ui

#include "fields.h"

#include "signals.h"

#include <algorithm>
#include <charconv>

namespace inlay::gimp::ui {
namespace {

enum Column { column_shown, column_name, column_count };

constexpr int lines_height = 44;

double number_of(std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool same(std::vector<FormChoice> const& a, std::vector<FormChoice> const& b) {
    return std::ranges::equal(a, b, [](FormChoice const& one, FormChoice const& other) {
        return one.value == other.value && one.label == other.label;
    });
}

} // namespace

Field::Field(FormField const& field, std::function<void()> changed)
    : name_(field.name), label_(field.label), default_(field.default_value), type_(field.type),
      changed_(std::move(changed)) {
    switch (type_) {
    case ParameterType::integer:
    case ParameterType::real:
        make_number(field);
        break;
    case ParameterType::boolean:
        widget_ = focus_ = gtk_check_button_new_with_mnemonic(label_.c_str());
        connect<&Field::on_changed>(focus_, "toggled", this);
        break;
    case ParameterType::choice:
        make_combo(false);
        break;
    case ParameterType::text:
        make_lines();
        break;
    default:
        if (field.other_text)
            make_combo(true);
        else
            make_line(field);
    }
    note_ = text_widget("", true);
    hide_at_first(note_);
    show(field);
    proposed_ = field.proposed;
    set_text(field.value);
    proposed_ = field.proposed;
}

void Field::make_number(FormField const& field) {
    focus_ = gtk_spin_button_new_with_range(field.minimum, field.maximum, 1);
    gtk_spin_button_set_digits(GTK_SPIN_BUTTON(focus_), type_ == ParameterType::real ? 1 : 0);
    gtk_entry_set_activates_default(GTK_ENTRY(focus_), TRUE);
    widget_ = field.unit.empty() ? focus_ : with_unit(focus_, field.unit.c_str());
    connect<&Field::on_changed>(focus_, "value-changed", this);
}

void Field::make_line(FormField const& field) {
    widget_ = focus_ = gtk_entry_new();
    gtk_entry_set_activates_default(GTK_ENTRY(focus_), TRUE);
    if (!is_wide()) gtk_entry_set_width_chars(GTK_ENTRY(focus_), 14);
    hint_in(focus_, field.placeholder.c_str());
    connect<&Field::on_changed>(focus_, "changed", this);
}

// For several lines; Tab goes on to the next field.
void Field::make_lines() {
    focus_ = gtk_text_view_new();
    gtk_text_view_set_wrap_mode(GTK_TEXT_VIEW(focus_), GTK_WRAP_WORD_CHAR);
    gtk_text_view_set_accepts_tab(GTK_TEXT_VIEW(focus_), FALSE);
    widget_ = framed_and_scrolled(focus_);
    gtk_widget_set_size_request(widget_, -1, lines_height);
    connect<&Field::on_changed>(gtk_text_view_get_buffer(GTK_TEXT_VIEW(focus_)), "changed", this);
}

// With an entry the choices are suggestions, which stand there by their value, with their name behind it.
void Field::make_combo(bool with_entry) {
    GtkListStore* rows = gtk_list_store_new(column_count, G_TYPE_STRING, G_TYPE_STRING);
    auto* const model = GTK_TREE_MODEL(rows);
    widget_ = with_entry ? gtk_combo_box_new_with_model_and_entry(model) : gtk_combo_box_new_with_model(model);
    g_object_unref(rows); // the combo box holds it
    GtkCellRenderer* label = gtk_cell_renderer_text_new();
    if (with_entry) {
        gtk_combo_box_set_entry_text_column(GTK_COMBO_BOX(widget_), column_shown);
        gtk_cell_layout_pack_end(GTK_CELL_LAYOUT(widget_), label, FALSE);
        g_object_set(label, "scale", PANGO_SCALE_SMALL, "xpad", 6, nullptr);
        focus_ = gtk_bin_get_child(GTK_BIN(widget_));
        gtk_entry_set_activates_default(GTK_ENTRY(focus_), TRUE);
    } else {
        gtk_cell_layout_pack_start(GTK_CELL_LAYOUT(widget_), label, TRUE);
        // Its longest choice would make the window wider.
        g_object_set(label, "ellipsize", PANGO_ELLIPSIZE_END, "width-chars", 14, nullptr);
        focus_ = widget_;
    }
    gtk_cell_layout_add_attribute(GTK_CELL_LAYOUT(widget_), label, "text", with_entry ? column_name : column_shown);
    connect<&Field::on_changed>(widget_, "changed", this);
}

GtkWidget* Field::make_label() const {
    return label_for(focus_, label_.c_str());
}

bool Field::is_wide() const {
    return type_ == ParameterType::text || name_ == "base-url";
}

void Field::fill(std::vector<FormChoice> const& choices) {
    if (same(choices, choices_)) return;
    bool const with_entry = focus_ != widget_;
    std::string const kept = text();
    std::string const written = with_entry ? gtk_entry_get_text(GTK_ENTRY(focus_)) : "";
    choices_ = choices;
    auto* const rows = GTK_LIST_STORE(gtk_combo_box_get_model(GTK_COMBO_BOX(widget_)));
    gtk_list_store_clear(rows);
    for (FormChoice const& choice : choices_) {
        char const* const shown = with_entry ? choice.value.c_str() : choice.label.c_str();
        char const* const name = choice.label == choice.value ? "" : choice.label.c_str();
        GtkTreeIter row;
        gtk_list_store_append(rows, &row);
        gtk_list_store_set(rows, &row, column_shown, shown, column_name, name, -1);
    }
    if (!with_entry)
        write(kept);
    else if (written != gtk_entry_get_text(GTK_ENTRY(focus_))) // what is being typed must not be disturbed
        gtk_entry_set_text(GTK_ENTRY(focus_), written.c_str());
}

void Field::show(FormField const& field) {
    writing_ = true;
    if (GTK_IS_COMBO_BOX(widget_)) fill(field.choices);
    if (proposed_ && field.proposed) write(field.value);
    if (GTK_IS_ENTRY(focus_) && !field.placeholder.empty()) hint_in(focus_, field.placeholder.c_str());
    gtk_widget_set_sensitive(widget_, field.enabled);
    gtk_widget_set_tooltip_text(focus_, field.enabled ? field.help.c_str() : field.why_not.c_str());
    if (widget_ != focus_) gtk_widget_set_tooltip_text(widget_, field.enabled ? nullptr : field.why_not.c_str());
    set_small(note_, field.note, field.warning);
    writing_ = false;
}

std::string Field::text() const {
    if (GTK_IS_TEXT_VIEW(focus_)) return text_in(focus_);
    if (GTK_IS_CHECK_BUTTON(focus_)) return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(focus_)) ? "on" : "off";
    if (GTK_IS_SPIN_BUTTON(focus_)) {
        gtk_spin_button_update(GTK_SPIN_BUTTON(focus_)); // what is still being typed counts
        double const value = gtk_spin_button_get_value(GTK_SPIN_BUTTON(focus_));
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];
        return g_ascii_formatd(buffer, sizeof buffer, type_ == ParameterType::integer ? "%.0f" : "%.1f", value);
    }
    if (GTK_IS_ENTRY(focus_)) return proposed_ ? std::string() : gtk_entry_get_text(GTK_ENTRY(focus_));
    if (!not_offered_.empty()) return not_offered_;
    int const chosen = gtk_combo_box_get_active(GTK_COMBO_BOX(widget_));
    return chosen < 0 ? std::string() : choices_[static_cast<std::size_t>(chosen)].value;
}

void Field::set_text(std::string const& text) {
    writing_ = true;
    write(text);
    proposed_ = false;
    writing_ = false;
}

void Field::write(std::string const& text) {
    if (GTK_IS_TEXT_VIEW(focus_)) {
        gtk_text_buffer_set_text(gtk_text_view_get_buffer(GTK_TEXT_VIEW(focus_)), text.c_str(), -1);
    } else if (GTK_IS_CHECK_BUTTON(focus_)) {
        gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(focus_), text == "on");
    } else if (GTK_IS_SPIN_BUTTON(focus_)) {
        gtk_spin_button_set_value(GTK_SPIN_BUTTON(focus_), number_of(text));
    } else if (GTK_IS_ENTRY(focus_)) {
        if (text != gtk_entry_get_text(GTK_ENTRY(focus_))) gtk_entry_set_text(GTK_ENTRY(focus_), text.c_str());
    } else {
        auto const found = std::ranges::find(choices_, text, &FormChoice::value);
        bool const offered = found != choices_.end();
        not_offered_ = offered ? "" : text;
        gtk_combo_box_set_active(GTK_COMBO_BOX(widget_), offered ? static_cast<int>(found - choices_.begin()) : 0);
    }
}

void Field::on_changed() {
    if (writing_) return;
    proposed_ = false;
    not_offered_.clear();
    if (changed_) changed_();
}

} // namespace inlay::gimp::ui

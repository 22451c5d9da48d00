#include "form_area.h"

#include "signals.h"

#include "inlay/plugin/parameters.h"

#include <algorithm>

namespace inlay::gimp::ui {
namespace {

constexpr int title_width = 480;

// How the service is reached goes with the service, and is no choice for one picture.
bool is_reset(Field const& field) {
    Section const section = find_parameter(field.name())->section;
    return section != Section::service && section != Section::connection;
}

} // namespace

FormArea::FormArea(ServicePanel& service, ReferencesField& references,
                   std::function<void(std::string const& name)> changed, std::function<void()> resized)
    : service_(service), references_(references), resized_(std::move(resized)), fields_(std::move(changed)) {
    box_ = vbox(12);
}

void FormArea::build(Form const& form) {
    std::string open;
    for (Part const& part : parts_)
        if (gtk_expander_get_expanded(GTK_EXPANDER(part.expander))) open = part.name;
    remove_children(box_);
    parts_.clear();
    fields_.clear();
    rows_ = grid();
    row_ = 0;
    pack(box_, rows_);
    for (FormSection const& section : form.sections) {
        if (section.open)
            add_rows(form, section);
        else
            add_part(section);
    }
    show(form);
    gtk_widget_show_all(box_);
    for (Part const& part : parts_)
        if (part.name == open) gtk_expander_set_expanded(GTK_EXPANDER(part.expander), TRUE);
}

void FormArea::add_row(GtkWidget* label, GtkWidget* field) {
    if (label) attach(rows_, label, 0, row_, 1, false);
    attach(rows_, field, 1, row_++, 1, true);
}

void FormArea::add_note(GtkWidget* note) {
    attach(rows_, note, 1, row_++, 1, true, 0);
}

void FormArea::add_rows(Form const& form, FormSection const& section) {
    if (section.name == "picture") return add_picture_rows(form, section);
    if (section.name != "service") {
        GtkWidget* cells = grid();
        add_cells(section, cells);
        add_row(text_widget(section.title.c_str()), cells);
        return;
    }
    for (FormField const& shown : section.fields) {
        Field& field = fields_.add(shown);
        GtkWidget* line = field.widget();
        bool const is_provider = shown.name == "provider";
        if (is_provider) {
            line = hbox(6);
            pack(line, field.widget(), true);
            pack(line, service_.make_test(form.test));
        }
        add_row(field.make_label(), line);
        if (is_provider) {
            service_note_ = text_widget("", true);
            hide_at_first(service_note_);
            add_note(service_note_);
            add_note(service_.make_test_result());
        }
        add_note(field.note());
    }
    row_ = service_.add_key_rows(rows_, row_);
}

// What can be chosen from short lists stands side by side.
void FormArea::add_picture_rows(Form const& form, FormSection const& section) {
    GtkWidget* line = nullptr;
    for (FormField const& shown : section.fields) {
        if (shown.type == ParameterType::files) continue;
        Field& field = fields_.add(shown);
        if (!line) {
            line = hbox(12);
            add_row(field.make_label(), line);
        } else {
            pack(line, field.make_label());
        }
        pack(line, field.widget(), shown.type == ParameterType::choice);
    }
    price_ = text_widget("", true);
    hide_at_first(price_);
    add_note(price_);
    FormField const* const pictures = form.field("reference");
    if (!pictures) return;
    GtkWidget* const references = references_.build(form.references, pictures->help);
    add_row(references_.make_label(pictures->label), references);
    references_note_ = text_widget("", true);
    hide_at_first(references_note_);
    add_note(references_note_);
}

// Two beside each other; what needs the room has a row of its own.
void FormArea::add_cells(FormSection const& section, GtkWidget* rows) {
    int cell = 0;
    for (FormField const& shown : section.fields) {
        Field& field = fields_.add(shown);
        if (field.is_wide()) {
            cell += cell % 2;
            attach(rows, field.make_label(), 0, cell / 2, 1, false);
            attach(rows, field.widget(), 1, cell / 2, 3, true);
            cell += 2;
            continue;
        }
        int const column = cell % 2 * 2;
        if (field.has_label_inside()) {
            attach(rows, field.widget(), column, cell / 2, 2, true);
        } else {
            attach(rows, field.make_label(), column, cell / 2, 1, false);
            attach(rows, field.widget(), column + 1, cell / 2, 1, true);
        }
        ++cell;
    }
}

void FormArea::add_part(FormSection const& section) {
    Part part{section.name};
    part.expander = gtk_expander_new(nullptr);
    part.title = gtk_label_new_with_mnemonic(section.title.c_str());
    gtk_label_set_mnemonic_widget(GTK_LABEL(part.title), part.expander);
    // What is set in it may be long, and is not to make the window wider.
    lay_out_text(part.title, false);
    gtk_label_set_ellipsize(GTK_LABEL(part.title), PANGO_ELLIPSIZE_END);
    gtk_widget_set_size_request(part.title, title_width, -1);
    gtk_expander_set_label_widget(GTK_EXPANDER(part.expander), part.title);
    GtkWidget* cells = grid();
    add_cells(section, cells);
    gtk_container_add(GTK_CONTAINER(part.expander), indented(cells));
    pack(box_, part.expander);
    connect_function<&FormArea::on_folded>(part.expander, "notify::expanded", this);
    parts_.push_back(std::move(part));
}

void FormArea::show(Form const& form) {
    fields_.show(form);
    service_.show(form);
    for (Part const& part : parts_)
        for (FormSection const& section : form.sections)
            if (section.name == part.name)
                gtk_label_set_text_with_mnemonic(GTK_LABEL(part.title),
                                                 (section.summary.empty() ? section.title : section.summary).c_str());
    set_small(service_note_, form.service_note);
    set_small(price_, form.price);
    FormField const* const pictures = form.field("reference");
    if (references_note_) set_small(references_note_, pictures ? pictures->note : "");
}

void FormArea::reset() {
    for (auto const& field : fields_.all())
        if (is_reset(*field)) field->set_text(field->default_value());
    references_.clear();
}

void FormArea::unfold(std::string_view section) {
    for (Part const& part : parts_)
        if (part.name == section) gtk_expander_set_expanded(GTK_EXPANDER(part.expander), TRUE);
}

GtkWidget* FormArea::focus_of(std::string_view name) const {
    Field const* const field = fields_.find(name);
    return field ? field->focus() : nullptr;
}

// One at a time, so that the window stays small.
void FormArea::on_folded(GtkExpander* expander, GParamSpec*, gpointer self) {
    auto* const area = static_cast<FormArea*>(self);
    if (gtk_expander_get_expanded(expander))
        for (Part const& part : area->parts_)
            if (part.expander != GTK_WIDGET(expander)) gtk_expander_set_expanded(GTK_EXPANDER(part.expander), FALSE);
    area->resized_();
}

} // namespace inlay::gimp::ui

#include "form_fields.h"

#include "inlay/plugin/parameters.h"

#include <algorithm>

namespace inlay::gimp::ui {

Field& FormFields::add(FormField const& field) {
    return *fields_.emplace_back(std::make_unique<Field>(field, [this, name = field.name] { changed_(name); }));
}

Field* FormFields::find(std::string_view name) const {
    auto const found = std::ranges::find_if(fields_, [&](auto const& field) { return field->name() == name; });
    return found == fields_.end() ? nullptr : found->get();
}

void FormFields::show(Form const& form) {
    for (auto const& field : fields_)
        if (FormField const* const now = form.field(field->name())) field->show(*now);
}

Options FormFields::written(Options options) const {
    for (auto const& field : fields_) {
        Options tried = options;
        if (find_parameter(field->name())->set(tried, field->text())) options = std::move(tried);
    }
    return options;
}

Result<Options> FormFields::checked(Options options) const {
    for (auto const& field : fields_)
        if (Result<void> set = find_parameter(field->name())->set(options, field->text()); !set)
            return fail(std::move(set.error()));
    return options;
}

} // namespace inlay::gimp::ui

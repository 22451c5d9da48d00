// All fields of a form together: found by name, read as options. [GTK's thread]
#pragma once

#include "fields.h"

#include "inlay/plugin/options.h"

#include <memory>
#include <string_view>

namespace inlay::gimp::ui {

class FormFields {
  public:
    // `changed` is called with the name of the field that a person changed.
    explicit FormFields(std::function<void(std::string const& name)> changed) : changed_(std::move(changed)) {}

    Field& add(FormField const& field);
    // nullptr: there is none.
    [[nodiscard]] Field* find(std::string_view name) const;
    [[nodiscard]] std::vector<std::unique_ptr<Field>> const& all() const { return fields_; }
    void clear() { fields_.clear(); }
    void show(Form const& form);

    // Over `options`: what can be read; what is not allowed leaves what was there.
    [[nodiscard]] Options written(Options options) const;
    // Errors: usage, for the first that is not allowed.
    [[nodiscard]] Result<Options> checked(Options options) const;

  private:
    std::function<void(std::string const& name)> changed_;
    std::vector<std::unique_ptr<Field>> fields_;
};

} // namespace inlay::gimp::ui

// What turns the text of a parameter into the value it stands for, and back, for each kind of value. Internal to this
// folder.
#pragma once

#include "values.h"

#include "inlay/plugin/parameters.h"

#include <span>
#include <string>

namespace inlay::parameter_setters {

template <class T>
Result<void> store(Result<T> value, T& into) {
    if (!value) return fail(value.error());
    into = std::move(*value);
    return {};
}

// The value of a choice, without case in what the person wrote: "1k" is 1K, "block_none" is BLOCK_NONE.
Result<std::string> chosen(std::string_view name, std::string_view text, std::span<Choice const> choices);

Result<void> set_switch(std::string_view name, placement::Switch& into, std::string_view text,
                        std::span<Choice const> choices);
std::string switch_text(placement::Switch value);
std::string flag_text(bool value);

Result<void> set_references(Options& options, std::string_view text);
std::string references_text(Options const& options);

} // namespace inlay::parameter_setters

// What can a person ask for?
#pragma once

#include "inlay/result.h"

#include <array>
#include <string_view>

namespace inlay {

enum class Action {
    edit_layer,     // the selected layer, changed by a sentence, as a new layer above it
    generate_layer, // a new layer from a sentence
    generate_image, // a new canvas from a sentence
};

inline constexpr std::array all_actions{Action::edit_layer, Action::generate_layer, Action::generate_image};

// "edit-layer", "generate-layer", "generate-image": in JSON, and in the names of last values.
std::string_view name(Action action) noexcept;
// Errors: usage.
Result<Action> action_of_name(std::string_view name);

} // namespace inlay

#include "inlay/plugin/action.h"

#include <algorithm>

namespace inlay {

std::string_view name(Action action) noexcept {
    switch (action) {
    case Action::edit_layer:
        return "edit-layer";
    case Action::generate_layer:
        return "generate-layer";
    case Action::generate_image:
        return "generate-image";
    }
    return "";
}

Result<Action> action_of_name(std::string_view wanted) {
    auto const* const found =
        std::ranges::find_if(all_actions, [wanted](Action action) { return name(action) == wanted; });
    if (found != all_actions.end()) return *found;
    return fail(ErrorCode::usage, "There is no action \"" + std::string(wanted) + "\".",
                "The actions are edit-layer, generate-layer and generate-image.");
}

} // namespace inlay

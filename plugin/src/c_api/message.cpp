// How does what is said at the end of a run travel as JSON?
#include "text.h"

#include "inlay/plugin/message.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace inlay::c_api {
namespace {

using json = nlohmann::ordered_json;

constexpr std::array problems{
    std::pair{"no-image", CaptureProblem::no_image},
    std::pair{"no-layer", CaptureProblem::no_layer},
    std::pair{"layer-empty", CaptureProblem::layer_empty},
    std::pair{"nothing-visible", CaptureProblem::nothing_visible},
    std::pair{"selection-misses", CaptureProblem::selection_misses},
    std::pair{"selection-outside", CaptureProblem::selection_outside},
};
constexpr std::array changes{
    std::pair{"image-closed", TargetChange::image_closed},
    std::pair{"mode-changed", TargetChange::mode_changed},
    std::pair{"colours-changed", TargetChange::colours_changed},
    std::pair{"canvas-resized", TargetChange::canvas_resized},
    std::pair{"layer-deleted", TargetChange::layer_deleted},
    std::pair{"layer-resized", TargetChange::layer_resized},
    std::pair{"layer-turned", TargetChange::layer_turned},
    std::pair{"layer-unlike", TargetChange::layer_unlike},
};

template <class Table>
auto value_of(Table const& table, std::string const& name)
    -> Result<std::remove_cvref_t<decltype(table.front().second)>> {
    for (auto const& [known, value] : table)
        if (name == known) return value;
    return fail(ErrorCode::usage, "There is no \"" + name + "\" in an outcome.");
}

ErrorCode code_of(std::string const& wanted) {
    auto const codes = all_error_codes();
    auto const found = std::ranges::find_if(codes, [&](ErrorCode code) { return name(code) == wanted; });
    return found == codes.end() ? ErrorCode::internal : *found;
}

Result<std::optional<Error>> error_of(json const& from) {
    if (from.contains("capture_problem")) {
        auto const problem = value_of(problems, from["capture_problem"].get<std::string>());
        if (!problem) return fail(problem.error());
        return capture_error(*problem, from.value("layer_name", std::string()));
    }
    if (from.contains("target_change")) {
        auto const change = value_of(changes, from["target_change"].get<std::string>());
        if (!change) return fail(change.error());
        return target_error(*change);
    }
    if (!from.contains("error") || from["error"].is_null()) return std::nullopt;
    json const& error = from["error"];
    return Error{code_of(error.at("code").get<std::string>()), error.at("message").get<std::string>(),
                 error.value("advice", std::string()), error.value("detail", std::string())};
}

Result<RunOutcome> outcome_of(char const* text) {
    json const from = json::parse(text == nullptr ? "" : text, nullptr, false);
    if (!from.is_object()) return fail(ErrorCode::usage, "An outcome must be one JSON object.");
    try {
        RunOutcome outcome;
        auto const action = action_of_name(from.value("action", std::string()));
        if (!action) return fail(action.error());
        outcome.action = *action;
        auto error = error_of(from);
        if (!error) return fail(error.error());
        outcome.error = std::move(*error);
        outcome.asked = from.value("asked", 0);
        outcome.arrived = from.value("arrived", 0);
        outcome.ready = from.value("ready", 0);
        outcome.inserted = from.value("inserted", 0);
        outcome.notes = from.value("notes", std::vector<std::string>());
        outcome.answers_are_listed = from.value("answers_are_listed", false);
        outcome.may_insert_anyway = from.value("may_insert_anyway", false);
        return outcome;
    } catch (json::exception const& problem) {
        return fail(ErrorCode::usage, "A part of the outcome is missing or of the wrong kind.", "", problem.what());
    }
}

std::string message_json(RunOutcome const& outcome) {
    Message const said = message(outcome);
    json out;
    out["severity"] = said.severity == Severity::error ? "error" : "information";
    out["code"] = outcome.error ? name(outcome.error->code) : "";
    out["sentence"] = said.sentence;
    out["advice"] = said.advice;
    out["notes"] = said.notes;
    out["buttons"] = json::array();
    for (MessageButton const& button : said.buttons)
        out["buttons"].push_back({{"offer", name(button.offer)}, {"label", button.label}});
    out["run_label"] = said.run_label;
    out["close_label"] = said.close_label;
    out["field"] = said.field;
    out["can_be_passed_over"] = said.can_be_passed_over;
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace
} // namespace inlay::c_api

extern "C" {

char* inlay_message(char const* outcome_json) {
    using namespace inlay;
    return c_api::json_out([&] {
        auto const outcome = c_api::outcome_of(outcome_json);
        return outcome ? c_api::message_json(*outcome) : c_api::error_json(outcome.error());
    });
}

} // extern "C"

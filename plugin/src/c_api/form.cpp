// How do a window's form and what it remembers travel as JSON?
#include "text.h"

#include "inlay/plugin/parameters.h"
#include "inlay/plugin/session.h"

#include <nlohmann/json.hpp>

namespace inlay::c_api {
namespace {

using json = nlohmann::ordered_json;

json field_json(FormField const& field) {
    json out;
    out["name"] = field.name;
    out["label"] = field.label;
    out["help"] = field.help;
    out["unit"] = field.unit;
    out["placeholder"] = field.placeholder;
    out["at_minimum"] = field.at_minimum;
    out["type"] = name(field.type);
    out["minimum"] = field.minimum;
    out["maximum"] = field.maximum;
    out["choices"] = json::array();
    for (FormChoice const& choice : field.choices)
        out["choices"].push_back({{"value", choice.value}, {"label", choice.label}});
    out["other_text"] = field.other_text;
    out["value"] = field.value;
    out["default"] = field.default_value;
    out["proposed"] = field.proposed;
    out["enabled"] = field.enabled;
    out["why_not"] = field.why_not;
    out["note"] = field.note;
    out["warning"] = field.warning;
    return out;
}

json sections_json(Form const& form) {
    json out = json::array();
    for (FormSection const& section : form.sections) {
        json fields = json::array();
        for (FormField const& field : section.fields)
            fields.push_back(field_json(field));
        out.push_back({{"name", section.name},
                       {"title", section.title},
                       {"summary", section.summary},
                       {"open", section.open},
                       {"fields", fields}});
    }
    return out;
}

json key_json(FormKey const& key) {
    return {{"label", key.label},
            {"help", key.help},
            {"placeholder", key.placeholder},
            {"note", key.note},
            {"link", key.link},
            {"link_label", key.link_label},
            {"forget_label", key.forget_label},
            {"forget_help", key.forget_help},
            {"can_be_forgotten", key.can_be_forgotten},
            {"missing", key.missing}};
}

std::string form_json(Form const& form) {
    json out;
    out["action"] = name(form.action);
    out["title"] = form.title;
    out["short_title"] = form.short_title;
    out["menu"] = form.menu;
    out["blurb"] = form.blurb;
    out["heading"] = form.heading;
    out["what_happens"] = form.what_happens;
    out["target"] = form.target;
    out["prompt_label"] = form.prompt_label;
    out["prompt_placeholder"] = form.prompt_placeholder;
    out["prompt_help"] = form.prompt_help;
    out["prompt"] = form.prompt;
    out["examples_label"] = form.examples_label;
    out["examples"] = form.examples;
    out["run_label"] = form.run_label;
    out["cancel_label"] = form.cancel_label;
    out["close_label"] = form.close_label;
    out["notes"] = form.notes;
    out["price"] = form.price;
    out["service_note"] = form.service_note;
    out["sections"] = sections_json(form);
    out["key"] = form.key ? key_json(*form.key) : json(nullptr);
    out["test"] = {{"label", form.test.label}, {"help", form.test.help}, {"running", form.test.running}};
    FormReferences const& words = form.references;
    out["references"] = {
        {"add", words.add},     {"file", words.file},     {"layer", words.layer},        {"clear", words.clear},
        {"empty", words.empty}, {"remove", words.remove}, {"title", words.dialog_title}, {"kinds", words.file_kinds}};
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

KeyState key_state_of(std::string const& from) {
    if (from == "asking") return KeyState::asking;
    if (from == "none") return KeyState::none;
    if (from == "environment") return KeyState::environment;
    if (from == "keyring") return KeyState::keyring;
    return from == "file" ? KeyState::file : KeyState::not_asked;
}

Result<FormContext> context_of(char const* text) {
    FormContext context;
    if (text == nullptr) return context;
    json const from = json::parse(text, nullptr, false);
    if (!from.is_object()) return fail(ErrorCode::usage, "The context of a form must be one JSON object.");
    try {
        context.image_is_open = from.value("image_is_open", true);
        if (from.contains("layer_name") && !from["layer_name"].is_null()) context.layer_name = from["layer_name"];
        context.has_selection = from.value("has_selection", false);
        context.has_palette = from.value("has_palette", false);
        context.is_grey = from.value("is_grey", false);
        context.look_differs = from.value("look_differs", false);
        context.reference_layers = from.value("reference_layers", 0);
        context.key = key_state_of(from.value("key_from", std::string()));
        context.masked_key = from.value("masked_key", std::string());
        context.key_problem = from.value("key_problem", std::string());
        if (from.contains("models"))
            context.served = ServedModels{from["models"].get<std::vector<std::string>>(), from.value("live", false)};
    } catch (json::exception const& problem) {
        return fail(ErrorCode::usage, "A part of a form's context is of the wrong kind.", "", problem.what());
    }
    return context;
}

// What the JSON does not name of the service is as it was when that provider was used last.
Result<Options> written_options(Session const& session, char const* text) {
    std::string_view const given = text == nullptr ? "{}" : text;
    Options named;
    if (auto set = set_from_json(named, given); !set) return fail(set.error());
    Options written = session.with_service({}, named.provider);
    if (auto set = set_from_json(written, given); !set) return fail(set.error());
    return written;
}

Result<std::string> form_text(char const* action_name, char const* options_json, char const* context_json) {
    auto const action = action_of(action_name);
    if (!action) return fail(action.error());
    auto const context = context_of(context_json);
    if (!context) return fail(context.error());
    auto const session = Session::open(shared_sandbox());
    if (!session) return fail(session.error());
    auto const written = written_options(*session, options_json);
    if (!written) return fail(written.error());
    return form_json(session->form(*action, *written, *context));
}

Result<std::string> recalled(char const* action_name) {
    auto const action = action_of(action_name);
    if (!action) return fail(action.error());
    auto const session = Session::open(shared_sandbox());
    if (!session) return fail(session.error());
    return to_json(session->with_service(session->recall(*action)), *action);
}

Result<std::string> remembered(char const* action_name, char const* options_json) {
    auto const action = action_of(action_name);
    if (!action) return fail(action.error());
    auto session = Session::open(shared_sandbox());
    if (!session) return fail(session.error());
    auto const written = written_options(*session, options_json);
    if (!written) return fail(written.error());
    auto const run = session->remember(*action, *written);
    if (!run) return fail(run.error());
    if (auto sense = check_options(*run, *action); !sense) return fail(sense.error());
    return to_json(*run, *action);
}

} // namespace
} // namespace inlay::c_api

extern "C" {

char* inlay_form(char const* action, char const* options_json, char const* context_json) {
    using namespace inlay;
    return c_api::json_out([&] {
        auto const form = c_api::form_text(action, options_json, context_json);
        return form ? *form : c_api::error_json(form.error());
    });
}

char* inlay_recall(char const* action) {
    using namespace inlay;
    return c_api::json_out([&] {
        auto const options = c_api::recalled(action);
        return options ? *options : c_api::error_json(options.error());
    });
}

char* inlay_remember(char const* action, char const* options_json) {
    using namespace inlay;
    return c_api::json_out([&] {
        auto const options = c_api::remembered(action, options_json);
        return options ? *options : c_api::error_json(options.error());
    });
}

} // extern "C"

// What can a host's window offer, and what does it remember?
#include "tables.h"

#include "text.h"

#include "inlay/plugin/parameters.h"
#include "inlay/plugin/settings.h"
#include "inlay/plugin/target.h"

namespace inlay::c_api {
namespace {

std::string text_of(json const& object) {
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string parameters_json(Action action) {
    json out = json::array();
    for (Parameter const& parameter : parameters()) {
        if (!parameter.applies_to(action)) continue;
        json one;
        one["name"] = parameter.name;
        one["label"] = parameter.label;
        one["help"] = parameter.help;
        one["unit"] = parameter.unit;
        one["type"] = name(parameter.type);
        one["default"] = parameter.default_value;
        one["minimum"] = parameter.minimum;
        one["maximum"] = parameter.maximum;
        one["choices"] = json::array();
        for (Choice const& choice : parameter.choices)
            one["choices"].push_back({{"value", choice.value}, {"label", choice.label}});
        out.push_back(std::move(one));
    }
    return text_of(out);
}

json provider_json(Provider const& provider) {
    json out;
    out["id"] = provider.id;
    out["name"] = provider.name;
    out["needs_key"] = provider.needs_key;
    out["key_help_url"] = provider.key_help_url;
    out["key_environment"] = provider.key_environment;
    out["base_url"] = provider.base_url;
    out["models"] = json::array();
    for (Model const& model : provider.models)
        out["models"].push_back(model_json(model));
    return out;
}

Result<std::string> state_json() {
    auto const providers = load_providers();
    if (!providers) return fail(providers.error());
    auto const settings = Settings::load();
    if (!settings) return fail(settings.error());
    json out;
    out["providers"] = json::array();
    for (Provider const& provider : providers->all())
        out["providers"].push_back(provider_json(provider));
    out["settings"] = {{"provider", settings->provider},       {"model_of", settings->model_of},
                       {"base_url_of", settings->base_url_of}, {"auth_of", settings->auth_of},
                       {"wire_of", settings->wire_of},         {"proxy", settings->proxy},
                       {"ca_bundle", settings->ca_bundle},     {"timeout_seconds", settings->timeout_seconds},
                       {"retries", settings->retries},         {"last_values", settings->last_values}};
    return text_of(out);
}

// An empty text takes the entry away: what is not set is what the table says.
void merge_texts(json const& from, std::map<std::string, std::string>& to) {
    for (auto const& [name, value] : from.items()) {
        auto text = value.get<std::string>();
        if (text.empty())
            to.erase(name);
        else
            to[name] = std::move(text);
    }
}

Result<void> change_settings(std::string_view text) {
    json const changes = json::parse(text, nullptr, false);
    if (!changes.is_object()) return fail(ErrorCode::usage, "The settings must be one JSON object.");
    auto settings = Settings::load();
    if (!settings) return fail(settings.error());
    try {
        for (auto const& [name, value] : changes.items()) {
            if (name == "provider")
                settings->provider = value.get<std::string>();
            else if (name == "model_of")
                merge_texts(value, settings->model_of);
            else if (name == "base_url_of")
                merge_texts(value, settings->base_url_of);
            else if (name == "auth_of")
                merge_texts(value, settings->auth_of);
            else if (name == "wire_of")
                merge_texts(value, settings->wire_of);
            else if (name == "proxy")
                settings->proxy = value.get<std::string>();
            else if (name == "ca_bundle")
                settings->ca_bundle = value.get<std::string>();
            else if (name == "timeout_seconds")
                settings->timeout_seconds = value.get<int>();
            else if (name == "retries")
                settings->retries = value.get<int>();
            else if (name == "last_values")
                merge_texts(value, settings->last_values);
            else
                return fail(ErrorCode::usage, "There is no setting \"" + name + "\".");
        }
    } catch (json::exception const& problem) {
        return fail(ErrorCode::usage, "A setting has a value of the wrong kind.", "", problem.what());
    }
    return settings->save();
}

} // namespace

json model_json(Model const& model) {
    return {{"id", model.id},
            {"name", model.name},
            {"sizes", model.sizes},
            {"aspects", model.aspects},
            {"max_references", model.max_references},
            {"price_usd", model.price_usd}};
}

} // namespace inlay::c_api

extern "C" {

char* inlay_parameters(char const* action) {
    using namespace inlay;
    return c_api::json_out([&] {
        auto const which = c_api::action_of(action);
        return which ? c_api::parameters_json(*which) : c_api::error_json(which.error());
    });
}

char* inlay_state(void) {
    using namespace inlay;
    return c_api::json_out([] {
        auto const state = c_api::state_json();
        return state ? *state : c_api::error_json(state.error());
    });
}

char* inlay_settings_change(char const* changes) {
    using namespace inlay;
    bool done = false;
    char* const error = c_api::json_out([&]() -> std::string {
        auto const changed = c_api::change_settings(changes == nullptr ? "" : changes);
        done = changed.has_value();
        return done ? std::string() : c_api::error_json(changed.error());
    });
    if (!done) return error;
    inlay_string_free(error);
    return nullptr;
}

} // extern "C"

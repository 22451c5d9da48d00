// What is remembered of what a person chose? `last_values` of config.json has "<action>.<parameter>"; the service and
// how it is reached have fields of their own there. See session.h.
#include "written.h"

#include "inlay/plugin/parameters.h"
#include "inlay/plugin/session.h"

namespace inlay {
namespace {

std::string key_of(Action action, Parameter const& parameter) {
    return std::string(name(action)).append(".").append(parameter.name);
}

// What the settings keep for every action together.
bool is_of_the_service(Parameter const& parameter) {
    return parameter.section == Section::service || parameter.section == Section::connection;
}

std::string value_or_empty(std::map<std::string, std::string> const& map, std::string const& key) {
    auto const found = map.find(key);
    return found == map.end() ? std::string() : found->second;
}

void keep_or_forget(std::map<std::string, std::string>& map, std::string const& key, std::string const& value) {
    if (value.empty())
        map.erase(key);
    else
        map[key] = value;
}

} // namespace

Options Session::recall(Action action) const {
    Options options;
    for (Parameter const& parameter : parameters()) {
        if (!parameter.applies_to(action) || is_of_the_service(parameter)) continue;
        auto const kept = settings_.last_values.find(key_of(action, parameter));
        if (kept == settings_.last_values.end()) continue;
        Options tried = options;
        if (parameter.set(tried, kept->second)) options = std::move(tried);
    }
    return options;
}

Options Session::with_service(Options options, std::string_view provider) const {
    Provider const* chosen = providers().find(provider.empty() ? settings_.provider : provider);
    if (chosen == nullptr) chosen = providers().find(settings_.provider);
    if (chosen == nullptr) chosen = &providers().all().front(); // one that the table had once
    options.provider = chosen->id;
    options.model = value_or_empty(settings_.model_of, chosen->id);
    options.base_url = value_or_empty(settings_.base_url_of, chosen->id);
    options.auth = value_or_empty(settings_.auth_of, chosen->id);
    options.wire = value_or_empty(settings_.wire_of, chosen->id);
    options.timeout_seconds = settings_.timeout_seconds;
    options.retries = settings_.retries;
    options.proxy = settings_.proxy;
    options.ca_bundle = settings_.ca_bundle;
    return options;
}

Written taken(Settings settings, ProviderTable const& providers, Options const& written) {
    if (!written.provider.empty()) settings.provider = written.provider;
    std::string const provider = settings.provider;
    std::string const before = value_or_empty(settings.base_url_of, provider);
    Provider const* const known = providers.find(provider);
    bool const new_address = !written.base_url.empty() && written.base_url != before &&
                             (known == nullptr || written.base_url != known->base_url);
    keep_or_forget(settings.model_of, provider, written.model);
    keep_or_forget(settings.base_url_of, provider, written.base_url);
    keep_or_forget(settings.auth_of, provider, written.auth);
    keep_or_forget(settings.wire_of, provider, written.wire);
    settings.timeout_seconds = written.timeout_seconds;
    if (written.retries >= 0) settings.retries = written.retries;
    settings.proxy = written.proxy;
    settings.ca_bundle = written.ca_bundle;

    Written result{std::move(settings), written};
    for (Parameter const& parameter : parameters()) {
        if (!is_of_the_service(parameter)) continue;
        [[maybe_unused]] auto const left_to_the_settings = parameter.set(result.options, parameter.default_value);
    }
    if (new_address) {
        result.options.provider = provider;
        result.options.base_url = written.base_url;
    }
    return result;
}

Result<Options> Session::remember(Action action, Options const& written) {
    // Another host may have changed something since this session was opened.
    auto settings = Settings::load();
    if (!settings) return fail(std::move(settings.error()));
    Written result = taken(std::move(*settings), providers(), written);
    for (Parameter const& parameter : parameters())
        if (parameter.applies_to(action) && !is_of_the_service(parameter))
            result.settings.last_values[key_of(action, parameter)] = parameter.get(written);
    if (auto saved = result.settings.save(); !saved) return fail(std::move(saved.error()));
    settings_ = std::move(result.settings);
    return std::move(result.options);
}

Result<void> Session::remember_prompt(Action action, std::string const& prompt) {
    auto settings = Settings::load();
    if (!settings) return fail(std::move(settings.error()));
    settings->last_values[key_of(action, *find_parameter("prompt"))] = prompt;
    return settings->save();
}

} // namespace inlay

// What does a run need besides the picture?
#include "session.h"

#include "inlay/plugin/parameters.h"
#include "inlay/plugin/service.h"

namespace inlay::gimp {
namespace {

std::string key_of(Action action, Parameter const& parameter) {
    return std::string(procedure_of(action).short_name) + "." + std::string(parameter.name);
}

Result<std::string> start_sandbox(Shared& shared) {
    std::scoped_lock const lock(shared.mutex);
    if (!shared.sandbox) {
        std::string const program = sandbox::find_inlay_program();
        if (program.empty())
            return fail(ErrorCode::host_failed,
                        "The sandbox cannot be started, because the program “inlay-cli” is missing.",
                        "Install Inlay again, or choose another provider.");
        Result<std::unique_ptr<sandbox::Process>> process = sandbox::Process::start(program);
        if (!process) return fail(process.error());
        shared.sandbox = std::move(*process);
    }
    return shared.sandbox->url();
}

// Empty when another service is chosen.
Result<std::string> sandbox_for(Choices const& choices) {
    if (!chooses_sandbox(choices.options, choices.settings)) return std::string();
    return start_sandbox(*choices.shared);
}

} // namespace

Result<Target> find_target(Choices const& choices) {
    Result<std::string> const sandbox_url = sandbox_for(choices);
    if (!sandbox_url) return fail(sandbox_url.error());
    Result<bool> const stored = store_typed_key(choices);
    if (!stored) return fail(stored.error());
    if (*stored) choices.shared->key_stored = true;
    Result<Target> target = resolve_target(choices.options, choices.settings, choices.providers, *sandbox_url);
    if (target) prefer_served_model(*target, choices.options, choices.settings, choices.providers);
    return target;
}

Result<bool> store_typed_key(Choices const& choices) {
    if (choices.typed_key.empty()) return false;
    Result<KeySource> const stored = store_key(choices.settings.provider, choices.typed_key);
    if (!stored) return fail(stored.error());
    return true;
}

Result<Target> find_target_to_ask(Choices const& choices) {
    Result<std::string> const sandbox_url = sandbox_for(choices);
    if (!sandbox_url) return fail(sandbox_url.error());
    return resolve_target(choices.options, choices.settings, choices.providers, *sandbox_url, "INLAY_API_KEY",
                          choices.typed_key);
}

void remember(Settings& settings, Action action, Options const& options) {
    for (Parameter const& parameter : parameters())
        if (parameter.applies_to(action)) settings.last_values[key_of(action, parameter)] = parameter.get(options);
}

void recall(Settings const& settings, Action action, Options& options) {
    for (Parameter const& parameter : parameters()) {
        if (!parameter.applies_to(action)) continue;
        auto const kept = settings.last_values.find(key_of(action, parameter));
        if (kept == settings.last_values.end()) continue;
        Options tried = options;
        if (parameter.set(tried, kept->second)) options = std::move(tried);
    }
}

} // namespace inlay::gimp

// Which service, model and key does a run use, or a question to a service? See session.h.
#include "inlay/plugin/session.h"

#include "written.h"

#include "inlay/plugin/catalogue.h"

namespace inlay {
namespace {

// A service that is only an address has no name to keep a key under, and the sandbox needs none.
bool keeps_keys(Provider const& provider) {
    return provider.id != "custom" && provider.id != "sandbox";
}

// What is missing, in the words of a window: `said` also speaks of the command line.
Error in_words_of_a_window(Error said, Provider const& provider) {
    if (said.code == ErrorCode::no_key)
        said.advice = provider.key_help_url.empty() ? say("no-key-advice")
                                                    : say("no-key-advice-link", {{"link", provider.key_help_url}});
    if (said.code == ErrorCode::usage && said.advice.find("--base-url") != std::string::npos)
        said.advice = say("no-address-advice");
    return said;
}

// For what does not depend on the model.
Options with_any_model(Options options) {
    if (options.model.empty()) options.model = "any";
    return options;
}

} // namespace

Result<Session> Session::open(std::shared_ptr<SharedSandbox> sandbox) {
    auto settings = Settings::load();
    if (!settings) return fail(std::move(settings.error()));
    auto providers = load_providers();
    if (!providers) return fail(std::move(providers.error()));
    Session session;
    session.settings_ = std::move(*settings);
    session.providers_ = std::make_shared<ProviderTable const>(std::move(*providers));
    session.sandbox_ = std::move(sandbox);
    return session;
}

Result<Target> Session::target_to_ask(TargetRequest const& request) const {
    Written const asked =
        request.all_written ? taken(settings_, providers(), request.options) : Written{settings_, request.options};
    std::string url;
    if (chooses_sandbox(asked.options, asked.settings) && sandbox_) {
        auto started = sandbox_->url();
        if (!started) return fail(std::move(started.error()));
        url = std::move(*started);
    }
    auto const resolve = [&](Options const& options) {
        auto target =
            resolve_target(options, asked.settings, providers(), url, request.key_environment, request.typed_key);
        auto const chosen = resolve_model(options, asked.settings, providers());
        if (!target && chosen && request.in_window)
            return Result<Target>(fail(in_words_of_a_window(std::move(target.error()), chosen->provider)));
        return target;
    };
    if (resolve_model(asked.options, asked.settings, providers())) return resolve(asked.options);
    // Any compatible service: its models are what is asked for.
    auto target = resolve(with_any_model(asked.options));
    if (target) target->model.id = target->model.name = "";
    return target;
}

Result<Target> Session::target(TargetRequest const& request, std::stop_token stop) const {
    if (!request.typed_key.empty()) {
        auto const chosen = resolve_model(with_any_model(request.options), settings_, providers());
        if (!chosen) return fail(chosen.error());
        if (keeps_keys(chosen->provider)) {
            auto const stored = store_key(chosen->provider.id, request.typed_key);
            if (!stored) return fail(stored.error());
            if (request.key_stored) request.key_stored();
        }
    }
    auto target = target_to_ask(request);
    if (!target) return target;
    prefer_served_model(*target, request.options, settings_, providers(), std::move(stop));
    if (target->model.id.empty())
        return fail(ErrorCode::usage, say("no-model", {{"provider", target->provider.name}}), say("no-model-advice"));
    return target;
}

Result<ServedModels> Session::models(TargetRequest const& request, bool refresh, std::stop_token stop) const {
    auto const target = target_to_ask(request);
    if (!target) return fail(target.error());
    if (target->typed_address) return cached_models(*target);
    return served_models(*target, refresh, std::move(stop));
}

Result<TestedConnection> Session::test_connection(TargetRequest const& request, std::stop_token stop) const {
    auto const target = target_to_ask(request);
    if (!target) return fail(target.error());
    auto sentence = inlay::test_connection(*target, std::move(stop));
    if (!sentence) return fail(std::move(sentence.error()));
    // The environment goes before a typed key, which then was not tried.
    bool const accepted = !request.typed_key.empty() && target->connection.api_key == request.typed_key;
    if (accepted && keeps_keys(target->provider)) {
        auto const stored = store_key(target->provider.id, request.typed_key);
        if (!stored) return fail(stored.error());
        if (request.key_stored) request.key_stored();
    }
    return TestedConnection{std::move(*sentence), cached_models(*target)};
}

} // namespace inlay

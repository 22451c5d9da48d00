// Which service, model and key does this run use? Options before settings before the table. See target.h.
#include "inlay/plugin/target.h"

#include "files.h"
#include "values.h"

#include "inlay/plugin/parameters.h"

namespace inlay {
namespace {

constexpr int default_timeout = 300; // seconds
constexpr std::string_view default_model = "gemini-2.5-flash-image";
constexpr std::string_view sandbox_id = "sandbox";

// What --base-url alone leads to.
Provider custom_provider() {
    Provider provider;
    provider.id = "custom";
    provider.name = "the service at the base URL";
    provider.auth = Auth::raw;
    provider.wire = default_wire;
    provider.needs_key = false;
    return provider;
}

std::string setting(std::map<std::string, std::string> const& values, std::string const& provider) {
    auto const found = values.find(provider);
    return found == values.end() ? std::string() : found->second;
}

std::string first_of(std::initializer_list<std::string_view> candidates) {
    for (std::string_view const each : candidates)
        if (!each.empty()) return std::string(each);
    return {};
}

Result<Provider> chosen_provider(Options const& options, Settings const& settings, ProviderTable const& table) {
    if (options.provider.empty() && !options.base_url.empty()) return custom_provider();
    std::string const id = first_of({options.provider, settings.provider});
    if (auto const* found = table.find(id)) return *found;
    return fail(unknown_provider(table));
}

Result<std::string> chosen_address(Options const& options, Settings const& settings, Provider const& provider,
                                   std::string_view sandbox_url) {
    auto address = cleaned_base_url(first_of({options.base_url, setting(settings.base_url_of, provider.id),
                                              provider.id == sandbox_id ? sandbox_url : provider.base_url}));
    if (!address || !address->empty()) return address;
    if (provider.id == sandbox_id)
        return fail(ErrorCode::host_failed, "The sandbox has not been started.",
                    "Check that the program `inlay` is installed beside the plug-in.");
    return fail(ErrorCode::usage, provider.name + " needs an address.",
                "Fill in the field \"Base URL\", or give --base-url.");
}

Result<Model> chosen_model(Options const& options, Settings const& settings, Provider const& provider,
                           ProviderTable const& table) {
    bool const is_custom = provider.id == "custom";
    std::string const first =
        provider.models.empty() ? std::string(is_custom ? default_model : "") : provider.models.front().id;
    std::string const id =
        first_of({options.model, is_custom ? std::string() : setting(settings.model_of, provider.id), first});
    if (id.empty())
        return fail(ErrorCode::usage, "No model is chosen for " + provider.name + ".",
                    "Fill in the field \"Model\", or give --model.");
    return table.model_at(provider, id);
}

// The more particular counts: what was said for this run, what was set for this provider, what the model needs.
Result<std::string> chosen_wire(Options const& options, Settings const& settings, Provider const& provider,
                                Model const& model) {
    if (provider.id == "custom" && options.wire.empty()) return std::string(default_wire);
    std::string said = first_of({options.wire, setting(settings.wire_of, provider.id)});
    if (said.empty()) return model.wire;
    if (is_wire(said)) return said;
    return fail(ErrorCode::usage, "\"wire\" must be one of " + listed_wire_names() + ".");
}

Result<Auth> chosen_auth(Options const& options, Settings const& settings, Provider const& provider) {
    std::string const said = first_of({options.auth, setting(settings.auth_of, provider.id)});
    if (said.empty()) return provider.auth;
    if (auto const auth = auth_of_name(said)) return *auth;
    return fail(ErrorCode::usage, "\"auth\" must be one of raw, bearer, x-goog-api-key, api-key, query.");
}

// Stored keys belong to a provider of the table. An address that was only typed for one run gets none of them, whatever
// it is.
Result<std::string> key_for(Options const& options, Provider const& provider, std::string_view key_environment,
                            std::string_view typed_key) {
    bool const named = !options.provider.empty() || !options.base_url.empty();
    KeyLookup lookup;
    if (provider.id != "custom" && typed_key.empty()) lookup.provider = provider.id;
    lookup.environment = provider.key_environment;
    if (named) lookup.explicit_environment = key_environment;
    auto found = find_key(lookup);
    if (!found) return fail(std::move(found.error()));
    if (*found) return std::move((*found)->key); // a typed key stands behind the environment, as a stored one does
    if (!typed_key.empty()) return std::string(typed_key);
    if (!provider.needs_key) return std::string();
    std::string const variable = first_of({provider.key_environment, named ? key_environment : std::string_view()});
    return fail(ErrorCode::no_key, provider.name + " needs an API key, and there is none.",
                "Type it in the field \"API key\", or run `inlay key set --provider " + provider.id + "`" +
                    (variable.empty() ? "" : ", or set the environment variable " + variable) + "." +
                    (provider.key_help_url.empty() ? "" : " Keys are made at " + provider.key_help_url + "."));
}

} // namespace

Error unknown_provider(ProviderTable const& providers) {
    std::string known;
    for (auto const& each : providers.all())
        known += (known.empty() ? "" : ", ") + each.id;
    return {ErrorCode::usage, "There is no provider of this name.", "The providers are: " + known + ".", ""};
}

Result<ProviderTable> load_providers() {
    auto table = ProviderTable::built_in();
    auto const path = config_folder() / "providers.json";
    auto const own = files::read_if_there(path, 16u << 20, files::Kind::regular);
    if (!own) return fail(own.error());
    if (*own)
        if (auto const merged = table.merge((*own)->bytes, path.string()); !merged) return fail(merged.error());
    return table;
}

Result<ChosenModel> resolve_model(Options const& options, Settings const& settings, ProviderTable const& providers) {
    auto provider = chosen_provider(options, settings, providers);
    if (!provider) return fail(std::move(provider.error()));
    auto model = chosen_model(options, settings, *provider, providers);
    if (!model) return fail(std::move(model.error()));
    return ChosenModel{std::move(*provider), std::move(*model)};
}

Result<void> use_model(Target& target, Model model, Options const& options, Settings const& settings) {
    auto const wire = chosen_wire(options, settings, target.provider, model);
    if (!wire) return fail(wire.error());
    Connection& connection = target.connection;
    // A model that streams by itself does so in its own format only.
    connection.stream = options.stream || (model.stream && model.wire == *wire);
    connection.partial_images = model.partial_images;
    connection.edit_form = model.edit_form;
    connection.response_format = model.response_format;
    connection.no_watermark = model.no_watermark;
    connection.model = model.id;
    connection.wire = model.wire = *wire;
    target.model = std::move(model);
    return {};
}

Result<Target> resolve_target(Options const& options, Settings const& settings, ProviderTable const& providers,
                              std::string_view sandbox_url, std::string_view key_environment,
                              std::string_view typed_key) {
    Target target;
    auto chosen = resolve_model(options, settings, providers);
    if (!chosen) return fail(std::move(chosen.error()));
    target.provider = std::move(chosen->provider);
    target.is_sandbox = target.provider.id == sandbox_id;
    target.typed_address = !options.base_url.empty();

    auto address = chosen_address(options, settings, target.provider, sandbox_url);
    if (!address) return fail(std::move(address.error()));
    if (auto used = use_model(target, std::move(chosen->model), options, settings); !used) return fail(used.error());
    auto const auth = chosen_auth(options, settings, target.provider);
    if (!auth) return fail(auth.error());

    Connection& connection = target.connection;
    connection.provider = target.provider.id;
    // An entry without an address of its own stands for any service; the host says better which one answered.
    if (!target.provider.base_url.empty()) connection.provider_name = target.provider.name;
    connection.base_url = std::move(*address);
    connection.auth = *auth;
    connection.extra_headers = target.provider.headers;
    connection.proxy = first_of({options.proxy, settings.proxy});
    connection.ca_bundle = first_of({options.ca_bundle, settings.ca_bundle});
    connection.chat_modalities = target.provider.chat_modalities;
    connection.chat_image_config = target.provider.chat_image_config;
    connection.key_hosts = target.provider.key_hosts;
    connection.unbilled_statuses = target.provider.unbilled_statuses;
    connection.retries = options.retries >= 0 ? options.retries : settings.retries;
    int timeout = default_timeout;
    for (int const said : {target.provider.timeout_seconds, settings.timeout_seconds, options.timeout_seconds})
        if (said > 0) timeout = said;
    connection.timeout = std::chrono::seconds(timeout);

    if (connection.auth != Auth::none) {
        auto key = key_for(options, target.provider, key_environment, typed_key);
        if (!key) return fail(std::move(key.error()));
        connection.api_key = std::move(*key);
    }
    return target;
}

bool chooses_sandbox(Options const& options, Settings const& settings) {
    bool const sandbox = options.provider.empty() ? options.base_url.empty() && settings.provider == sandbox_id
                                                  : options.provider == sandbox_id;
    return sandbox && options.base_url.empty() && setting(settings.base_url_of, std::string(sandbox_id)).empty();
}

} // namespace inlay

// The tables that a person or a script may want to read: services, models, error codes.
#include "commands.h"
#include "outcome.h"
#include "output.h"

#include "inlay/plugin/session.h"
#include "inlay/plugin/settings.h"
#include "inlay/plugin/target.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace inlay::cli {
namespace {

using json = nlohmann::ordered_json;

std::string joined(std::vector<std::string> const& parts) {
    std::string text;
    for (std::string const& part : parts)
        text += (text.empty() ? "" : " ") + part;
    return text;
}

json model_json(Model const& model) {
    json out;
    out["id"] = model.id;
    out["name"] = model.name;
    out["wire"] = model.wire;
    out["sizes"] = model.sizes;
    out["aspects"] = model.aspects;
    out["max_references"] = model.max_references;
    out["understands_mask"] = model.understands_mask;
    out["price_usd"] = model.price_usd;
    return out;
}

// In the order of the sizes, from small to large; a model that takes no size has a price all the same.
std::string prices(Model const& model) {
    std::vector<std::string> sizes = model.sizes;
    for (auto const& [size, price] : model.price_usd) {
        if (std::find(sizes.begin(), sizes.end(), size) == sizes.end()) sizes.push_back(size);
    }
    std::string text;
    for (std::string const& size : sizes) {
        if (auto const price = model.price_usd.find(size); price != model.price_usd.end())
            text += fmt::format("{}{} ${:.3f}", text.empty() ? "" : ", ", size, price->second);
    }
    return text;
}

// The service's own list where it can be had; otherwise the table's, and a sentence that says why.
ServedModels models_of(Arguments const& arguments, Provider const& provider, Session const& session) {
    ServedModels models;
    for (Model const& model : provider.models)
        models.ids.push_back(model.id);
    if (provider.models_path.empty() || provider.id == "sandbox") return models;
    Options options;
    options.provider = provider.id;
    auto served = session.models({.options = options}, false);
    if (served) return std::move(*served);
    say(arguments, "From the built-in table: " + served.error().message);
    return models;
}

} // namespace

Result<void> run_providers(Arguments const& arguments) {
    if (arguments.schema) {
        write_out(providers_schema());
        return {};
    }
    auto const table = load_providers();
    if (!table) return fail(table.error());
    auto const settings = Settings::load();
    if (!settings) return fail(settings.error());
    if (arguments.json) {
        json out;
        out["chosen"] = settings->provider;
        out["providers"] = json::array();
        for (Provider const& provider : table->all()) {
            out["providers"].push_back({{"id", provider.id},
                                        {"name", provider.name},
                                        {"base_url", provider.base_url},
                                        {"auth", name(provider.auth)},
                                        {"wire", provider.wire},
                                        {"needs_key", provider.needs_key},
                                        {"key_environment", provider.key_environment}});
        }
        print("{}\n", out.dump(2));
        return {};
    }
    std::size_t of_ids = 0;
    std::size_t of_names = 0;
    for (Provider const& provider : table->all()) {
        of_ids = std::max(of_ids, provider.id.size());
        of_names = std::max(of_names, provider.name.size());
    }
    for (Provider const& provider : table->all()) {
        print("{} {:<{}}  {:<{}}  {:<13}  {}\n", provider.id == settings->provider ? '*' : ' ', provider.id, of_ids,
              provider.name, of_names, provider.wire, provider.base_url);
    }
    return {};
}

Result<void> run_models(Arguments const& arguments) {
    auto const session = Session::open(nullptr);
    if (!session) return fail(session.error());
    ProviderTable const& table = session->providers();
    std::string const id = arguments.provider.empty() ? session->settings().provider : arguments.provider;
    Provider const* const provider = table.find(id);
    if (provider == nullptr) return fail(unknown_provider(table));
    ServedModels const models = models_of(arguments, *provider, *session);
    if (arguments.json) {
        json out;
        out["provider"] = provider->id;
        out["live"] = models.live;
        out["models"] = json::array();
        for (std::string const& model : models.ids)
            out["models"].push_back(model_json(table.model_at(*provider, model)));
        print("{}\n", out.dump(2));
        return {};
    }
    for (std::string const& model_id : models.ids) {
        Model const model = table.model_at(*provider, model_id);
        print("{:<36} {:<14} {:<14} {}\n", model.id, model.wire, joined(model.sizes), prices(model));
    }
    return {};
}

Result<void> run_errors(Arguments const& arguments) {
    if (arguments.json) {
        json out;
        out["errors"] = json::array();
        for (ErrorCode const code : all_error_codes()) {
            out["errors"].push_back({{"code", name(code)}, {"exit", exit_status(code)}, {"meaning", meaning(code)}});
        }
        print("{}\n", out.dump(2));
        return {};
    }
    for (ErrorCode const code : all_error_codes())
        print("{:<22} {:>3}  {}\n", name(code), exit_status(code), meaning(code));
    return {};
}

} // namespace inlay::cli

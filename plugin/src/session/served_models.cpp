// Which models does the service really serve? Model ids die, so the table's word is only the fallback.
#include "inlay/plugin/served_models.h"

#include "inlay/client.h"
#include "inlay/plugin/catalogue.h"
#include "inlay/plugin/settings.h"
#include "inlay/redact.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>

namespace inlay {
namespace {

using nlohmann::json;

constexpr std::int64_t a_day = 24 * 60 * 60;

std::int64_t now_seconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// One file for each provider and address: a gateway of one's own serves other models under the same provider.
std::filesystem::path cache_file(Target const& target) {
    std::size_t const mark = std::hash<std::string>{}(shown_url(target.connection.base_url));
    return cache_folder() / "models" / (target.provider.id + "-" + std::to_string(mark) + ".json");
}

std::vector<std::string> ids_of_table(Provider const& provider) {
    std::vector<std::string> ids;
    for (Model const& model : provider.models)
        ids.push_back(model.id);
    return ids;
}

// The table's models first, in its order; then what else makes pictures.
std::vector<std::string> in_order_of_preference(Provider const& provider, std::vector<std::string> const& served) {
    std::vector<std::string> ids;
    for (Model const& model : provider.models) {
        if (std::ranges::count(served, model.id) > 0) ids.push_back(model.id);
    }
    for (std::string const& id : served) {
        if (provider.makes_images(id) && std::ranges::count(ids, id) == 0) ids.push_back(id);
    }
    return ids;
}

std::optional<std::vector<std::string>> read_cache(Target const& target) {
    auto const text = read_file(cache_file(target), 4u << 20);
    if (!text) return std::nullopt;
    json const cache = json::parse(*text, nullptr, false);
    if (!cache.is_object() || !cache.contains("time") || !cache["time"].is_number_integer()) return std::nullopt;
    std::int64_t const age = now_seconds() - cache["time"].get<std::int64_t>();
    if (age < 0 || age > a_day || !cache.contains("ids") || !cache["ids"].is_array()) return std::nullopt;
    std::vector<std::string> ids;
    for (json const& id : cache["ids"]) {
        if (id.is_string()) ids.push_back(id.get<std::string>());
    }
    return ids;
}

// A cache that cannot be written costs a request next time, and nothing else.
void write_cache(Target const& target, std::vector<std::string> const& ids) {
    auto const file = cache_file(target);
    if (!make_private_folder(file.parent_path())) return;
    json const cache = {{"time", now_seconds()}, {"ids", ids}};
    std::string const text = cache.dump(-1, ' ', false, json::error_handler_t::replace);
    [[maybe_unused]] auto const written = write_file_atomically(file, text, 0600);
}

bool has_list(Target const& target) {
    return !target.provider.models_path.empty() && target.provider.id != "custom";
}

// A typed address may belong to somebody who is not to learn of the key, and a run of the command line makes one
// request and nothing else.
bool may_be_asked(Target const& target) {
    return has_list(target) && !target.is_sandbox && !target.typed_address;
}

} // namespace

ServedModels cached_models(Target const& target) {
    if (has_list(target)) {
        if (auto cached = read_cache(target)) return {in_order_of_preference(target.provider, *cached), true};
    }
    return {ids_of_table(target.provider), false};
}

Result<ServedModels> served_models(Target const& target, bool refresh, std::stop_token stop) {
    if (!has_list(target)) return ServedModels{ids_of_table(target.provider), false};
    if (!refresh) {
        if (auto const cached = read_cache(target))
            return ServedModels{in_order_of_preference(target.provider, *cached), true};
    }
    bool const as_gemini = target.provider.models_path.find("v1beta") != std::string::npos;
    auto const ids = list_models(target.connection, as_gemini, stop);
    if (!ids) return fail(ids.error());
    write_cache(target, *ids);
    return ServedModels{in_order_of_preference(target.provider, *ids), true};
}

void prefer_served_model(Target& target, Options const& options, Settings const& settings,
                         ProviderTable const& providers, std::stop_token stop) {
    bool const chosen = !options.model.empty() || settings.model_of.contains(target.provider.id);
    if (chosen || target.is_sandbox) return;
    // A typed address is not asked; what it said when somebody tested it counts.
    auto const served =
        may_be_asked(target) ? served_models(target, false, stop) : Result<ServedModels>(cached_models(target));
    bool const known = served && (served->live || may_be_asked(target)) && !served->ids.empty();
    if (!known || served->ids.front() == target.model.id) return;
    // Its wire format was resolved before, so nothing can be wrong with it.
    [[maybe_unused]] auto const used =
        use_model(target, providers.model_at(target.provider, served->ids.front()), options, settings);
}

Error with_served_models(Error error, Target const& target, std::stop_token stop) {
    if (error.code != ErrorCode::model_unavailable || !may_be_asked(target)) return error;
    auto const served = served_models(target, true, stop);
    if (!served || served->ids.empty()) return error;
    std::string names;
    for (std::size_t i = 0; i < served->ids.size() && i < 8; ++i)
        names += (names.empty() ? "" : ", ") + served->ids[i];
    error.advice = say("choose-another-model", {{"provider", target.provider.name}, {"models", names}});
    return error;
}

Result<std::string> test_connection(Target const& target, std::stop_token stop) {
    std::string const& name = target.provider.name;
    if (target.is_sandbox) return say("sandbox-runs"); // it was started for this
    if (!has_list(target))
        return fail(ErrorCode::usage, say("cannot-be-tested", {{"provider", name}}), say("cannot-be-tested-advice"));
    auto const served = served_models(target, true, stop);
    if (!served) return fail(served.error());
    if (served->ids.empty()) return say("serves-nothing", {{"provider", name}});
    auto const count = static_cast<std::int64_t>(served->ids.size());
    if (!target.model.id.empty() && std::ranges::count(served->ids, target.model.id) == 0)
        return say_counted("serves-but-not", count, {{"provider", name}, {"model", target.model.id}});
    return say_counted("serves", count, {{"provider", name}});
}

} // namespace inlay

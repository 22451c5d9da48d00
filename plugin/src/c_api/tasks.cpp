// What takes time and is no job: keys, which may live in a keyring that asks the person to unlock it, and questions to
// a service that cost nothing.
#include "text.h"

#include "tables.h"

#include "inlay/plugin/keys.h"
#include "inlay/plugin/parameters.h"
#include "inlay/plugin/served_models.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

struct inlay_task {
    std::mutex mutex;
    std::optional<std::string> result; // guarded by mutex
    std::jthread thread;               // last: joined before the rest goes
};

namespace inlay::c_api {
namespace {

char const* name_of(KeySource source) {
    switch (source) {
    case KeySource::environment:
        return "environment";
    case KeySource::keyring:
        return "keyring";
    case KeySource::file:
        return "file";
    }
    return "";
}

// Empty: none was typed.
Result<std::string> typed_key(json const& request) {
    if (!request.contains("key")) return std::string();
    return cleaned_key(request.value("key", std::string()));
}

// What the person has typed but not stored yet counts, the key too: a connection is tested before it is kept.
Result<Target> target_of(json const& request, ProviderTable const& providers) {
    auto const settings = Settings::load();
    if (!settings) return fail(settings.error());
    json options = json::object();
    for (char const* const name : {"provider", "base-url", "auth", "wire", "proxy", "ca-bundle", "model"}) {
        std::string field = name;
        std::ranges::replace(field, '-', '_');
        if (request.contains(field)) options[name] = request[field];
    }
    Options chosen;
    if (auto set = set_from_json(chosen, options.dump()); !set) return fail(set.error());
    std::string url;
    if (chooses_sandbox(chosen, *settings)) {
        auto started = sandbox_url();
        if (!started) return fail(started.error());
        url = std::move(*started);
    }
    auto const key = typed_key(request);
    if (!key) return fail(key.error());
    return resolve_target(chosen, *settings, providers, url, "INLAY_API_KEY", *key);
}

Result<json> models(json const& request, ProviderTable const& providers, std::stop_token const& stop) {
    auto const target = target_of(request, providers);
    if (!target) return fail(target.error());
    auto const served = served_models(*target, request.value("refresh", false), stop);
    if (!served) return fail(served.error());
    json out;
    out["models"] = json::array();
    for (std::string const& id : served->ids)
        out["models"].push_back(model_json(providers.model_at(target->provider, id)));
    out["live"] = served->live;
    return out;
}

Result<json> run(json const& request, std::stop_token const& stop) {
    auto const text = [&](char const* field) { return request.value(field, std::string()); };
    std::string const task = text("task");
    std::string const provider_id = text("provider");
    auto const table = load_providers();
    if (!table) return fail(table.error());
    Provider const* const provider = table->find(provider_id);
    if (provider == nullptr) return fail(ErrorCode::usage, "There is no provider \"" + provider_id + "\".");
    if (task == "key-status") {
        auto const found = find_key({provider->id, provider->key_environment, ""});
        if (!found) return fail(found.error());
        if (!*found) return json{{"key", ""}, {"from", ""}};
        return json{{"key", masked_key((*found)->key)}, {"from", name_of((*found)->source)}};
    }
    if (task == "key-store") {
        auto const key = cleaned_key(text("key"));
        if (!key) return fail(key.error());
        auto const stored = store_key(provider->id, *key);
        if (!stored) return fail(stored.error());
        return json{{"from", name_of(*stored)}};
    }
    if (task == "key-delete") {
        if (auto gone = delete_key(provider->id); !gone) return fail(gone.error());
        return json::object();
    }
    if (task == "models") return models(request, *table, stop);
    if (task == "test-connection") {
        auto const target = target_of(request, *table);
        if (!target) return fail(target.error());
        auto const works = test_connection(*target, stop);
        if (!works) return fail(works.error());
        // A typed key is kept when the service accepted it; one that an environment variable hid was not tried.
        if (auto const key = typed_key(request); key && !key->empty() && *key == target->connection.api_key) {
            if (auto const stored = store_key(provider->id, *key); !stored) return fail(stored.error());
        }
        return json{{"message", *works}};
    }
    return fail(ErrorCode::usage, "There is no task \"" + task + "\".");
}

std::string answered(std::string const& request_json, std::stop_token const& stop) {
    json const request = json::parse(request_json, nullptr, false);
    if (!request.is_object()) return error_json({ErrorCode::usage, "A task must be one JSON object.", "", ""});
    auto const done = run(request, stop);
    return done ? done->dump(-1, ' ', false, json::error_handler_t::replace) : error_json(done.error());
}

} // namespace
} // namespace inlay::c_api

extern "C" {

inlay_task* inlay_task_start(char const* request_json) {
    using namespace inlay;
    return guarded(
        [&] {
            auto task = std::make_unique<inlay_task>();
            inlay_task* const self = task.get();
            task->thread = std::jthread([self, request = std::string(request_json == nullptr ? "" : request_json)](
                                            std::stop_token const& stop) {
                auto const keep = [self](std::string text) {
                    std::scoped_lock const lock(self->mutex);
                    self->result = std::move(text);
                };
                guarded([&] { keep(c_api::answered(request, stop)); },
                        [&](Error const& error) { keep(c_api::error_json(error)); });
            });
            return task.release();
        },
        [](Error const&) -> inlay_task* { return nullptr; });
}

char* inlay_task_result(inlay_task* task) {
    using namespace inlay;
    if (task == nullptr) return nullptr;
    return guarded(
        [&]() -> char* {
            std::scoped_lock const lock(task->mutex);
            return task->result ? c_api::given(*task->result) : nullptr;
        },
        [](Error const&) -> char* { return nullptr; });
}

void inlay_task_free(inlay_task* task) {
    using namespace inlay;
    guarded([&] { delete task; }, // NOLINT(cppcoreguidelines-owning-memory): the C ABI's owner is the caller
            [](Error const&) {});
}

} // extern "C"

// What takes time and is no job: keys, which may live in a keyring that asks the person to unlock it, and questions to
// a service that cost nothing.
#include "text.h"

#include "tables.h"

#include "inlay/plugin/keys.h"
#include "inlay/plugin/parameters.h"
#include "inlay/plugin/session.h"
#include "inlay/plugin/target.h"

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

// What the person has typed but not stored yet counts: a connection is tested before it is kept.
Result<TargetRequest> asked_target(json const& request) {
    json options = json::object();
    for (char const* const name : {"provider", "base-url", "auth", "wire", "proxy", "ca-bundle", "model"}) {
        std::string field = name;
        std::ranges::replace(field, '-', '_');
        if (request.contains(field)) options[name] = request[field];
    }
    TargetRequest asked{.in_window = true};
    if (auto set = set_from_json(asked.options, options.dump()); !set) return fail(set.error());
    if (std::string const typed = request.value("key", std::string()); !typed.empty()) {
        auto key = cleaned_key(typed);
        if (!key) return fail(key.error());
        asked.typed_key = std::move(*key);
    }
    return asked;
}

json models_json(Session const& session, std::string_view provider, ServedModels const& served) {
    json out;
    out["models"] = json::array();
    for (std::string const& id : served.ids)
        out["models"].push_back(model_json(session.providers().model_at(*session.providers().find(provider), id)));
    out["live"] = served.live;
    return out;
}

Result<json> models(Session const& session, std::string const& provider, json const& request,
                    std::stop_token const& stop) {
    auto const asked = asked_target(request);
    if (!asked) return fail(asked.error());
    auto const served = session.models(*asked, request.value("refresh", false), stop);
    if (!served) return fail(served.error());
    return models_json(session, provider, *served);
}

Result<json> test(Session const& session, std::string const& provider, json const& request,
                  std::stop_token const& stop) {
    auto asked = asked_target(request);
    if (!asked) return fail(asked.error());
    bool stored = false;
    asked->key_stored = [&stored] { stored = true; };
    auto const tested = session.test_connection(*asked, stop);
    if (!tested) return fail(tested.error());
    json out = models_json(session, provider, tested->served);
    out["message"] = tested->sentence;
    out["key_stored"] = stored;
    return out;
}

Result<json> run(json const& request, std::stop_token const& stop) {
    auto const text = [&](char const* field) { return request.value(field, std::string()); };
    std::string const task = text("task");
    std::string const provider_id = text("provider");
    auto const session = Session::open(shared_sandbox());
    if (!session) return fail(session.error());
    Provider const* const provider = session->providers().find(provider_id);
    if (provider == nullptr) return fail(unknown_provider(session->providers()));
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
    if (task == "models") return models(*session, provider_id, request, stop);
    if (task == "test-connection") return test(*session, provider_id, request, stop);
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

// What takes time and is no job: keys, which may live in a keyring that asks the person to unlock it.
#include "text.h"

#include "inlay/plugin/keys.h"
#include "inlay/plugin/target.h"

#include <nlohmann/json.hpp>

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

using json = nlohmann::ordered_json;

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

Result<json> run(json const& request) {
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
    return fail(ErrorCode::usage, "There is no task \"" + task + "\".");
}

std::string answered(std::string const& request_json) {
    json const request = json::parse(request_json, nullptr, false);
    if (!request.is_object()) return error_json({ErrorCode::usage, "A task must be one JSON object.", "", ""});
    auto const done = run(request);
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
            task->thread = std::jthread([self, request = std::string(request_json == nullptr ? "" : request_json)] {
                auto const keep = [self](std::string text) {
                    std::scoped_lock const lock(self->mutex);
                    self->result = std::move(text);
                };
                guarded([&] { keep(c_api::answered(request)); },
                        [&](Error const& error) { keep(c_api::error_json(error)); });
            });
            return task.release();
        },
        [](Error const&) -> inlay_task* { return nullptr; });
}

char* inlay_task_result(inlay_task* task) {
    using namespace inlay;
    if (task == nullptr) return nullptr;
    std::scoped_lock const lock(task->mutex);
    if (!task->result) return nullptr;
    return c_api::given(*task->result);
}

void inlay_task_free(inlay_task* task) {
    delete task; // NOLINT(cppcoreguidelines-owning-memory): the C ABI's owner is the caller
}

} // extern "C"

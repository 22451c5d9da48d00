// How is the desktop's keyring asked, without depending on it and without ever being held up by it? See keyring.h.
//
// libsecret is opened at run time: linking it would tie the plug-in to a desktop, and its headers would bring GLib into
// the build. So what is needed of its C interface (libsecret-1, stable since 0.18) is declared here.
#include "keyring.h"

#include "environment.h"

#include "inlay/guarded.h"

#include <atomic>
#include <condition_variable>
#include <dlfcn.h>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

namespace inlay::keyring {
namespace {

// SecretSchema of libsecret/secret-schema.h.
struct Schema {
    char const* name;
    int flags;
    struct {
        char const* name;
        int type;
    } attributes[32];
    int reserved;
    void* reserved_pointers[7];
};

Schema const schema{"org.inlay.ApiKey", 0, {{"provider", 0}}, 0, {}}; // flags 0: SECRET_SCHEMA_NONE; type 0: a string

using Lookup = char* (*)(Schema const*, void* cancellable, void** error, ...);
using Store = int (*)(Schema const*, char const* collection, char const* label, char const* password, void* cancellable,
                      void** error, ...);
using Clear = int (*)(Schema const*, void* cancellable, void** error, ...);
using Search = void* (*)(Schema const*, int flags, void* cancellable, void** error, ...); // a GList of GObjects
using FreePassword = void (*)(char*);
using FreeError = void (*)(void*);
using FreeObject = void (*)(void*);
using FreeList = void (*)(void*, FreeObject);

struct Functions {
    Lookup lookup = nullptr;
    Store store = nullptr;
    Clear clear = nullptr;
    FreePassword free_password = nullptr;
    Search search = nullptr; // since libsecret 0.19
    // Of GLib, found through libsecret's own dependencies.
    FreeError free_error = nullptr;
    FreeList free_list = nullptr;
    FreeObject free_object = nullptr;
    [[nodiscard]] bool complete() const {
        return lookup != nullptr && store != nullptr && clear != nullptr && free_password != nullptr;
    }
};

template <class Function>
void find(void* library, char const* name, Function& into) {
    into = reinterpret_cast<Function>(::dlsym(library, name)); // NOLINT: what POSIX defines dlsym for
}

// Never closed again: GLib's types cannot be unregistered.
Functions open_library(std::string const& name) {
    Functions functions;
    void* const library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return functions;
    find(library, "secret_password_lookup_sync", functions.lookup);
    find(library, "secret_password_store_sync", functions.store);
    find(library, "secret_password_clear_sync", functions.clear);
    find(library, "secret_password_free", functions.free_password);
    find(library, "secret_password_search_sync", functions.search);
    find(library, "g_error_free", functions.free_error);
    find(library, "g_list_free_full", functions.free_list);
    find(library, "g_object_unref", functions.free_object);
    return functions;
}

// GLib would start a D-Bus of its own ("autolaunch") where none is known; so it is asked only where one is.
bool has_session_bus() {
    if (auto const address = environment("DBUS_SESSION_BUS_ADDRESS"); !address.empty())
        return !address.starts_with("autolaunch:") && !address.starts_with("disabled:");
    auto const runtime = environment("XDG_RUNTIME_DIR");
    std::error_code error;
    return !runtime.empty() && std::filesystem::exists(runtime + "/bus", error);
}

struct Replacement {
    std::mutex mutex;
    std::string library;
    Limits limits;
};
Replacement& replacement() {
    static Replacement the_one;
    return the_one;
}
std::string library_name() {
    std::lock_guard const lock(replacement().mutex);
    return replacement().library.empty() ? "libsecret-1.so.0" : replacement().library;
}

// What one question and its waiter share. It outlives both, because either may be gone first.
struct Question {
    std::mutex mutex;
    std::condition_variable answered;
    bool has_answer = false;
    bool given_up = false;
    Answer answer;
};

std::atomic<bool>& answered_late() {
    static std::atomic<bool> answered = false;
    return answered;
}

void settle(Question& question, Answer answer) {
    std::lock_guard const lock(question.mutex);
    if (question.given_up && answer.state == State::done) answered_late() = true;
    question.answer = std::move(answer);
    question.has_answer = true;
    question.answered.notify_all();
}

using Ask = std::function<Answer(Functions const&)>;

void run(Question& question, std::string const& library, Ask const& ask) {
    Functions const functions = open_library(library);
    settle(question, functions.complete() ? ask(functions) : Answer{});
}

// The thread is detached when the keyring does not answer: a call into a hanging D-Bus service cannot be ended from
// outside, joining it would hang the editor, and all that the thread touches is owned by the question that it holds. It
// is not cancelled either: gnome-keyring ends with a failed assertion when a question for the password is withdrawn
// before its window is there, and with it the keys of every other program. The person may still answer it.
Answer asked(Ask ask, std::chrono::milliseconds limit) {
    if (!has_session_bus()) return {};
    auto const question = std::make_shared<Question>();
    auto const body = [question, library = library_name(), ask = std::move(ask)] {
        guarded([&] { run(*question, library, ask); }, [&](Error const&) { settle(*question, {}); });
    };
    try {
        std::thread(body).detach();
    } catch (std::system_error const&) {
        return {}; // no thread to be had: do without the keyring
    }
    std::unique_lock lock(question->mutex);
    if (question->answered.wait_for(lock, limit, [&] { return question->has_answer; })) return question->answer;
    question->given_up = true;
    return {State::silent, std::nullopt};
}

// Its text is not used: it is D-Bus jargon in the desktop's language.
bool failed(Functions const& functions, void* error) {
    if (error == nullptr) return false;
    if (functions.free_error != nullptr) functions.free_error(error);
    return true;
}

// Whether there is a key, locked ones included. Asks nobody for a password.
bool is_left(Functions const& functions, std::string const& provider) {
    if (functions.search == nullptr || functions.free_list == nullptr || functions.free_object == nullptr) return false;
    constexpr int all = 1 << 1; // SECRET_SEARCH_ALL
    void* error = nullptr;
    void* const found =
        functions.search(&schema, all, nullptr, &error, "provider", provider.c_str(), static_cast<char*>(nullptr));
    static_cast<void>(failed(functions, error));
    functions.free_list(found, functions.free_object);
    return found != nullptr;
}

} // namespace

Answer lookup(std::string_view provider, std::chrono::milliseconds limit) {
    return asked(
        [id = std::string(provider)](Functions const& functions) {
            void* error = nullptr;
            char* const password =
                functions.lookup(&schema, nullptr, &error, "provider", id.c_str(), static_cast<char*>(nullptr));
            Answer answer;
            if (failed(functions, error)) return answer;
            answer.state = State::done;
            if (password != nullptr) answer.key = password;
            functions.free_password(password);
            return answer;
        },
        limit);
}

State store(std::string_view provider, std::string_view key, std::chrono::milliseconds limit) {
    return asked(
               [id = std::string(provider), secret = std::string(key)](Functions const& functions) {
                   void* error = nullptr;
                   std::string const label = "Inlay: API key for " + id;
                   int const stored = functions.store(&schema, "default", label.c_str(), secret.c_str(), nullptr,
                                                      &error, "provider", id.c_str(), static_cast<char*>(nullptr));
                   bool const good = !failed(functions, error) && stored != 0;
                   return Answer{good ? State::done : State::unavailable, std::nullopt};
               },
               limit)
        .state;
}

State clear(std::string_view provider, std::chrono::milliseconds limit) {
    return asked(
               [id = std::string(provider)](Functions const& functions) {
                   // libsecret clears what is unlocked, and calls that done. To look asks for the keyring's password.
                   void* error = nullptr;
                   functions.free_password(
                       functions.lookup(&schema, nullptr, &error, "provider", id.c_str(), static_cast<char*>(nullptr)));
                   if (failed(functions, error)) return Answer{};
                   // False without an error means that there was nothing to clear.
                   functions.clear(&schema, nullptr, &error, "provider", id.c_str(), static_cast<char*>(nullptr));
                   if (failed(functions, error)) return Answer{};
                   return Answer{is_left(functions, id) ? State::locked : State::done, std::nullopt};
               },
               limit)
        .state;
}

bool has_answered_late() noexcept {
    return answered_late().exchange(false);
}

Limits limits() {
    std::lock_guard const lock(replacement().mutex);
    return replacement().limits;
}

void replace_for_tests(char const* library, Limits limits) {
    std::lock_guard const lock(replacement().mutex);
    replacement().library = library == nullptr ? "" : library;
    replacement().limits = limits;
}

} // namespace inlay::keyring

// How does a name server hang on demand? The symbols of a program go before those of the libraries that it is linked
// to.
#include "resolver.h"

#include <arpa/inet.h>
#include <chrono>
#include <condition_variable>
#include <dlfcn.h>
#include <mutex>
#include <netdb.h>
#include <string_view>

namespace {

struct State {
    std::mutex mutex;
    std::condition_variable changed;
    bool holding = false;
    int hanging = 0;
    int calls = 0;
};

State& state() {
    static State* const forever = new State; // a thread of libcurl may outlive main()
    return *forever;
}

using Getaddrinfo = int (*)(char const*, char const*, addrinfo const*, addrinfo**);

Getaddrinfo next() {
    static auto const function = reinterpret_cast<Getaddrinfo>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return function;
}

} // namespace

namespace inlay::test::resolver {

void hold() {
    std::lock_guard const lock(state().mutex);
    state().holding = true;
}

bool wait_until_hanging() {
    std::unique_lock lock(state().mutex);
    return state().changed.wait_for(lock, std::chrono::seconds(10), [] { return state().hanging > 0; });
}

void release() {
    std::unique_lock lock(state().mutex);
    state().holding = false;
    state().changed.notify_all();
    state().changed.wait(lock, [] { return state().hanging == 0; });
}

int calls() {
    std::lock_guard const lock(state().mutex);
    return state().calls;
}

} // namespace inlay::test::resolver

extern "C" __attribute__((visibility("default"))) int getaddrinfo(char const* node, char const* service,
                                                                  addrinfo const* hints, addrinfo** result) {
    std::string_view const name = node != nullptr ? node : "";
    if (!name.ends_with(".test")) return next()(node, service, hints, result);
    {
        std::unique_lock lock(state().mutex);
        ++state().calls;
        if (name.ends_with(".hang.test") && state().holding) {
            ++state().hanging;
            state().changed.notify_all();
            state().changed.wait(lock, [] { return !state().holding; });
            --state().hanging;
            state().changed.notify_all();
        }
    }
    if (!name.ends_with(".loop.test")) return EAI_NONAME;
    addrinfo numeric = hints != nullptr ? *hints : addrinfo{};
    numeric.ai_family = AF_INET;
    numeric.ai_flags = AI_NUMERICHOST;
    return next()("127.0.0.1", service, &numeric, result);
}

// How is the desktop's keyring asked, without depending on it and without ever being held up by it?
#pragma once

#include "inlay/result.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace inlay::keyring {

enum class State {
    done,        // it answered
    unavailable, // no D-Bus session, no libsecret, or it refused
    silent,      // no answer within the limit
    locked,      // clear only: the key is still there, since the person did not unlock the keyring
};

struct Answer {
    State state = State::unavailable;
    std::optional<std::string> key; // lookup only: nullopt with `done` means that there is none
};

// Each runs on a thread of its own and gives up after `limit`. [any thread] None starts a D-Bus.
Answer lookup(std::string_view provider, std::chrono::milliseconds limit);
State store(std::string_view provider, std::string_view key, std::chrono::milliseconds limit);
State clear(std::string_view provider, std::chrono::milliseconds limit);

// Once: a question that was given up has been answered all the same, since the person has typed the keyring's password.
// [any thread]
bool has_answered_late() noexcept;

// How long to wait: for a run, and for a button that a person pressed (the keyring may ask for its password).
struct Limits {
    std::chrono::milliseconds run{3'000};
    std::chrono::milliseconds button{60'000};
};
Limits limits();

// Tests put a library of their own in the place of libsecret-1.so.0, with shorter limits. nullptr: the real one again.
void replace_for_tests(char const* library, Limits limits = {});

} // namespace inlay::keyring

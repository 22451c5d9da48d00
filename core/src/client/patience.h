// How long is waited before something is tried again, and how is the wait shown and ended?
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace inlay {

struct Patience {
    std::chrono::milliseconds unit{1000};                // of the back-off; tests take a shorter one
    std::chrono::milliseconds longest{60'000};           // a longer wait is told to the person instead
    std::function<double()> random = random_between_0_1; // so that many clients do not come back at the same moment

    static double random_between_0_1();
};

// What the service asks for, otherwise min(30, 2^k) + rand(0..1) units before the k-th repetition, counted from 0.
std::chrono::milliseconds delay(Patience const& patience, int k, std::optional<std::chrono::milliseconds> asked_for);

// Calls `show` with what is left, five times a second. False as soon as a stop is requested.
bool wait(std::chrono::milliseconds time, std::function<void(std::chrono::milliseconds)> const& show,
          std::stop_token const& stop);

// "95 seconds", "3 minutes", "5 hours": rounded up.
std::string in_words(std::chrono::milliseconds time);

} // namespace inlay

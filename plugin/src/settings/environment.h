// What does an environment variable say?
#pragma once

#include <cstdlib>
#include <string>

namespace inlay {

// Empty when it is not set. Copied at once, because the pointer may dangle when a host changes its environment later.
inline std::string environment(std::string const& name) {
    char const* const value =
        name.empty() ? nullptr : std::getenv(name.c_str()); // NOLINT(concurrency-mt-unsafe): nothing here sets one
    return value == nullptr ? std::string() : std::string(value);
}

} // namespace inlay

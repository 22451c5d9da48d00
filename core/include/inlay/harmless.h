// What may a text from elsewhere do to a terminal or a label? Nothing but be read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inlay {

enum class Lines {
    one,     // a line break becomes a space
    several, // it stays; "\r\n" and "\r" become "\n"
};

inline constexpr std::size_t longest_harmless = 1u << 20; // bytes

// For everything that a service, a file or a layer's name brought: whole UTF-8 in which nothing is left that a terminal
// obeys (escape sequences, in either spelling, bells, NUL), that turns the reading direction around or that hides
// itself. What was such is shown as "?", what is no UTF-8 as U+FFFD, tabs as spaces. Cut at `max_bytes`, with "…".
// [any thread]
std::string harmless(std::string_view text, Lines lines = Lines::one, std::size_t max_bytes = longest_harmless);

} // namespace inlay

// Which wire formats are there, and what are they called? Everything outside of core/src/wire knows a format by its
// name alone; what a format does: core/src/wire/format.h, one file for each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inlay {

// What an address of which nothing else is known is taken to speak.
inline constexpr std::string_view default_wire = "gemini";

// Both texts live as long as the program.
struct WireName {
    std::string_view name;  // "openai-chat": in settings, JSON, the journal and on the command line
    std::string_view label; // "OpenAI chat": for people
};

// In the order in which they are offered. [any thread]
std::vector<WireName> wire_names();
bool is_wire(std::string_view name) noexcept;
// "gemini, openai-chat, ...": for a sentence that says what is allowed.
std::string listed_wire_names();

} // namespace inlay

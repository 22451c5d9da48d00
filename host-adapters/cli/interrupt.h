// Has the person pressed Ctrl+C? Signals belong to the program, never to a library: this is the only handler that Inlay
// has. They are only noted here; who waits asks for them.
#pragma once

#include <optional>
#include <string>

namespace inlay::cli {

void watch_for_interrupt();
bool interrupted() noexcept;

// A line from standard input without its end; what there was when it ends without one. Nothing when an interrupt came
// first: watch_for_interrupt() before.
std::optional<std::string> read_line();

} // namespace inlay::cli

// Has the person pressed Ctrl+C? Signals belong to the program, never to a library: this is the only handler that Inlay
// has.
#pragma once

namespace inlay::cli {

void watch_for_interrupt();
bool interrupted() noexcept;

} // namespace inlay::cli

// What does the program arrange for itself before anything else? Only the command line does: an editor's process is
// not ours.
#pragma once

namespace inlay::cli {

void arrange_process() noexcept;

} // namespace inlay::cli

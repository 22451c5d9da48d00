// How does a key stay in the process that needs it? For programs of our own; an editor's process is not ours.
#pragma once

namespace inlay {

// No core file, which would hold the key, and no debugger of the same person. For the rest of the process' life. [at the
// beginning of main()]
void keep_memory_private() noexcept;

} // namespace inlay

// Is a job of the journal somebody's at the moment? Its owner holds a lock on a file in its folder for as long as it
// lives; the system takes the lock away with the process, whatever ends it. No clock is asked. Internal to this folder.
#pragma once

#include <filesystem>
#include <memory>

namespace inlay::journal_lock {

enum class State {
    free,
    held,    // by another process, or by another part of this one
    missing, // no such folder, or none that can be locked: a read-only disk, a folder of another version
};

// Held until the last copy is gone.
using Lock = std::shared_ptr<void>;
struct Taken {
    State state = State::missing;
    Lock lock; // State::free
};
// Takes the lock, making its file where there is none.
Taken take(std::filesystem::path const& folder);
// Looks only.
State look(std::filesystem::path const& folder);

} // namespace inlay::journal_lock

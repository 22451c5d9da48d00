#include "lock.h"

#include "descriptor.h"

#include <sys/file.h>
#include <sys/stat.h>

namespace inlay::journal_lock {
namespace {

namespace fs = std::filesystem;
using files::Descriptor;

constexpr int most_tries = 50; // of somebody who only looks

Descriptor open_lock(fs::path const& folder, int flags) {
    // O_NONBLOCK: whatever somebody put in its place is not waited for.
    return Descriptor(files::open_again((folder / "lock").c_str(), flags | O_NONBLOCK | O_NOFOLLOW, 0600));
}

bool is_file(Descriptor const& file) {
    struct stat there {};
    return ::fstat(file.get(), &there) == 0 && S_ISREG(there.st_mode);
}

// False once the folder was taken away, or put elsewhere, before the lock was there.
bool is_still(Descriptor const& file, fs::path const& folder) {
    struct stat ours {};
    struct stat there {};
    return ::fstat(file.get(), &ours) == 0 && ::stat((folder / "lock").c_str(), &there) == 0 &&
           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

bool locked(Descriptor const& file, int how) {
    for (int i = 0; i < most_tries; ++i) {
        if (::flock(file.get(), how | LOCK_NB) == 0) return true;
        if (errno != EWOULDBLOCK && errno != EINTR) return false;
        ::sched_yield();
    }
    return false;
}

} // namespace

Taken take(fs::path const& folder) {
    auto file = std::make_shared<Descriptor>(open_lock(folder, O_RDWR | O_CREAT));
    if (!file->is_open() || !is_file(*file)) return {State::missing, {}};
    if (!locked(*file, LOCK_EX)) return {State::held, {}};
    if (!is_still(*file, folder)) return {State::missing, {}};
    return {State::free, std::move(file)};
}

State look(fs::path const& folder) {
    Descriptor const file = open_lock(folder, O_RDONLY);
    if (!file.is_open() || !is_file(file)) return State::missing;
    return ::flock(file.get(), LOCK_SH | LOCK_NB) == 0 ? State::free : State::held;
}

} // namespace inlay::journal_lock

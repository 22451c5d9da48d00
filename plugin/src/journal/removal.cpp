#include "removal.h"

#include "lock.h"

#include <cerrno>
#include <random>
#include <system_error>
#include <unistd.h>

namespace inlay::journal_removal {

namespace fs = std::filesystem;

std::string random_name(std::string_view prefix) {
    std::random_device random;
    std::string name(prefix);
    for (int i = 0; i < 16; ++i)
        name += "0123456789abcdef"[random() % 16];
    return name;
}

Result<void> remove(fs::path const& folder) {
    fs::path const gone = folder.parent_path() / random_name(gone_prefix);
    if (::rename(folder.c_str(), gone.c_str()) != 0)
        return fail(ErrorCode::output_failed,
                    folder.string() + " cannot be removed: " + std::generic_category().message(errno) + ".");
    std::error_code later; // the next one who cleans up
    fs::remove_all(gone, later);
    return {};
}

void remove_leftovers(fs::path const& root) {
    std::error_code error;
    for (fs::directory_iterator each(root, error), end; !error && each != end; each.increment(error)) {
        std::string const name = each->path().filename().string();
        std::error_code ignored;
        if (name.starts_with(gone_prefix)) fs::remove_all(each->path(), ignored);
        if (!name.starts_with(new_prefix)) continue;
        // One that has no lock yet is empty: if it is being made, its maker makes another one.
        if (::rmdir(each->path().c_str()) == 0) continue;
        if (journal_lock::look(each->path()) == journal_lock::State::free) fs::remove_all(each->path(), ignored);
    }
}

} // namespace inlay::journal_removal

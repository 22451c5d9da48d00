// How does a file get a new content, so that until the end the old one can come back? See replacement.h.
#include "replacement.h"

#include "descriptor.h"

#include <algorithm>
#include <random>
#include <sys/stat.h>

namespace inlay::files {
namespace {

namespace fs = std::filesystem;

// 0, or the error.
int write_all(int file, std::span<std::string_view const> pieces) {
    for (std::string_view bytes : pieces) {
        while (!bytes.empty()) {
            ssize_t const written = ::write(file, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return errno;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    return 0;
}

// Follows symbolic links by hand, because the last one may point to a file that does not exist yet.
fs::path link_target(fs::path path) {
    for (int i = 0; i < 40; ++i) {
        std::error_code error;
        fs::path const target = fs::read_symlink(path, error);
        if (error) break;
        path = target.is_absolute() ? target : path.parent_path() / target;
    }
    return path;
}

fs::path folder_of(fs::path const& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

fs::path name_beside(fs::path const& file) {
    std::random_device random;
    std::string name = ".inlay-";
    for (int i = 0; i < 16; ++i)
        name += "0123456789abcdef"[random() % 16];
    return folder_of(file) / name;
}

// 0, or the error. Without it a crash of the system may take the new name back. File systems that cannot sync a folder
// are content.
int sync_folder(fs::path const& folder) {
    Descriptor const file(open_again(folder.c_str(), O_RDONLY | O_DIRECTORY));
    if (!file.is_open()) return 0; // a folder that may be written and not read
    return ::fsync(file.get()) != 0 && errno == EIO ? errno : 0;
}

// 0, or the error. A second name costs nothing; file systems without such get a copy.
int keep_beside(fs::path const& file, fs::path const& old) {
    if (::link(file.c_str(), old.c_str()) == 0) return 0;
    std::error_code error;
    fs::copy_file(file, old, error);
    return error ? error.value() : 0;
}

void discard(fs::path const& file) {
    if (!file.empty()) static_cast<void>(::unlink(file.c_str())); // the error that is told is the first one
}

} // namespace

Result<Replacement> Replacement::prepare(fs::path const& path, std::span<std::string_view const> pieces,
                                         unsigned mode) {
    Replacement made(path, link_target(path));
    struct stat there {};
    bool const exists = ::stat(made.target_.c_str(), &there) == 0;
    if (exists && S_ISDIR(there.st_mode)) return cannot_write(path, EISDIR);
    if (exists && !S_ISREG(there.st_mode)) return made; // /dev/stdout, a pipe: renaming over it would destroy it
    if (exists) mode &= there.st_mode & 07777U;
    made.temporary_ = name_beside(made.target_);
    Descriptor file(open_again(made.temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode));
    int error = file.is_open() ? write_all(file.get(), pieces) : errno;
    if (error == 0 && ::fsync(file.get()) != 0) error = errno;
    if (int const closing = file.close_now(); error == 0) error = closing;
    if (error != 0) return cannot_write(path, error);
    return made;
}

Result<void> Replacement::try_room(fs::path const& path, std::uint64_t bytes) {
    auto const made = prepare(path, {}, 0600);
    if (!made) return fail(made.error());
    if (made->is_stream()) return {};
    std::uint64_t constexpr at_least = 4096; // a full disk may still give a name
    Descriptor const file(open_again(made->temporary_.c_str(), O_WRONLY | O_NOFOLLOW));
    int const error =
        file.is_open() ? ::posix_fallocate(file.get(), 0, static_cast<off_t>(std::max(bytes, at_least))) : errno;
    return error == 0 ? Result<void>{} : cannot_write(path, error);
}

Replacement::Replacement(Replacement&& other) noexcept
    : path_(std::move(other.path_)), target_(std::move(other.target_)), temporary_(std::move(other.temporary_)),
      old_(std::move(other.old_)), is_put_(std::exchange(other.is_put_, false)) {
    other.temporary_.clear(); // a path that was moved from need not be empty
    other.old_.clear();
}

Replacement::~Replacement() {
    if (!is_put_) {
        discard(temporary_);
        discard(old_);
    } else if (old_.empty()) {
        discard(target_);
    } else {
        static_cast<void>(::rename(old_.c_str(), target_.c_str()));
    }
}

Result<void> Replacement::put(std::span<std::string_view const> pieces, bool keep_old) {
    if (is_stream()) {
        Descriptor file(open_again(target_.c_str(), O_WRONLY));
        int error = file.is_open() ? write_all(file.get(), pieces) : errno;
        if (int const closing = file.close_now(); error == 0) error = closing;
        return error == 0 ? Result<void>{} : cannot_write(path_, error);
    }
    if (keep_old && ::access(target_.c_str(), F_OK) == 0) {
        old_ = name_beside(target_);
        if (int const error = keep_beside(target_, old_); error != 0) return cannot_write(path_, error);
    }
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) return cannot_write(path_, errno);
    is_put_ = true;
    return {};
}

Result<void> Replacement::finish() {
    if (!is_put_) return {};
    is_put_ = false;
    temporary_.clear();
    discard(old_);
    old_.clear();
    int const error = sync_folder(folder_of(target_));
    return error == 0 ? Result<void>{} : cannot_write(path_, error);
}

} // namespace inlay::files

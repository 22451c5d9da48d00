// How are small files read and written so that nothing is ever half there? See files.h and settings.h.
#include "files.h"

#include "inlay/plugin/settings.h"

#include <cerrno>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace inlay {
namespace {

namespace fs = std::filesystem;

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { static_cast<void>(close_now()); }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    // 0, or the error: a file system may report a failed write only here.
    int close_now() {
        int const number = std::exchange(number_, -1);
        return number >= 0 && ::close(number) != 0 && errno != EINTR ? errno : 0;
    }

  private:
    int number_;
};

std::string system_text(int error) {
    return std::generic_category().message(error);
}

tl::unexpected<Error> cannot_write(fs::path const& path, int error) {
    std::string advice = "Check that the folder exists and that you may write there.";
    if (error == ENOSPC || error == EDQUOT) advice = "The disk is full: make room, or choose another place.";
    return fail(ErrorCode::output_failed, path.string() + " cannot be written: " + system_text(error) + ".",
                std::move(advice), "errno " + std::to_string(error));
}

tl::unexpected<Error> cannot_read(fs::path const& path, std::string const& why) {
    return fail(ErrorCode::bad_input, path.string() + " cannot be read: " + why + ".",
                "Check the name and that you may read it.");
}

int open_again(char const* path, int flags, mode_t mode = 0) {
    int number = -1;
    do
        number = ::open(path, flags | O_CLOEXEC, mode); // NOLINT(cppcoreguidelines-pro-type-vararg)
    while (number < 0 && errno == EINTR);
    return number;
}

// 0, or the error.
int write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t const written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
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

std::string random_suffix() {
    std::random_device random;
    std::string text;
    for (int i = 0; i < 16; ++i)
        text += "0123456789abcdef"[random() % 16];
    return text;
}

// 0, or the error. Without it a crash of the system may take the new name back. File systems that cannot sync a folder
// are content.
int sync_folder(fs::path const& folder) {
    Descriptor const file(open_again(folder.c_str(), O_RDONLY | O_DIRECTORY));
    if (!file.is_open()) return 0; // a folder that may be written and not read
    return ::fsync(file.get()) != 0 && errno == EIO ? errno : 0;
}

} // namespace

namespace files {

Result<void> write_atomically(fs::path const& path, std::initializer_list<std::string_view> pieces, unsigned mode) {
    fs::path const target = link_target(path);
    struct stat there {};
    bool const exists = ::stat(target.c_str(), &there) == 0;
    if (exists && S_ISDIR(there.st_mode)) return cannot_write(path, EISDIR);
    bool const special = exists && !S_ISREG(there.st_mode); // /dev/stdout, a pipe: renaming over it would destroy it
    if (exists && !special) mode &= there.st_mode & 07777U;
    fs::path const folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    fs::path const temporary = special ? target : folder / (".inlay-" + random_suffix());
    Descriptor file(special ? open_again(target.c_str(), O_WRONLY)
                            : open_again(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode));
    if (!file.is_open()) return cannot_write(path, errno);
    int error = 0;
    for (std::string_view const piece : pieces)
        if (error == 0) error = write_all(file.get(), piece);
    if (!special && error == 0 && ::fsync(file.get()) != 0) error = errno;
    if (int const closing = file.close_now(); error == 0) error = closing;
    if (special) return error == 0 ? Result<void>{} : cannot_write(path, error);
    if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
    if (error != 0) {
        static_cast<void>(::unlink(temporary.c_str())); // the error that is told is the first one
        return cannot_write(path, error);
    }
    if (error = sync_folder(folder); error != 0) return cannot_write(path, error);
    return {};
}

Result<std::optional<Found>> read_if_there(fs::path const& path, std::size_t max_bytes) {
    Descriptor const file(open_again(path.c_str(), O_RDONLY));
    if (!file.is_open()) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        return cannot_read(path, system_text(errno));
    }
    struct stat there {};
    if (::fstat(file.get(), &there) != 0) return cannot_read(path, system_text(errno));
    if (S_ISDIR(there.st_mode)) return cannot_read(path, system_text(EISDIR));
    Found found{{}, there.st_mode & 07777U};
    auto const size = static_cast<std::size_t>(there.st_size);
    if (size <= max_bytes) found.bytes.reserve(size);
    std::string buffer(size > 65'536 ? 1u << 20 : 65'536, '\0');
    while (found.bytes.size() <= max_bytes) {
        ssize_t const got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot_read(path, system_text(errno));
        if (got == 0) return found;
        found.bytes.append(buffer, 0, static_cast<std::size_t>(got));
    }
    return cannot_read(path, "it is larger than " + std::to_string(max_bytes) + " bytes");
}

} // namespace files

Result<void> write_file_atomically(fs::path const& path, std::string_view bytes, unsigned mode) {
    return files::write_atomically(path, {bytes}, mode);
}

Result<std::string> read_file(fs::path const& path, std::size_t max_bytes) {
    auto found = files::read_if_there(path, max_bytes);
    if (!found) return fail(std::move(found.error()));
    if (!*found) return cannot_read(path, system_text(ENOENT));
    return std::move((*found)->bytes);
}

Result<void> make_private_folder(fs::path const& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return {};
    fs::path const parent = path.parent_path();
    if (!parent.empty() && parent != path)
        if (auto made = make_private_folder(parent); !made) return made;
    if (::mkdir(path.c_str(), 0700) != 0 && !(errno == EEXIST && fs::is_directory(path, error)))
        return cannot_write(path, errno);
    return {};
}

} // namespace inlay

// How does a reply get onto the disk while it comes? See journal.h.
#include "inlay/plugin/journal.h"

#include "descriptor.h"
#include "layout.h"

namespace inlay {
namespace {

using files::cannot_write;

// 0, or the error.
int write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t const written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) return errno;
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

} // namespace

ArrivingReply::ArrivingReply(std::filesystem::path folder, std::size_t index, int file)
    : folder_(std::move(folder)), index_(index), file_(file) {}

ArrivingReply::ArrivingReply(ArrivingReply&& other) noexcept
    : folder_(std::move(other.folder_)), index_(other.index_), file_(std::exchange(other.file_, -1)),
      empty_(other.empty_) {}

ArrivingReply::~ArrivingReply() {
    if (file_ >= 0 && empty_)
        discard();
    else
        close();
}

Result<ArrivingReply> ArrivingReply::begin(std::filesystem::path folder, std::size_t index, std::string_view head) {
    auto const path = folder / journal_layout::arriving_name(index);
    int const file = files::open_again(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (file < 0) return cannot_write(path, errno);
    ArrivingReply reply(std::move(folder), index, file);
    if (int const error = write_all(file, head); error != 0) return cannot_write(path, error);
    return reply;
}

Result<void> ArrivingReply::append(std::string_view bytes) {
    if (bytes.empty()) return {};
    empty_ = false;
    int const error = file_ >= 0 ? write_all(file_, bytes) : EBADF;
    return error == 0 ? Result<void>{} : cannot_write(folder_ / journal_layout::arriving_name(index_), error);
}

Result<void> ArrivingReply::finish() {
    auto const from = folder_ / journal_layout::arriving_name(index_);
    auto const to = folder_ / journal_layout::reply_name(index_);
    if (file_ < 0) return cannot_write(from, EBADF);
    bool const synced = ::fsync(file_) == 0;
    int const sync_error = synced ? 0 : errno;
    close();
    if (!synced) return cannot_write(from, sync_error);
    if (::rename(from.c_str(), to.c_str()) != 0) return cannot_write(to, errno);
    files::Descriptor const folder(files::open_again(folder_.c_str(), O_RDONLY | O_DIRECTORY));
    if (folder.is_open()) static_cast<void>(::fsync(folder.get())); // the bytes are safe under either name
    return {};
}

void ArrivingReply::discard() noexcept {
    if (file_ < 0) return;
    close();
    std::error_code ignored; // an empty one says nothing
    std::filesystem::remove(folder_ / journal_layout::arriving_name(index_), ignored);
}

void ArrivingReply::close() noexcept {
    if (file_ >= 0) ::close(std::exchange(file_, -1));
}

} // namespace inlay

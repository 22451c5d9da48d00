// How is a file opened, so that it is closed whatever happens?
#pragma once

#include "inlay/result.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace inlay::files {

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { static_cast<void>(close_now()); }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
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

inline int open_again(char const* path, int flags, mode_t mode = 0) {
    int number = -1;
    do
        number = ::open(path, flags | O_CLOEXEC, mode); // NOLINT(cppcoreguidelines-pro-type-vararg)
    while (number < 0 && errno == EINTR);
    return number;
}

inline std::string system_text(int error) {
    return std::generic_category().message(error);
}

inline tl::unexpected<Error> cannot_write(std::filesystem::path const& path, int error) {
    std::string advice = "Check that the folder exists and that you may write there.";
    if (error == ENOSPC || error == EDQUOT) advice = "The disk is full: make room, or choose another place.";
    return fail(ErrorCode::output_failed, path.string() + " cannot be written: " + system_text(error) + ".",
                std::move(advice), "errno " + std::to_string(error));
}

} // namespace inlay::files

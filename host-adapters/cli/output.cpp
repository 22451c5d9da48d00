// How does text leave the program, when perhaps nobody can take it? See output.h.
#include "output.h"

#include "interrupt.h"

#include "inlay/guarded.h"
#include "inlay/harmless.h"

#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace inlay::cli {
namespace {

int first_failure = 0; // of standard output, as errno

// 0, or the error.
int write_all(int file, std::string_view text) noexcept {
    while (!text.empty()) {
        ssize_t const written = ::write(file, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR || interrupted()) { // a pipe that nobody empties must not hold up Ctrl+C
            return errno;
        }
    }
    return 0;
}

} // namespace

void write_out(std::string_view text) {
    static bool const is_terminal = isatty(STDOUT_FILENO) != 0;
    if (first_failure != 0) return; // no end without its beginning
    first_failure = is_terminal ? write_all(STDOUT_FILENO, harmless(text, Lines::several, 3 * text.size()))
                                : write_all(STDOUT_FILENO, text);
}

void write_err(std::string_view text) noexcept {
    guarded([&] { static_cast<void>(write_all(STDERR_FILENO, harmless(text, Lines::several))); }, [](Error const&) {});
}

void write_over(std::string_view line) noexcept {
    guarded([&] { static_cast<void>(write_all(STDERR_FILENO, "\r\033[K" + harmless(line))); }, [](Error const&) {});
}

Result<void> output_was_written() {
    if (first_failure == 0) return {};
    return fail(ErrorCode::output_failed,
                "Standard output cannot be written: " + std::generic_category().message(first_failure) + ".",
                "Look where it leads to. Files that were to be written are in their places.",
                "errno " + std::to_string(first_failure));
}

} // namespace inlay::cli

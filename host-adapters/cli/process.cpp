// What does the program arrange for itself before anything else? See process.h.
#include "process.h"

#include "inlay/plugin/private_memory.h"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace inlay::cli {
namespace {

// A closed standard stream gives its number to the next file that is opened, and what is meant for a person would be
// written into that. Opened the wrong way round, so that using it is still the error that it was.
void fill_standard_streams() noexcept {
    for (int const number : std::array{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(number, F_GETFD) >= 0) continue;                               // NOLINT(*-vararg)
        if (::open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) // NOLINT(*-vararg)
            return;
    }
}

// A write that fails is an error that is told, and not the end of a run whose answer is paid for.
void make_failed_writes_errors() noexcept {
    for (int const number : std::array{SIGPIPE, SIGXFSZ})
        std::signal(number, SIG_IGN);
}

} // namespace

void arrange_process() noexcept {
    fill_standard_streams();
    make_failed_writes_errors();
    keep_memory_private();
}

} // namespace inlay::cli

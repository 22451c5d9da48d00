#include "interrupt.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <unistd.h>

namespace inlay::cli {
namespace {

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};
constexpr std::size_t longest_line = 1u << 16;

volatile std::sig_atomic_t seen = 0;

extern "C" void note_signal(int) {
    seen = 1;
}

// Keeps the signals back, so that none comes between the look whether there was one and the wait, which lets them in.
class SignalsHeld {
  public:
    SignalsHeld() {
        sigset_t held;
        sigemptyset(&held);
        for (int const signal : signals)
            sigaddset(&held, signal);
        pthread_sigmask(SIG_BLOCK, &held, &before_);
    }
    ~SignalsHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsHeld(SignalsHeld const&) = delete;
    SignalsHeld& operator=(SignalsHeld const&) = delete;
    [[nodiscard]] bool wait_for_input() const {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        while (!interrupted()) {
            int const ready = ppoll(&input, 1, nullptr, &before_);
            if (ready > 0 || (ready < 0 && errno != EINTR)) return true; // what is wrong, reading will say
        }
        return false;
    }

  private:
    sigset_t before_{};
};

} // namespace

void watch_for_interrupt() {
    struct sigaction action {};
    action.sa_handler = note_signal;
    sigemptyset(&action.sa_mask);
    for (int const signal : signals) {
        struct sigaction before {};
        // Who started it with nohup or in the background of a script wants it to go on.
        bool const ignored = sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN;
        if (!ignored) sigaction(signal, &action, nullptr);
    }
}

bool interrupted() noexcept {
    return seen != 0;
}

std::optional<std::string> read_line() {
    SignalsHeld const held;
    std::string line;
    for (char c = 0; line.size() < longest_line && held.wait_for_input();) {
        ssize_t const got = ::read(STDIN_FILENO, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || c == '\n') return line;
        line += c;
    }
    if (interrupted()) return std::nullopt;
    return line;
}

} // namespace inlay::cli

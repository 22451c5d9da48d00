#include "interrupt.h"

#include <csignal>

namespace inlay::cli {
namespace {

volatile std::sig_atomic_t seen = 0;

extern "C" void note_signal(int) {
    seen = 1;
}

} // namespace

void watch_for_interrupt() {
    struct sigaction action {};
    action.sa_handler = note_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGHUP, &action, nullptr);
}

bool interrupted() noexcept {
    return seen != 0;
}

} // namespace inlay::cli

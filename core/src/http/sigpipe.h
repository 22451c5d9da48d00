// How does writing to a closed connection stay an error and not the end of the host?
#pragma once

#include <csignal>
#include <ctime>

namespace inlay::http {

// libcurl leaves SIGPIPE alone under CURLOPT_NOSIGNAL, and OpenSSL writes with write(). A library inside an editor may
// not change the process's handler, so the signal is held back on this thread only, and taken off before the mask is
// restored. A signal that was pending before stays.
class NoSigpipe {
  public:
    NoSigpipe() noexcept {
        sigset_t pending;
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        sigemptyset(&only_sigpipe_);
        sigaddset(&only_sigpipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &only_sigpipe_, &before_);
    }
    ~NoSigpipe() {
        if (!was_pending_) {
            timespec const at_once{};
            while (sigtimedwait(&only_sigpipe_, nullptr, &at_once) == SIGPIPE) {
            }
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    NoSigpipe(NoSigpipe const&) = delete;
    NoSigpipe& operator=(NoSigpipe const&) = delete;

  private:
    sigset_t only_sigpipe_{};
    sigset_t before_{};
    bool was_pending_ = false;
};

} // namespace inlay::http

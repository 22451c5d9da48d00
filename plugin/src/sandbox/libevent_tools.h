// How does C++ hold what libevent gives? Owners, and the ways from its structs to values and back.
#pragma once

#include "exchange.h"

#include "inlay/guarded.h"

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>

#include <csignal>
#include <memory>

namespace inlay::sandbox {

using Clock = std::chrono::steady_clock;

template <auto Free>
struct Freeing {
    void operator()(auto* p) const noexcept { Free(p); }
};
using Base = std::unique_ptr<event_base, Freeing<event_base_free>>;
using Event = std::unique_ptr<event, Freeing<event_free>>;
using Http = std::unique_ptr<evhttp, Freeing<evhttp_free>>;
using Buffer = std::unique_ptr<evbuffer, Freeing<evbuffer_free>>;

// The body of every callback given to libevent: no exception crosses its frames. What a request loses by one is told by
// its connection, which ends.
template <class Body>
void in_callback(Body&& body) noexcept {
    guarded(std::forward<Body>(body), [](Error const&) noexcept {});
}

timeval timeval_of(Clock::duration duration); // never negative

// The whole request; its body is taken out of the request.
Incoming incoming_of(evhttp_request* request);
// The bytes are lent to libevent, not copied: a 4K answer is tens of megabytes.
Buffer buffer_of(std::string bytes);
// Small pieces of a stream leave at once.
void send_at_once(evhttp_connection* connection);
// The port that was bound; 0 when it cannot be told.
int port_of(evhttp_bound_socket* socket);

// While it lives, writing to a socket whose other end is gone does not raise SIGPIPE in this thread. Nothing is changed
// for the process.
class NoSigpipe {
  public:
    NoSigpipe() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~NoSigpipe() {
        timespec const now{};
        while (sigtimedwait(&pipe_, nullptr, &now) == SIGPIPE) {
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    NoSigpipe(NoSigpipe const&) = delete;
    NoSigpipe& operator=(NoSigpipe const&) = delete;

  private:
    sigset_t pipe_{};
    sigset_t before_{};
};

} // namespace inlay::sandbox

// How do requests reach the sandbox? One thread with an event loop (libevent) that only waits, reads and writes, and a
// few threads that draw.
#pragma once

#include "inlay/plugin/sandbox.h"

#include <memory>

namespace inlay::sandbox {

class Server {
  public:
    // Listens from here on. Errors: host_failed (the port is taken).
    static Result<std::unique_ptr<Server>> start(ServerOptions const& options);
    ~Server(); // waits for drawings under way
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    [[nodiscard]] std::string url() const;
    // Serves until stop(), until idle, or until standard input closes. Blocks; one thread only.
    void run();
    // [any thread]
    void stop() noexcept;
    // Ends run() at SIGTERM and SIGINT. For a process of its own only: it installs signal handlers.
    void stop_at_signals();
    // Requests that have been read and not answered to the end. [any thread]
    [[nodiscard]] int in_flight() const noexcept;
    // Drawings under way or waiting. [any thread]
    [[nodiscard]] int drawing() const noexcept;

  private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace inlay::sandbox

// Who draws, so that the event loop never has to? A few threads with one queue.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace inlay::sandbox {

class Workers {
  public:
    explicit Workers(unsigned count);
    ~Workers(); // drops what has not begun, waits for what has
    Workers(Workers const&) = delete;
    Workers& operator=(Workers const&) = delete;
    // `task` must not throw.
    void add(std::function<void()> task);
    [[nodiscard]] int busy() const noexcept; // running and waiting

  private:
    void work();

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> tasks_;
    int running_ = 0;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace inlay::sandbox

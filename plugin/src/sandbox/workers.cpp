// How do the drawing threads share their queue?
#include "workers.h"

#include "inlay/guarded.h"

namespace inlay::sandbox {

Workers::Workers(unsigned count) {
    for (unsigned i = 0; i < count; ++i)
        threads_.emplace_back([this] { guarded([&] { work(); }, [](Error const&) noexcept {}); });
}

Workers::~Workers() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
        tasks_.clear();
    }
    wake_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

void Workers::add(std::function<void()> task) {
    {
        std::lock_guard const lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
}

int Workers::busy() const noexcept {
    std::lock_guard const lock(mutex_);
    return running_ + static_cast<int>(tasks_.size());
}

void Workers::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [&] { return ending_ || !tasks_.empty(); });
        if (ending_) return;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        ++running_;
        lock.unlock();
        guarded(task, [](Error const&) noexcept {}); // the next one is not its business
        task = nullptr;                              // what it holds goes before the lock is taken again
        lock.lock();
        --running_;
    }
}

} // namespace inlay::sandbox

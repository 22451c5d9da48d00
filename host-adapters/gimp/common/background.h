// How does something slow run beside a window that may be closed first? On a thread of its own that nobody waits for:
// when its Background has gone, it is told to stop and its result is dropped. The work must own everything that it
// uses, and must not touch libgimp or GTK.
#pragma once

#include "inlay/guarded.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace inlay::gimp {

// How many are still at work. Every thread holds it, so it is there as long as one of them is.
struct BackgroundThreads {
    std::mutex mutex;
    std::condition_variable changed;
    int running = 0; // guarded by mutex

    static std::shared_ptr<BackgroundThreads> const& all() {
        static auto const threads = std::make_shared<BackgroundThreads>();
        return threads;
    }
    void count(int step) {
        std::scoped_lock const lock(mutex);
        running += step;
        changed.notify_all();
    }
    // Before the process ends: a call that was told to stop hangs up within 100 ms, and one that the keyring holds up
    // is left behind.
    void wait_for_all(std::chrono::milliseconds time) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, time, [this] { return running == 0; });
    }
};

template <class T>
class Background {
  public:
    explicit Background(std::function<Result<T>(std::stop_token)> work) : shared_(std::make_shared<Shared>()) {
        auto const threads = BackgroundThreads::all();
        threads->count(1);
        guarded(
            [&] {
                std::thread([shared = shared_, work = std::move(work), stop = stop_.get_token(), threads]() mutable {
                    Result<T> result = guarded([&] { return work(stop); },
                                               [](Error error) -> Result<T> { return fail(std::move(error)); });
                    {
                        std::scoped_lock const lock(shared->mutex);
                        shared->result = std::move(result);
                    }
                    work = nullptr; // what it owns goes before the thread counts as gone
                    shared.reset();
                    threads->count(-1);
                }).detach();
            },
            [&](Error error) {
                threads->count(-1);
                shared_->result = fail(std::move(error));
            });
    }
    ~Background() { stop_.request_stop(); }
    Background(Background const&) = delete;
    Background& operator=(Background const&) = delete;
    // Once, when it is there. Never blocks.
    std::optional<Result<T>> poll() {
        std::scoped_lock const lock(shared_->mutex);
        return std::exchange(shared_->result, std::nullopt);
    }

  private:
    struct Shared {
        std::mutex mutex;
        std::optional<Result<T>> result;
    };
    std::shared_ptr<Shared> shared_;
    std::stop_source stop_;
};

} // namespace inlay::gimp

// How does something slow run beside a window that may be closed first? On a thread of its own that nobody waits for:
// when its Background has gone, the result is dropped. The work must own everything that it uses, and must not touch
// libgimp or GTK.
#pragma once

#include "inlay/guarded.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace inlay::gimp {

template <class T>
class Background {
  public:
    explicit Background(std::function<Result<T>()> work) : shared_(std::make_shared<Shared>()) {
        std::thread([shared = shared_, work = std::move(work)] {
            Result<T> result = guarded(work, [](Error error) -> Result<T> { return fail(std::move(error)); });
            std::scoped_lock const lock(shared->mutex);
            shared->result = std::move(result);
        }).detach();
    }
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
};

} // namespace inlay::gimp

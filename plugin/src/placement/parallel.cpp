// How are the rows of a large picture shared between two threads that do not outlive the call?
#include "placement/parallel.h"

#include "inlay/guarded.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace inlay::placement {

Error stopped() {
    return {ErrorCode::cancelled, "Stopped.", {}, {}};
}

Result<void> for_bands(int rows, int band, std::stop_token const& stop, std::function<void(int, int)> const& work) {
    std::atomic<int> next{0};
    std::atomic<bool> failed{false};
    std::mutex guard;
    std::optional<Error> error;
    auto const run = [&]() noexcept {
        guarded(
            [&] {
                while (!stop.stop_requested() && !failed) {
                    int const first = next.fetch_add(band);
                    if (first >= rows) return;
                    work(first, std::min(first + band, rows));
                }
            },
            [&](Error caught) noexcept {
                failed = true;
                std::scoped_lock const lock(guard);
                if (!error) error = std::move(caught);
            });
    };
    std::thread second;
    if (rows > band && std::thread::hardware_concurrency() > 1) {
        try {
            second = std::thread(run);
        } catch (std::system_error const&) {
            // No second thread is to be had: this one does it all.
        }
    }
    run();
    if (second.joinable()) second.join();
    if (error) return fail(*std::move(error));
    if (stop.stop_requested()) return fail(stopped());
    return {};
}

} // namespace inlay::placement

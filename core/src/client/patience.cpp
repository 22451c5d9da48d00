// The back-off is the one that CometAPI's guide gives; Google's own clients differ from it only in the cap.
#include "client/patience.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>

namespace inlay {

using std::chrono::milliseconds;

double Patience::random_between_0_1() {
    std::random_device device;
    return std::uniform_real_distribution<double>(0.0, 1.0)(device);
}

milliseconds delay(Patience const& patience, int k, std::optional<milliseconds> asked_for) {
    if (asked_for) return std::max(*asked_for, milliseconds(0));
    auto const units = std::min(30.0, static_cast<double>(1u << std::clamp(k, 0, 5))) + patience.random();
    return milliseconds(static_cast<milliseconds::rep>(units * static_cast<double>(patience.unit.count())));
}

bool wait(milliseconds time, std::function<void(milliseconds)> const& show, std::stop_token const& stop) {
    auto const end = std::chrono::steady_clock::now() + time;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        auto const left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now());
        if (left <= milliseconds(0)) return true;
        show(left);
        // Only the stop token ends it early.
        changed.wait_for(lock, stop, std::min(left, milliseconds(200)), [] { return false; });
    }
    return false;
}

std::string in_words(milliseconds time) {
    auto const seconds = std::chrono::ceil<std::chrono::seconds>(time).count();
    auto const count = [](long long number, char const* unit) {
        return std::to_string(number) + " " + unit + (number == 1 ? "" : "s");
    };
    if (seconds < 120) return count(seconds, "second");
    if (seconds < 7200) return count((seconds + 59) / 60, "minute");
    if (seconds < 172'800) return count((seconds + 3599) / 3600, "hour");
    return count((seconds + 86'399) / 86'400, "day");
}

} // namespace inlay

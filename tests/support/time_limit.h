// How is a promised limit of time tested on a machine that does other things as well?
//
// The limit that is asserted is always the promised one. What waits for an event (a socket, a thread that wakes up) is
// tried several times and the quickest counts: a busy machine delays now and then, code that is too slow always does.
// What works is measured by the time that the processor gave this process: other programs cannot lengthen that.
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>

namespace inlay::test {

constexpr int attempts_on_a_busy_machine = 5;

// A step on the processor takes so many times as long in a build with a sanitizer (an estimate after what the
// sanitizers' own manuals say: AddressSanitizer 2 to 4, ThreadSanitizer 5 to 15).
#if defined(__SANITIZE_THREAD__)
constexpr int slower_by_the_sanitizer = 12;
#elif defined(__SANITIZE_ADDRESS__)
constexpr int slower_by_the_sanitizer = 4;
#else
constexpr int slower_by_the_sanitizer = 1;
#endif

class Stopwatch {
  public:
    [[nodiscard]] std::chrono::nanoseconds wall() const { return std::chrono::steady_clock::now() - begin_; }
    // Of a step that works and waits for nothing: the shorter of the time that passed and the time that the processor
    // spent on this process. On a machine with nothing else to do these are the same, or the first is shorter, when two
    // threads work.
    [[nodiscard]] std::chrono::nanoseconds worked() const {
        return std::min(wall(), processor() - processor_at_begin_);
    }

  private:
    static std::chrono::nanoseconds processor() {
        timespec time{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::chrono::nanoseconds processor_at_begin_ = processor();
};

} // namespace inlay::test

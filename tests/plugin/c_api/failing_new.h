// An operator new that fails when a test says so: in the calling thread, or in one that starts. Of the whole program,
// so only of one that has nothing else to test.
#pragma once

#include <atomic>

namespace inlay::test::failing_new {

extern thread_local int allocations_left; // of this thread; the one at 0 fails, below that none does
extern thread_local int number_of_thread; // 0: it has allocated nothing yet; the others are counted from 1
extern std::atomic<int> threads;          // that were counted
extern std::atomic<int> failing_thread; // its first allocation fails; 0: none; -n: those of the nth and all later ones
extern std::atomic<int> failed;         // allocations

} // namespace inlay::test::failing_new

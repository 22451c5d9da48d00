// A file of its own, so that no compiler looks through new and delete at once.
#include "failing_new.h"

#include <cstdlib>
#include <new>

namespace inlay::test::failing_new {

thread_local int allocations_left = -1;
thread_local int number_of_thread = 0;
std::atomic<int> threads = 0;
std::atomic<int> failing_thread = 0;
std::atomic<int> failed = 0;

namespace {

bool fails() {
    if (allocations_left >= 0 && allocations_left-- == 0) return true;
    int const wanted = failing_thread;
    if (wanted == 0 || number_of_thread != 0) return false;
    number_of_thread = ++threads;
    return wanted > 0 ? number_of_thread == wanted : number_of_thread >= -wanted;
}

} // namespace
} // namespace inlay::test::failing_new

void* operator new(std::size_t size) {
    if (inlay::test::failing_new::fails()) {
        ++inlay::test::failing_new::failed;
        throw std::bad_alloc();
    }
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

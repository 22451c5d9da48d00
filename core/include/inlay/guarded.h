// How does C++ meet C? No exception may cross a C frame, so every callback given to a C library, every thread's entry
// and every extern "C" function runs its body through guarded().
#pragma once

#include "inlay/result.h"

#include <exception>
#include <new>
#include <type_traits>

namespace inlay {

// The Error for an exception that reached a boundary. Never throws: when even the text cannot be allocated it is empty.
Error error_from_current_exception() noexcept;

// Runs body() and gives its value; an exception is handed to on_error(Error) and its value given instead.
// [any thread] noexcept as long as on_error is.
template <class Body, class OnError>
auto guarded(Body&& body, OnError&& on_error) noexcept -> std::invoke_result_t<Body> {
    try {
        return std::forward<Body>(body)();
    } catch (...) {
        return std::forward<OnError>(on_error)(error_from_current_exception());
    }
}

} // namespace inlay

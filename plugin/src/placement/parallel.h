// How are the rows of a large picture shared between two threads that do not outlive the call?
#pragma once

#include "inlay/result.h"

#include <functional>
#include <stop_token>

namespace inlay::placement {

// The error of everything here that was stopped.
Error stopped();

// Calls work(first, last) for bands of at most `band` rows that together are 0..rows, on this thread and one more where
// there is a second core. Looks at `stop` between bands. Errors: cancelled, internal (an exception in `work`).
Result<void> for_bands(int rows, int band, std::stop_token const& stop, std::function<void(int, int)> const& work);

} // namespace inlay::placement

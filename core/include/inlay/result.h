// The one place that names tl::expected (Debian's libexpected-dev): gcc 12 has std::expected only in C++23,
// clang 14 has none.
#pragma once

#include <tl/expected.hpp>

#include "inlay/error.h"

#include <utility>

namespace inlay {

template <class T>
using Result = tl::expected<T, Error>;

// return fail(ErrorCode::bad_input, "…", "…");
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string advice = {},
                                  std::string detail = {}) {
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(advice), std::move(detail)});
}
inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

} // namespace inlay

// What does an exception become at a boundary?
#include "inlay/guarded.h"

namespace inlay {

Error error_from_current_exception() noexcept {
    Error error; // internal
    try {
        try {
            throw;
        } catch (std::bad_alloc const&) {
            error.message = "There is not enough memory for this.";
            error.advice = "Close other pictures, or work on a smaller layer or selection.";
            error.detail = "std::bad_alloc";
        } catch (std::exception const& exception) {
            error.message = "Something went wrong inside Inlay.";
            error.advice = "Please report it with the details.";
            error.detail = exception.what();
        } catch (...) {
            error.message = "Something went wrong inside Inlay.";
            error.detail = "an exception of an unknown type";
        }
    } catch (...) {
        // Not even the text could be allocated: the code alone has to do.
    }
    return error;
}

} // namespace inlay

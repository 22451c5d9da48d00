// How does text leave the program, when perhaps nobody can take it? A terminal that is gone, a full disk or a closed
// pipe must not end a run whose answer is paid for.
#pragma once

#include "inlay/result.h"

#include <fmt/core.h>

#include <string_view>
#include <utility>

namespace inlay::cli {

// Standard output is what was asked for: what could not be written is remembered for output_was_written(). On a
// terminal it is made harmless; a script gets the bytes as they are.
void write_out(std::string_view text);
// Standard error is for a person who may not be there: what cannot be written is lost, and that is all. What is written
// is harmless.
void write_err(std::string_view text) noexcept;
// A line on a terminal's standard error that takes the place of the one before.
void write_over(std::string_view line) noexcept;

template <class... Values>
void print(fmt::format_string<Values...> format, Values&&... values) {
    write_out(fmt::format(format, std::forward<Values>(values)...));
}

// Errors: output_failed, when some of what was given to write_out() did not get out.
Result<void> output_was_written();

} // namespace inlay::cli

// What does a text stand for? The kinds of values that parameters and settings have. Errors: usage; they never repeat
// the text.
#pragma once

#include "inlay/result.h"

#include <string>
#include <string_view>

namespace inlay::values {

bool is_utf8(std::string_view text) noexcept;
std::string_view trimmed(std::string_view text) noexcept;

// `name` is what messages call the value, e.g. "count".
Result<int> integer(std::string_view name, std::string_view text, double least, double most);
Result<double> real(std::string_view name, std::string_view text, double least, double most);
Result<bool> boolean(std::string_view name, std::string_view text);
Result<std::string> line(std::string_view name, std::string_view text); // trimmed, UTF-8, no control characters
Result<std::string> prose(std::string_view name,
                          std::string_view text); // UTF-8, no control characters but line ends and tabs
Result<std::string> aspect(std::string_view name, std::string_view text); // "" or "16:9"

// Decimal with as few digits as say the value, whatever the locale is.
std::string text_of(double value);

} // namespace inlay::values

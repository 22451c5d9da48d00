// Which texts stand in a source?
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inlay::test {

enum class Language { c_family, python };

// The string literals, as written between their quotes, those that follow each other as one. Comments and documentation
// strings are none.
std::vector<std::string> string_literals(std::string_view source, Language language);

} // namespace inlay::test

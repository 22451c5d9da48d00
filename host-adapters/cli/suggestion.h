// Which option was meant by one that there is not?
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inlay::cli {

// The one of `known` that is nearest to `typed`, when it is near enough to be a slip of the fingers; otherwise empty.
std::string nearest_word(std::string_view typed, std::vector<std::string> const& known);

} // namespace inlay::cli

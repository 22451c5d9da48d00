// providers.json as it was when this was built. Its source file is made by embed.cmake.
#pragma once

#include <string_view>

namespace inlay {

extern std::string_view const built_in_table_json;

} // namespace inlay

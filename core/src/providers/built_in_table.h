// providers.json and providers.schema.json as they were when this was built. The source files are made by embed.cmake.
#pragma once

#include <string_view>

namespace inlay {

extern std::string_view const built_in_table_json;
extern std::string_view const schema_json;

} // namespace inlay

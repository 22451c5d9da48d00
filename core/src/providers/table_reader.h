// How does a table of providers become values? One reader for the table that is compiled in and for the person's own.
#pragma once

#include "inlay/providers.h"

namespace inlay {

// Adds to or overrides what `providers` and `known_models` hold. On an error they may hold half of it: give it copies.
Result<void> read_table(std::string_view json_text, std::string_view file_name, std::vector<Provider>& providers,
                        std::vector<Model>& known_models);

} // namespace inlay

// How are keys kept where there is no keyring? keys.json, an object of provider id -> key, readable by its owner alone.
#pragma once

#include "inlay/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace inlay::key_file {

// Errors of all three: bad_input when others can read the file or it is broken; it is never overwritten then.
// output_failed.
Result<std::optional<std::string>> find(std::string_view provider);
Result<void> store(std::string_view provider, std::string_view key);
Result<void> remove(std::string_view provider);

} // namespace inlay::key_file

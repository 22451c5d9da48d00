// Which folder is meant by an id? Internal to this folder.
#pragma once

#include "inlay/result.h"

#include <filesystem>
#include <string_view>

namespace inlay {

// Errors: bad_input, also for what is no id.
Result<std::filesystem::path> journal_folder(std::filesystem::path const& root, std::string_view id);

} // namespace inlay

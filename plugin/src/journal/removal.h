// How does a job's folder go, so that two who remove it do not meet and a crash leaves nothing half? Internal to this
// folder.
#pragma once

#include "inlay/result.h"

#include <filesystem>
#include <string_view>

namespace inlay::journal_removal {

// Names that are no ids: a folder that is being made, and one that is going.
inline constexpr std::string_view new_prefix = ".new-";
inline constexpr std::string_view gone_prefix = ".gone-";

std::string random_name(std::string_view prefix);

// The caller holds its lock. First it gets another name, then it is emptied; what a crash leaves has that name. Errors:
// output_failed, when it is still there.
Result<void> remove(std::filesystem::path const& folder);
// What crashed while it was made or removed.
void remove_leftovers(std::filesystem::path const& root);

} // namespace inlay::journal_removal

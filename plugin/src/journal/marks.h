// What became of a job after its answer: state.json, rewritten as a whole. Internal to this folder.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>

namespace inlay::journal_marks {

// The version of what this folder's files say; README.md lists the fields.
inline constexpr int schema = 1;

std::string local_time();

nlohmann::json read(std::filesystem::path const& folder);
// Each replaces the fields that it is given and leaves the others. What cannot be written is not marked.
bool set(std::filesystem::path const& folder, nlohmann::json const& fields) noexcept;
bool set_now(std::filesystem::path const& folder, char const* field) noexcept;
// These replies as well; once all are, the time is noted.
bool set_inserted(std::filesystem::path const& folder, std::span<std::size_t const> replies) noexcept;

} // namespace inlay::journal_marks

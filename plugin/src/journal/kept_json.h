// How is a JSON file of the journal read, whatever somebody or a damaged disk put there? Internal to this folder.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace inlay::kept_json {

// An object; an empty one when it is none, or deeper than any that Inlay writes (a reader that calls itself ends the
// program).
nlohmann::json object_of(std::string_view text);
nlohmann::json object_in(std::filesystem::path const& file);
// Empty when it is no text.
std::string text_in(nlohmann::json const& object, char const* name);
std::string text_of(nlohmann::json const& object);

} // namespace inlay::kept_json

// Who may include whom, and which libraries stay behind which wall: one function for each promise, which lists what
// breaks it in a tree of sources.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace inlay::test {

using Violations = std::vector<std::string>; // "plugin/src/a.cpp includes curl/curl.h"

struct Include {
    std::string file; // relative to the tree
    std::string what; // between the quotes or brackets
};

// Of every C and C++ source below core, plugin and host-adapters.
std::vector<Include> includes_of(std::filesystem::path const& tree);

Violations core_that_knows_plugin_or_host(std::vector<Include> const& includes);
Violations plugin_that_knows_a_host(std::vector<Include> const& includes);
// Only what lies in an include folder is for others: neither the plugin nor a host takes the inside of the core, and no
// host that of the plugin.
Violations inner_headers_from_outside(std::filesystem::path const& tree, std::vector<Include> const& includes);
Violations libraries_outside_of_their_walls(std::vector<Include> const& includes);
// Walls around nothing: the library is no longer there, or its headers have other names.
Violations walls_that_hold_nothing(std::vector<Include> const& includes);
Violations public_headers_with_foreign_types(std::vector<Include> const& includes);
// A host may have to hand a C function to its editor or to the system.
Violations extern_c_outside_of_its_places(std::filesystem::path const& tree);

} // namespace inlay::test

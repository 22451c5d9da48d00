// How are small files read and written so that nothing is ever half there?
#pragma once

#include "inlay/result.h"

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace inlay::files {

// As write_file_atomically(), from several pieces, so that a large body need not be copied behind its header.
Result<void> write_atomically(std::filesystem::path const& path, std::initializer_list<std::string_view> pieces,
                              unsigned mode);

struct Found {
    std::string bytes;
    unsigned mode = 0; // permission bits of the open file, so that nothing can change between looking and reading
};
enum class Kind {
    any,     // a pipe as well, which is waited for
    regular, // a file and nothing else, whatever somebody put in its place
};
// nullopt: there is no such file. Errors: bad_input.
Result<std::optional<Found>> read_if_there(std::filesystem::path const& path, std::size_t max_bytes,
                                           Kind kind = Kind::any);

} // namespace inlay::files

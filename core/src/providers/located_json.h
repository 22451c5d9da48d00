// Where in a file that a person wrote is what is wrong? JSON that remembers its lines.
//
// nlohmann/json names a byte for a syntax error and nothing at all for a value of the wrong kind, so the lines are
// noted while parsing.
#pragma once

#include "inlay/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace inlay {

class LocatedJson {
  public:
    // `file_name` is what messages call the file. Errors: bad_input for broken JSON, a field that is written twice, a
    // byte that is no UTF-8, or nesting deeper than 64.
    static Result<LocatedJson> parse(std::string_view text, std::string file_name);

    [[nodiscard]] nlohmann::json const& root() const noexcept { return root_; }
    // Of the value at a JSON pointer such as "/providers/0/id"; of the closest parent when there is none. Counts
    // from 1.
    [[nodiscard]] std::size_t line_of(std::string pointer) const;
    // bad_input: "<file>, line <n>: <sentence>" for the value at `pointer`. A person's own file cannot hold more than
    // one such line at a time, so the first problem is told.
    [[nodiscard]] Error problem(std::string const& pointer, std::string_view sentence) const;

  private:
    nlohmann::json root_;
    std::string file_name_;
    std::map<std::string, std::size_t, std::less<>> lines_; // JSON pointer -> line
};

// `part` as one token of a JSON pointer (RFC 6901: ~ and / are escaped).
std::string pointer_token(std::string_view part);

} // namespace inlay

// Does a service mark a picture as withheld: black, blank or blurred in place of what was made?
#pragma once

#include "wire/found.h"
#include "wire/json_doc.h"

#include <cstddef>
#include <string_view>

namespace inlay::wire {

// What an object says of the pictures in it, by its own members.
Mark mark_of(JsonDoc const& doc, nlohmann::json const& object);
// What an object says of the picture at `position` of a list in it: the same, and lists that stand beside the
// pictures'.
Mark mark_of_entry(JsonDoc const& doc, nlohmann::json const& object, std::size_t position);

// A finish reason: that of a chat, of an entry, of a header.
Mark mark_of_reason(std::string_view finish_reason);

} // namespace inlay::wire

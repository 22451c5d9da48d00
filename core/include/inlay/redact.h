// How is a key kept out of everything that a person, a log or a bug report may see?
#pragma once

#include <string>
#include <string_view>

namespace inlay {

// Replaces every occurrence of `key` (also percent-encoded and JSON-escaped) by "[key]", and whatever looks like a key
// of the known services (sk-…, AIza…, r8_…, Bearer …, key=…, x-goog-api-key: …) as well. Redact first, cut afterwards:
// a cut key is still half a key. [any thread]
std::string redact(std::string_view text, std::string_view key);

// The URL without its query and without user:password@.
std::string shown_url(std::string_view url);

// Cuts at a UTF-8 boundary, adding "…" when something was left out. Call it after redact().
std::string shortened(std::string_view text, std::size_t max_bytes);

} // namespace inlay

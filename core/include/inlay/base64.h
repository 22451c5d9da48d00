// Base64 both ways (RFC 4648), as services write it and not only as the RFC does.
#pragma once

#include "inlay/result.h"

#include <string>
#include <string_view>

namespace inlay::base64 {

// Standard alphabet, padded, no line breaks. [any thread]
std::string encode(std::string_view bytes);
void append(std::string& out, std::string_view bytes);

// Accepts the standard and the URL alphabet (also mixed), missing padding, white space between characters, and the JSON
// escapes \/ and \u002b \u002f \u003d in either case. Refused (undecodable): any other character, data after padding, a
// single left-over character, bits set beyond the last whole byte (a cut text often shows itself so).
Result<std::string> decode(std::string_view text);

} // namespace inlay::base64

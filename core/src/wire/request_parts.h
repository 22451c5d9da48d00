// What do the wire formats share that write a request?
#pragma once

#include "inlay/model_call.h"

#include <string>
#include <string_view>

namespace inlay::wire {

// The key as it is sent: trimmed, without a pasted "Bearer ".
std::string_view usable_key(std::string_view key) noexcept;

// Everything but ASCII letters, digits and `also_kept` as %XX.
std::string percent_encoded(std::string_view text, std::string_view also_kept);

// "data:image/png;base64,…" as a JSON string, appended. Base64 needs no escaping, so 20 MB are written once and not
// looked at again.
void append_data_uri(std::string& out, EncodedImage const& image);
// How many bytes the Base64 of all pictures takes, with room for what stands around them.
std::size_t pictures_size(ModelRequest const& request);

} // namespace inlay::wire

// How is a multipart/form-data body taken apart (RFC 7578)?
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::sandbox {

struct FormField {
    std::string name;
    std::string file_name;
    std::string content_type;
    std::string_view value; // borrows from the body
};

// `content_type` is the request's header with the boundary. nullopt when the body is not what the header says: no
// boundary, or no closing one.
std::optional<std::vector<FormField>> read_form(std::string_view content_type, std::string_view body);

} // namespace inlay::sandbox

#include "kept_json.h"

#include "files.h"

#include <algorithm>

namespace inlay::kept_json {
namespace {

using nlohmann::json;

constexpr std::size_t largest = 16u << 20;
constexpr int deepest = 32;

bool too_deep(std::string_view text) {
    int depth = 0;
    bool inside_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (inside_text && c == '\\')
            ++i;
        else if (c == '"')
            inside_text = !inside_text;
        else if (!inside_text && (c == '{' || c == '['))
            ++depth;
        else if (!inside_text && (c == '}' || c == ']'))
            --depth;
        if (depth > deepest) return true;
    }
    return false;
}

} // namespace

json object_of(std::string_view text) {
    if (too_deep(text)) return json::object();
    json object = json::parse(text, nullptr, false);
    return object.is_object() ? object : json::object();
}

json object_in(std::filesystem::path const& file) {
    auto const found = files::read_if_there(file, largest, files::Kind::regular);
    return found && *found ? object_of((*found)->bytes) : json::object();
}

std::string text_in(json const& object, char const* name) {
    auto const found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string text_of(json const& object) {
    return object.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace inlay::kept_json

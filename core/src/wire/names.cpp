// What are wire formats and ways of sending the key called in settings, JSON and on the command line?
#include "inlay/model_call.h"

#include <array>
#include <utility>

namespace inlay {
namespace {

template <class Value, std::size_t Count>
std::string_view name_in(std::array<std::pair<Value, std::string_view>, Count> const& table, Value value) noexcept {
    for (auto const& [entry, text] : table)
        if (entry == value) return text;
    return {};
}

template <class Value, std::size_t Count>
std::optional<Value> value_in(std::array<std::pair<Value, std::string_view>, Count> const& table,
                              std::string_view text) noexcept {
    for (auto const& [entry, name_text] : table)
        if (name_text == text) return entry;
    return std::nullopt;
}

constexpr std::array wires{
    std::pair{Wire::gemini, std::string_view("gemini")},
    std::pair{Wire::openai_chat, std::string_view("openai-chat")},
    std::pair{Wire::openai_images, std::string_view("openai-images")},
};

constexpr std::array auths{
    std::pair{Auth::raw, std::string_view("raw")},
    std::pair{Auth::bearer, std::string_view("bearer")},
    std::pair{Auth::x_goog_api_key, std::string_view("x-goog-api-key")},
    std::pair{Auth::query, std::string_view("query")},
    std::pair{Auth::none, std::string_view("none")},
};

} // namespace

std::string_view name(Wire wire) noexcept {
    return name_in(wires, wire);
}
std::optional<Wire> wire_of_name(std::string_view text) noexcept {
    return value_in(wires, text);
}
std::string_view name(Auth auth) noexcept {
    return name_in(auths, auth);
}
std::optional<Auth> auth_of_name(std::string_view text) noexcept {
    return value_in(auths, text);
}

} // namespace inlay

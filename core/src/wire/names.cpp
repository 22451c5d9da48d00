// What are wire formats and ways of sending the key called in settings, JSON and on the command line?
#include "inlay/model_call.h"

#include "wire/format.h"

#include <algorithm>
#include <array>
#include <utility>

namespace inlay {
namespace {

constexpr std::array auths{
    std::pair{Auth::raw, std::string_view("raw")},
    std::pair{Auth::bearer, std::string_view("bearer")},
    std::pair{Auth::x_goog_api_key, std::string_view("x-goog-api-key")},
    std::pair{Auth::api_key, std::string_view("api-key")}, // Azure's
    std::pair{Auth::query, std::string_view("query")},
    std::pair{Auth::none, std::string_view("none")},
};

constexpr std::array edit_forms{
    std::pair{EditForm::multipart, std::string_view("multipart")},
    std::pair{EditForm::json, std::string_view("json")},
    std::pair{EditForm::json_image, std::string_view("json-image")},
    std::pair{EditForm::generation, std::string_view("generation")},
};

} // namespace

std::string_view name(EditForm form) noexcept {
    for (auto const& [entry, text] : edit_forms)
        if (entry == form) return text;
    return {};
}

std::optional<EditForm> edit_form_of_name(std::string_view text) noexcept {
    for (auto const& [entry, name_text] : edit_forms)
        if (name_text == text) return entry;
    return std::nullopt;
}

std::string_view name(Auth auth) noexcept {
    for (auto const& [entry, text] : auths)
        if (entry == auth) return text;
    return {};
}

std::optional<Auth> auth_of_name(std::string_view text) noexcept {
    for (auto const& [entry, name_text] : auths)
        if (name_text == text) return entry;
    return std::nullopt;
}

std::vector<WireName> wire_names() {
    std::vector<WireName> names;
    for (auto const* format : wire::formats())
        names.push_back({format->name, format->label});
    return names;
}

bool is_wire(std::string_view name) noexcept {
    return wire::find_format(name) != nullptr;
}

std::string listed_wire_names() {
    std::string list;
    for (auto const* format : wire::formats())
        list.append(list.empty() ? "" : ", ").append(format->name);
    return list;
}

namespace wire {

WireFormat const* find_format(std::string_view name) noexcept {
    auto const all = formats();
    auto const found = std::ranges::find(all, name, &WireFormat::name);
    return found == all.end() ? nullptr : *found;
}

} // namespace wire

} // namespace inlay

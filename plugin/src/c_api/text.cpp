#include "text.h"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <cstring>

namespace inlay::c_api {

char* given(std::string_view text) noexcept {
    auto* const copy = static_cast<char*>(std::malloc(text.size() + 1));
    if (copy == nullptr) return nullptr;
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    return copy;
}

std::string error_json(Error const& error) {
    nlohmann::ordered_json out;
    out["error"] = {
        {"code", name(error.code)}, {"message", error.message}, {"advice", error.advice}, {"detail", error.detail}};
    return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Result<Action> action_of(char const* name) {
    return action_of_name(name == nullptr ? "" : name);
}

} // namespace inlay::c_api

extern "C" {

uint32_t inlay_abi_version(void) {
    return INLAY_ABI_VERSION;
}

char const* inlay_version(void) {
    return INLAY_VERSION;
}

void inlay_string_free(char* text) {
    std::free(text);
}

} // extern "C"

// How does text cross the C ABI? Internal to this folder.
#pragma once

#include "inlay/plugin/action.h"
#include "inlay/plugin/inlay.h"
#include "inlay/plugin/shared_sandbox.h"
#include "inlay/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace inlay::c_api {

// For the caller to free with inlay_string_free; nullptr only without memory.
char* given(std::string_view text) noexcept;
// The error as the command line prints it.
std::string error_json(Error const& error);

Result<Action> action_of(char const* name);

// Runs body() -> std::string behind the boundary; an exception becomes an error object.
template <class Body>
char* json_out(Body&& body) noexcept;

// The one sandbox of this process.
std::shared_ptr<SharedSandbox> const& shared_sandbox();

} // namespace inlay::c_api

#include "inlay/guarded.h"

namespace inlay::c_api {

template <class Body>
char* json_out(Body&& body) noexcept {
    return guarded([&]() -> char* { return given(body()); },
                   [](Error const& error) -> char* {
                       return guarded([&]() -> char* { return given(error_json(error)); },
                                      [](Error const&) -> char* { return nullptr; });
                   });
}

} // namespace inlay::c_api

// What is a wire format? One value for each, defined in the file of its name, listed in formats.cpp. Whoever wants to
// know which formats there are reads the list; README.md says how one is added.
#pragma once

#include "inlay/model_call.h"

#include <span>
#include <string>
#include <string_view>

namespace inlay::wire {

struct Body {
    std::string content_type;
    std::string bytes;
};

// Where a request goes, seen from the base URL.
struct Endpoint {
    std::string version; // "v1": put before the path unless the base URL has a version already
    std::string path;    // "chat/completions", escaped
    std::string query;   // "alt=sse"; put before what the base URL has of its own
};

struct WireFormat {
    std::string_view name;
    std::string_view label;
    // What its addresses end in, for people who paste a whole one: "images/edits"; "models/*" is "models" and all that
    // stands behind it.
    std::span<std::string_view const> endings;
    Endpoint (*endpoint)(ModelRequest const& request, Connection const& connection);
    Body (*body)(ModelRequest const& request, Connection const& connection);
};

// All of them, in the order in which they are offered. Alone in formats.cpp, so that a test program can bring a longer
// list of its own. [any thread]
std::span<WireFormat const* const> formats() noexcept;

// Null: there is no such format.
WireFormat const* find_format(std::string_view name) noexcept;

// The URL of an endpoint below the connection's base URL, without a key. Forgives as endpoint_url() does.
std::string address(Connection const& connection, Endpoint const& endpoint);

} // namespace inlay::wire

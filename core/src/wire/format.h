// What is a wire format? One value for each, defined in the file of its name, listed in formats.cpp. Whoever wants to
// know which formats there are reads the list; README.md says how one is added.
#pragma once

#include "inlay/model_call.h"

#include <chrono>
#include <optional>
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

// A complete reply, as `next` sees it.
struct Turn {
    Connection const& connection;
    ModelRequest const* request; // null: another run ordered what is asked for now
    int status;
    std::vector<http::Header> const& headers;
    std::string_view body;
    std::string_view task;     // the id of what was ordered; empty: nothing yet
    std::string_view task_url; // where it was asked for last
    int asked;                 // how many requests of this conversation were made before: 0 at the first reply
};

// The id under which a picture's address is left that could not be fetched in time.
inline constexpr std::string_view picture_task = "picture";

// One more request.
struct FollowUp {
    std::chrono::milliseconds wait{0}; // before it; the time-out of the task ends the wait
    // Without the key, which is added where the service's own address begins the URL, and nowhere else.
    std::string url;
    // The id of what the service has taken an order for. From then on the conversation orders nothing: this is a GET
    // that costs nothing and is repeated when it fails, and the order is in the journal before it is made.
    std::string task{};
    // Only while there is no task: posted, in place of what was refused or behind what had to be uploaded first. It may
    // be billed, and is repeated as seldom as the first request.
    std::optional<Body> post{};
    TaskState state = TaskState::none; // of the task
    double fraction = -1;              // 0 to 1 of it, if the service says so
};

struct WireFormat {
    std::string_view name;
    std::string_view label;
    // What its addresses end in, for people who paste a whole one: "images/edits"; "models/*" is "models" and all that
    // stands behind it.
    std::span<std::string_view const> endings;
    // Words, in lower case, in which the endpoint of another format says that the model is to be had in this one.
    std::span<std::string_view const> asked_for_by{};
    Endpoint (*endpoint)(ModelRequest const& request, Connection const& connection);
    Body (*body)(ModelRequest const& request, Connection const& connection);
    // Looks at every complete reply, whatever its status: nullopt when it is the last one, which is then read as every
    // format's is (ReplyReader). Null: that of order.h, since gateways take orders in every format.
    std::optional<FollowUp> (*next)(Turn const& turn) = nullptr;
};

// All of them, in the order in which they are offered. Alone in formats.cpp, so that a test program can bring a longer
// list of its own. [any thread]
std::span<WireFormat const* const> formats() noexcept;

// Null: there is no such format.
WireFormat const* find_format(std::string_view name) noexcept;

// The URL of an endpoint below the connection's base URL, without a key. Forgives as endpoint_url() does.
std::string address(Connection const& connection, Endpoint const& endpoint);

// "/v1beta in place of /v1": what the base URL would say if its version were the format's own; empty when it is.
std::string other_version(Connection const& connection);

} // namespace inlay::wire

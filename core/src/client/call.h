// How do the steps of one call follow each other? The inside of call_model().
#pragma once

#include "client/patience.h"
#include "http/exchange.h"
#include "inlay/client.h"
#include "inlay/harmless.h"

#include <optional>
#include <stop_token>
#include <string>

namespace inlay {

bool leads_to_this_machine(Connection const& connection);

// The key goes over https, or in clear text to this machine, and otherwise not at all: `usage`.
std::optional<Error> key_in_clear_text(Connection const& connection, std::string_view url);

// The sandbox is a program on this machine, which no proxy can reach; otherwise what the connection says.
std::string proxy_of(Connection const& connection);

// What the steps of a call share.
struct Call {
    Connection const& connection;
    CallObserver& observer;
    std::stop_token stop;
    Patience const& patience;
    CallProgress progress{};
    CallReport report{};

    // The connection leads to this machine: then the pictures of a reply may be there as well.
    bool loopback = false;

    std::chrono::steady_clock::time_point ordered_at{}; // while there is a task
    http::Timings of_order{};                           // of the request that ordered it

    // Proxy, certificates and limits, as the connection has them.
    [[nodiscard]] http::Request new_request() const;
    void count(http::Outcome const& outcome);
    // Tells the observer how far it is.
    void show(http::Progress const& transfer);
    // False when a stop was requested. `k`: how often it was waited before.
    bool wait_before_repeating(std::chrono::milliseconds time, Error const& reason);
    // The Error with the key taken out of all its parts.
    [[nodiscard]] Error redacted(Error error) const;
};

// What a service says of itself goes into files, layers, logs and terminals: without the key, and harmless.
std::string cleaned(std::string_view text, std::string_view key, Lines lines, std::size_t max_bytes);
void clean_reply(Reply& reply, std::string_view key);

// Gives every image that is still a URL its bytes. An image that cannot be fetched is left out as long as another has
// bytes; when none has, its address is told as a task, so that a later run asks for it again.
Result<void> fetch_pictures(Call& call, Reply& reply);

// Leaves out pictures that only show what was sent, as long as there is another.
void drop_echoes(Reply& reply, ModelRequest const& request);

Result<CallResult> call_with_patience(ModelRequest const& request, Connection const& connection, CallObserver& observer,
                                      std::stop_token const& stop, CallReport* report, Patience const& patience);

// The conversation of one call, from its first request to its last picture; `task`, when an earlier call has ordered
// it.
Result<CallResult> converse(Call& call, ModelRequest const& request);
Result<CallResult> converse(Call& call, Task const& task);

} // namespace inlay

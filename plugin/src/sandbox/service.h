// What happens to one request between the socket and the formats? Route, read, decide, answer, write. Knows no socket;
// works on any thread.
#pragma once

#include "exchange.h"
#include "inlay/plugin/sandbox.h"

#include <mutex>
#include <set>

namespace inlay::sandbox {

constexpr std::size_t max_body_bytes = 100u << 20; // as Google has it since 2026

class Service {
  public:
    explicit Service(ServerOptions options);
    // Never throws; may take as long as the drawing takes. [any thread, also several at once]
    [[nodiscard]] Outgoing respond(Incoming const& incoming) noexcept;

  private:
    [[nodiscard]] Outgoing routed(Incoming const& incoming);
    [[nodiscard]] bool first_time(std::string const& prompt);
    [[nodiscard]] std::string next_id();

    ServerOptions options_;
    std::mutex mutex_;
    std::set<std::string> seen_; // instructions with "once"
    std::uint64_t requests_ = 0;
};

// The page at "/": what this is and what it understands, as plain text.
std::string index_page();

} // namespace inlay::sandbox

// What becomes of one request of a conversation, once? The inside of call_model().
#pragma once

#include "client/call.h"
#include "wire/format.h"

#include <chrono>
#include <optional>

namespace inlay {

// A conversation is one request, and for a service that works by task as many more as it takes.
struct Conversation {
    wire::WireFormat const& format;
    ModelRequest const* request = nullptr; // null: what it asked for was ordered by an earlier call
    http::Request next{};
    Task task{};                                      // what was ordered; no id: nothing yet
    int asked = 0;                                    // requests before `next`
    std::chrono::steady_clock::time_point deadline{}; // of the task
};

struct Attempt {
    std::optional<wire::FollowUp> more{}; // the conversation goes on; otherwise `reply` is how it ends
    Result<Reply> reply = fail(ErrorCode::internal, "There is no reply.");
    bool repeatable = false;                         // the same request again
    std::optional<std::chrono::milliseconds> wait{}; // as the service asks, before that
    bool settled = false;                            // the service has said its last word: a picture, a refusal
};

Attempt make_attempt(Call& call, Conversation const& conversation);

} // namespace inlay

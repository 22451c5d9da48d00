// How is a model called, from values to the picture, with retries? One call asks for one picture: one POST for each
// attempt, and for a service that works by task as many GETs as it takes until the picture is there.
#pragma once

#include "inlay/model_call.h"

#include <stop_token>

namespace inlay {

struct CallProgress {
    http::Progress transfer;                 // of the request that runs
    int attempt = 1;                         // of that request
    int attempts = 1;                        // at the most
    std::chrono::milliseconds retry_wait{0}; // > 0 while waiting before the next attempt: what is left of it
    std::string retry_reason;                // one sentence, while waiting
    TaskState task = TaskState::none;        // not none: the service has the order, and is asked for its state
    double task_fraction = -1;               // 0 to 1 of the task, as the service says; negative: it does not
    std::chrono::milliseconds task_time{0};  // since the order was taken
};

// Called on the thread of call_model().
class CallObserver {
  public:
    virtual ~CallObserver() = default;
    virtual void on_progress(CallProgress const&) {}
    // A picture was ordered, and is asked for at that address next: before the first time, and whenever the address
    // changes. Or a picture was made and could not be fetched from its address in time. Nothing that goes wrong here
    // ends the call, since the order is made.
    virtual void on_task(Task const&) {}
    // A reply of a successful status begins, and what of its body comes, as it comes: for the journal to have what a
    // process had received that was killed. Only one at a time.
    virtual void on_reply_begins(int /*status*/, std::vector<http::Header> const& /*headers*/) {}
    virtual void on_reply_piece(std::string_view /*piece*/) {}
    // It was no answer, but the state of an order.
    virtual void on_task_state() {}
    // The raw reply of a successful status, which is no task's state, unparsed, for the journal to keep: whatever it
    // says, and as far as it came; also one that was cut off or cancelled behind its whole picture. An error ends the
    // call.
    virtual Result<void> on_raw_reply(http::Response const&) { return {}; }
    // The bytes of a picture that was fetched from a URL in the reply.
    virtual Result<void> on_fetched(std::size_t /*index*/, std::string_view /*bytes*/) { return {}; }
    // A preview (a partial image of a stream) as encoded bytes.
    virtual void on_preview(std::string_view /*bytes*/) {}
};

struct CallReport {
    int attempts = 0; // POSTs: how often the picture was asked for; to ask for a task's state is none
    // By task or by an address, and neither the picture nor a refusal has come: resume_call() can ask for it again.
    bool ordered = false;
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    http::Timings timings; // of the last attempt; of a task: the order's upload, the wait for all of it
};

struct CallResult {
    Reply reply; // has at least one image with bytes
    CallReport report;
};

// Blocks; run it on a job's thread. Errors: every code of the wire and the transport. `report` (optional) is filled on
// failure too. Retries only what is safe to repeat and never after a byte of a 200 was read, each request for itself,
// and no order that was taken; waits are cancellable; a wait of more than 60 s is an error that names the time. The
// connection's time-out bounds each attempt; it spans a whole task, from its order on.
Result<CallResult> call_model(ModelRequest const& request, Connection const& connection, CallObserver& observer,
                              std::stop_token stop, CallReport* report = nullptr);

// As call_model(), from where a call ended that had ordered its picture: orders nothing. The connection's time-out
// spans it from its beginning.
Result<CallResult> resume_call(Task const& task, Connection const& connection, CallObserver& observer,
                               std::stop_token stop, CallReport* report = nullptr);

// Gives the pictures of a kept reply their bytes, those that it only points to; asks no model. Each is told to
// on_fetched(). Errors: those of a call, when none has bytes in the end.
Result<void> fetch_kept_pictures(Reply& reply, Connection const& connection, CallObserver& observer,
                                 std::stop_token stop);

// Parses a raw reply that the journal kept, as call_model() would have.
Result<Reply> parse_reply(Connection const& connection, int status, std::vector<http::Header> const& headers,
                          std::string_view body);

// What the service says it serves, ids as used in a call, in its order and unfiltered, from .../v1beta/models if
// `as_gemini`, otherwise .../v1/models. One GET, no retries, at most 20 s. Errors: those of a call; a service without a
// list gives wrong_address or undecodable. A valid key is needed as for calls: it tests a connection at no cost.
Result<std::vector<std::string>> list_models(Connection const& connection, bool as_gemini, std::stop_token stop);

// CometAPI's account, as its balance service tells it. The key is in that service's URL, which is never shown.
struct Balance {
    double left_usd = 0;
    double used_usd = 0;
};
// `service_url`: "https://query.cometapi.com/user/quota". Errors: those of a call.
Result<Balance> fetch_balance(std::string const& service_url, Connection const& connection, std::stop_token stop);

// The URL that a POST would go to, without any key. Forgives trailing slashes, missing or doubled version segments and
// pasted endpoints. `with_images`: edits rather than generations (openai-images).
std::string endpoint_url(Connection const& connection, bool with_images);

} // namespace inlay

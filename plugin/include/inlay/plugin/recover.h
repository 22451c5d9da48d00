// How does a kept answer come back, and one that was ordered and never fetched? What is in the journal is read; what a
// service by task still owes is asked for first, and kept.
#pragma once

#include "inlay/plugin/journal.h"
#include "inlay/plugin/snapshot.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace inlay {

struct RecoverRequest {
    std::string id; // of the journal's entry
    // As for resolve_target(): counts only where the run that ordered had named its provider or address.
    std::string key_environment = "INLAY_API_KEY";
    bool key_environment_given = false;               // the person named it now: it counts
    std::function<void(Progress const&)> on_progress; // while the network is waited for; on the caller's thread
    std::stop_token stop;
};

struct Recovered {
    Reply reply;                    // every picture of the entry, in order of preference, call after call
    std::vector<std::string> notes; // sentences for the person: what is still owed, and why
};

// Blocks, for as long as a task may take when one is open; orders nothing. Errors: bad_input (no such id); those of a
// call and of resolve_target() when there is an order and no picture at all; cancelled.
Result<Recovered> recover(RecoverRequest const& request);

} // namespace inlay

// Which steps does a job take between capture and apply? Internal to this folder; every step is a function of values,
// run on the job's thread.
#pragma once

#include "inlay/client.h"
#include "inlay/plugin/job.h"

#include <stop_token>

namespace inlay::job_steps {

// What was made from the snapshot, and is needed again when the answer is placed.
struct Prepared {
    ModelRequest request;
    Snapshot const* snapshot = nullptr; // the JobRequest's, which outlives this
    placement::Frame frame;             // edit_layer and generate_layer: layer pixels
    std::uint8_t ground = 255;
    Image sent;     // edit_layer: what the model sees
    Image blank;    // generate_layer: the transparent layer that the answer covers
    Mask selection; // of the layer's size, feathered; empty(): everything may change
    std::vector<std::string> notes;
};

// snapshot -> frame -> encoded picture -> ModelRequest. Looks at `stop` between its steps, each a fraction of a second.
// Errors: nothing_to_edit, bad_input (a reference), request_too_large, cancelled.
Result<Prepared> prepare(JobRequest const& request, std::stop_token const& stop = {});

// An encoded picture within the provider's limits: PNG where it fits, JPEG or smaller (with a note) where it does not.
// Errors: request_too_large, cancelled.
Result<EncodedImage> encode_within(ImageView picture, std::int64_t max_bytes, std::vector<std::string>& notes,
                                   std::stop_token const& stop = {});

tl::unexpected<Error> cancelled();

// One received picture -> its facts and, unless nearly nothing changed, its Edit. `index` counts the pictures of this
// job from 0.
struct Finished {
    AnswerFacts facts;
    std::vector<std::string> notes;
    std::optional<Edit> edit;
    std::optional<Image> explain;
    double decode_ms = 0;
    double place_ms = 0;
};
Result<Finished> finish(JobRequest const& request, Prepared const& prepared, std::string bytes, std::stop_token stop);

// What happens while the calls run. `index` counts the calls of this job from 0, as the journal does.
class CallEvents {
  public:
    virtual ~CallEvents() = default;
    // [any thread, one at a time]
    virtual void on_progress(Progress progress) = 0;
    // A picture was ordered by task, and the order is in the journal. [any thread]
    virtual void on_ordered() = 0;
    // The call is over, and its answer in the journal; null: it failed. [any thread, one at a time]
    virtual void on_ended(std::size_t index, CallResult const* result) = 0;
    // An encoded picture on the way to the answer of this call; a few times a second at the most. [the job's thread]
    virtual void on_preview(std::size_t index, std::string const& bytes) = 0;
    // The same answers again, one after the other in the order in which they came. [the job's thread, while other calls
    // still run]
    virtual void on_answer(std::size_t index, CallResult result) = 0;
};

// All calls of a job (options.count pictures, at most provider.parallel_calls at a time), each with its reply kept in
// the journal first. Returns when all are over; when none worked, the first error.
struct Calls {
    std::size_t answers = 0;
    std::string note; // which did not come, and why; empty when all came
    int attempts = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    std::optional<Error> not_kept; // why an answer that was received is not in the journal
};
// `journal`: null when there is none.
Result<Calls> make_calls(JobRequest const& request, Prepared const& prepared, JournalJob const* journal,
                         CallEvents& events, std::stop_token stop);

// Words for a person; `seconds_waiting` since the last byte was sent.
Progress progress_of(CallProgress const& call, double seconds_waiting);

// JSON kept in the journal, and with the layer. Never the key.
std::string journal_facts(JobRequest const& request);
std::string layer_facts(JobRequest const& request, Prepared const& prepared, CallResult const* call,
                        AnswerFacts const& answer);

} // namespace inlay::job_steps

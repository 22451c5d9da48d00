// How does one run go on without the host? A Job is one thread that works on values; the host polls it.
#pragma once

#include "inlay/plugin/journal.h"
#include "inlay/plugin/options.h"
#include "inlay/plugin/snapshot.h"
#include "inlay/plugin/target.h"

#include <functional>
#include <memory>
#include <optional>

namespace inlay {

struct JobRequest {
    Action action = Action::edit_layer;
    Options options;
    Target target;
    // When set, called first on the job's thread, and its value is the target: starting the sandbox and asking the
    // keyring take seconds that a window should not be frozen for. Must own everything that it uses.
    std::function<Result<Target>()> find_target;
    // When set, called on the job's thread as soon as the journal has a folder for the run, before anything is sent: who
    // remembers the id can have the answer whatever happens. An error ends the run, and so does a journal that cannot
    // be written. Must own everything that it uses.
    std::function<Result<void>(std::string const& journal_id)> on_begun;
    Snapshot snapshot;
    bool explain = false; // also make the explain sheet (JobResult::explain)
    // Encoded pictures to place instead of calling a model: `inlay place`, *Insert anyway* and recovered answers. Not
    // empty: no network, no journal, and `target` is not looked at.
    std::vector<std::string> kept_answers;
};

struct AnswerFacts {        // one for each picture; what the command line's JSON says
    std::string bytes;      // as received, encoded
    std::string mime;       // of these bytes
    Size size;              // of these bytes
    placement::Frame frame; // layer pixels
    placement::Registration registration;
    double changed_fraction = 1;
    placement::Detail detail;
    bool almost_nothing = false; // then there is no Edit for it
    std::string note;
};

struct JobTimings { // milliseconds
    double encode = 0;
    double upload = 0;
    double wait = 0;
    double download = 0;
    double decode = 0;
    double place = 0;
};

struct JobResult {
    std::string name;                 // the prompt's first words; of the group that several edits go into
    std::vector<Edit> edits;          // what apply() gets; empty when the model changed almost nothing
    std::vector<AnswerFacts> answers; // every picture that was received for use, in order
    std::string text;
    Usage usage;
    std::string request_id;
    int attempts = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    JobTimings timings;
    std::vector<std::string> notes; // sentences for the person
    std::optional<Image> explain;
    std::string journal_id; // of the kept answers; empty: they are not kept
    std::string not_kept;   // why, in a sentence that is among the notes as well; empty: they are
};

// A picture for showing, at most largest_thumbnail pixels in either direction. Never changes.
using Thumbnail = std::shared_ptr<Image const>;
inline constexpr int largest_thumbnail = 512;

struct JobStatus {
    bool finished = false; // take() gives the result now
    Progress progress;
    int asked = 0;   // pictures that the model is asked for; those of kept_answers count as well
    int arrived = 0; // of these: kept in the journal, so that neither a failure nor a cancel loses them
    // The edits that are made so far, in the order of JobResult::edits, without their masks. An answer that changed
    // almost nothing has none.
    std::vector<Thumbnail> ready;
    // The newest picture that the model showed on its way to an answer that has not come yet: never an answer itself.
    // Null when there is none. A few times a second at the most.
    Thumbnail preview;
    std::uint32_t preview_number = 0; // another one with each preview; 0: there is none
};

class Job {
  public:
    // Starts the thread. [any thread] Never fails: what cannot start is an error of take().
    static std::unique_ptr<Job> start(JobRequest request);
    // Cancels and joins. After a cancel the thread may finish its current step on the processor (at most 500 ms).
    ~Job();
    Job(Job const&) = delete;
    Job& operator=(Job const&) = delete;

    // [any thread] Never blocks. After cancel() it reports finished (with the error `cancelled`) within 100 ms.
    [[nodiscard]] JobStatus poll() const;
    void cancel() noexcept;
    // The answers that have arrived, encoded, in the order in which they came: after a cancel, or when a later step
    // failed, another job can place them (kept_answers). [any thread]
    [[nodiscard]] std::vector<std::string> arrived_answers() const;
    // Blocks until finished or the time is over; true when finished.
    bool wait_for(std::chrono::milliseconds time) const;
    // Once, after finished. Errors: everything of the core, plus cancelled.
    Result<JobResult> take();

    // What it was started with. [any thread, once take() has given a result and not an error, or poll() an arrived
    // answer: until then the thread owns it]
    [[nodiscard]] JobRequest const& request() const noexcept;

    // The host has inserted the result, or what arrived_answers() gave: the history says so. What could not be read is
    // still offered.
    void confirm_inserted() noexcept;
    // And what it was inserted into is saved: none of it is offered any more, but what could not be read.
    void confirm_saved() noexcept;

  private:
    struct Impl;
    explicit Job(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// The picture, at most `side` pixels in either direction.
Image thumbnail_of(ImageView picture, int side);

// The layer's name: the prompt's first words, at most 40 characters, one line.
std::string layer_name_of(std::string_view prompt);

} // namespace inlay

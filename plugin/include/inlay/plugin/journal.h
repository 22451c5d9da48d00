// Where is an answer kept from its first byte on, and what does the history know of it?
//
// $XDG_DATA_HOME/inlay/jobs/ID/ (0700), one folder for each run; plugin/src/journal/README.md lists its files. The raw
// reply is there as it arrives, so that a process may be killed at any moment. A folder goes when the person removes
// it, or by the age and size limits of the settings. While a run lives it holds a lock on its folder, and nobody else
// touches that. [any thread]
#pragma once

#include "inlay/client.h"
#include "inlay/result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace inlay {

struct JournalEntry {
    std::string id; // "20261125-174100-3f2a": UTC, sorts by time, safe as a file name
    std::string prompt;
    std::string provider;
    std::string model;
    std::string time;  // ISO 8601, local
    std::string state; // "answered"; "ordered": by task, and not here yet; "part": a reply that was cut off, without a
                       // whole picture in it
    std::size_t answers = 0;          // replies
    std::size_t inserted_answers = 0; // of these
    bool running = false;             // somebody works on it now
    std::string inserted;             // when all of its answers had got into a picture; empty: not
    std::string saved;                // when its document or file was saved; empty: not known
    std::string dismissed;            // when the person wanted to hear no more of it; empty: not
    bool starred = false;             // never goes by a limit
    std::optional<double> price_usd;

    // Is there something that a person may be missing?
    [[nodiscard]] bool offered() const { return saved.empty() && dismissed.empty() && (!running || answers > 0); }
};

// How does a reply get onto the disk while it comes?
class ArrivingReply {
  public:
    // Replaces what an earlier attempt left. Errors: output_failed.
    static Result<ArrivingReply> begin(std::filesystem::path folder, std::size_t index, std::string_view head);
    ArrivingReply(ArrivingReply&& other) noexcept;
    ArrivingReply& operator=(ArrivingReply&&) = delete;
    ArrivingReply(ArrivingReply const&) = delete;
    ArrivingReply& operator=(ArrivingReply const&) = delete;
    // What came stays, unless nothing did.
    ~ArrivingReply();

    // Not synced: a process that is killed loses nothing that was written. Errors: output_failed.
    Result<void> append(std::string_view bytes);
    // It is an answer: synced, and called so. Errors: output_failed.
    Result<void> finish();
    // It is none.
    void discard() noexcept;

  private:
    ArrivingReply(std::filesystem::path folder, std::size_t index, int file);
    void close() noexcept;
    std::filesystem::path folder_;
    std::size_t index_;
    int file_; // -1: over
    bool empty_ = true;
};

// A handle: the folder outlives it, the lock does not.
class JournalJob {
  public:
    JournalJob(JournalJob&&) noexcept = default;
    JournalJob& operator=(JournalJob&&) noexcept = default;

    [[nodiscard]] std::string const& id() const noexcept { return id_; }
    [[nodiscard]] std::filesystem::path const& folder() const noexcept { return folder_; }
    // Each writes one file and syncs it; calls for different indices may run at once. Errors: output_failed.
    Result<void> keep_reply(std::size_t index,
                            http::Response const& response) const;     // status, headers without cookies, body
    Result<void> keep_task(std::size_t index, Task const& task) const; // replaces the one of that index
    Result<void> keep_fetched(std::size_t reply_index, std::size_t image_index, std::string_view bytes) const;
    Result<void> keep_source(std::string_view bytes) const;                            // PNG or JPEG
    Result<void> keep_thumbnail(std::size_t reply_index, std::string_view jpeg) const; // of the new layer
    // The reply as it comes. Errors: output_failed.
    Result<ArrivingReply> begin_reply(std::size_t index, int status, std::vector<http::Header> const& headers) const;
    // What came of a reply that will not become whole is not wanted.
    void drop_part(std::size_t index) const noexcept;
    // There was no picture in it: this reply goes, with its order and what was fetched.
    void forget(std::size_t index) const noexcept;
    // Marks are facts that come later; one that cannot be written is no reason to fail.
    void mark_price(double price_usd) const noexcept;
    void mark_inserted(std::span<std::size_t const> replies) const noexcept; // into a picture that may never be saved
    void mark_saved() const noexcept;                                        // of what was inserted whole
    // Nothing was received and nothing is ordered: the folder goes. With an answer or an order in it, it stays.
    void abandon() noexcept;

  private:
    friend class Journal;
    JournalJob(std::string id, std::filesystem::path folder, std::shared_ptr<void> lock)
        : id_(std::move(id)), folder_(std::move(folder)), lock_(std::move(lock)) {}
    std::string id_;
    std::filesystem::path folder_;
    std::shared_ptr<void> lock_;
};

class Journal {
  public:
    explicit Journal(std::filesystem::path root); // jobs/ below data_folder() by default: see default_journal()
    // `facts`: one JSON object with at least prompt, provider, model, wire; no key. Errors: output_failed, internal
    // (facts that are none).
    Result<JournalJob> begin(std::string_view facts_json) const;
    // Newest first, only those with an answer, a part of one or an order. What is damaged is there as far as it can be
    // read.
    [[nodiscard]] std::vector<JournalEntry> list() const;
    // The pictures of a kept job, in order of preference, call after call, parsed from the raw replies as today's
    // reader does. Errors: bad_input (no such id; only a part is there), and the first reply's own when none of them
    // has a picture.
    [[nodiscard]] Result<Reply> read(std::string_view id) const;
    // What was ordered by task and has not come: there is no reply, or none of its pictures was fetched. Errors:
    // bad_input (no such id).
    struct OpenTask {
        std::size_t index = 0; // of the call
        Task task;
    };
    [[nodiscard]] Result<std::vector<OpenTask>> open_tasks(std::string_view id) const;
    // Replies that point to pictures which were not fetched. Errors: bad_input (no such id).
    struct Unfetched {
        std::size_t index = 0; // of the call
        Reply reply;           // its pictures with bytes or an address
    };
    [[nodiscard]] Result<std::vector<Unfetched>> unfetched(std::string_view id) const;
    // To keep what comes later. Errors: bad_input (no such id; its run is going on).
    [[nodiscard]] Result<JournalJob> open(std::string_view id) const;
    [[nodiscard]] Result<std::string> facts(std::string_view id) const;  // job.json
    [[nodiscard]] Result<std::string> source(std::string_view id) const; // bad_input when none was sent
    // Errors: bad_input (no such id; its run is going on), output_failed.
    Result<void> remove(std::string_view id) const;
    // Its document was saved; the person wants to hear no more of it. Errors as remove().
    Result<void> mark_saved(std::string_view id) const;
    Result<void> mark_dismissed(std::string_view id) const;

    struct Limits {
        int days = 30;
        std::uint64_t bytes = 2048ull << 20;
        bool thorough = true; // false: as much as may be done at each run, whatever number of entries there is
    };
    // Takes away what is over the limits (saved ones first, then what was inserted or dismissed, the oldest first),
    // what crashed runs left without an answer, and what an earlier removal left. Never what is locked or starred.
    // Looks at `stop` between entries. An entry is too old when it is that much older than now and than the newest
    // other one: a clock that jumps takes nothing away.
    void clean_up(Limits const& limits, std::stop_token const& stop) const;

  private:
    std::filesystem::path root_;
};

Journal default_journal();
// Of the settings; thorough once in a while.
Journal::Limits journal_limits();

} // namespace inlay

// Where is an answer kept between the moment it was paid for and the moment it is safely in the picture?
//
// $XDG_DATA_HOME/inlay/jobs/ID/ (0700): job.json (prompt, provider, model, parameters, what was captured; never the
// key), task-N (what the N-th call has ordered from a service that works by task, on disk before it is asked for),
// reply-N (the raw reply of the N-th call, on disk before it is decoded), image-N-M.<ext> (picture M of reply N, when
// it was fetched from a URL), and source.png or source.jpg, what an edit sent, so that a recovered answer can be
// compared with it and placed. All files 0600. A job's folder goes only after the host confirmed the insertion. [any
// thread]
#pragma once

#include "inlay/client.h"
#include "inlay/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace inlay {

struct JournalEntry {
    std::string id; // "20261125-174100-3f2a": UTC, sorts by time, safe as a file name
    std::string prompt;
    std::string provider;
    std::string model;
    std::string time;        // ISO 8601, local
    std::string state;       // "answered"; "ordered" while a picture that was ordered by task has not come
    std::size_t answers = 0; // replies
};

// A handle: the folder outlives it.
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
    Result<void> keep_source(std::string_view bytes) const; // PNG or JPEG
    // The host has the result, or there was no picture in it: this reply goes, with its order and what was fetched.
    void forget(std::size_t index) const noexcept;
    // The host has all of it: the folder goes.
    void confirm() noexcept;
    // Nothing was received and nothing is ordered: the folder goes. With an answer or an order in it, it stays.
    void abandon() noexcept;

  private:
    friend class Journal;
    JournalJob(std::string id, std::filesystem::path folder) : id_(std::move(id)), folder_(std::move(folder)) {}
    std::string id_;
    std::filesystem::path folder_;
};

class Journal {
  public:
    explicit Journal(std::filesystem::path root); // jobs/ below data_folder() by default: see default_journal()
    // `facts`: one JSON object with at least prompt, provider, model, wire; no key. Also clears away what crashed jobs
    // without an answer left more than two days ago. Errors: output_failed, internal (facts that are none).
    Result<JournalJob> begin(std::string_view facts_json) const;
    [[nodiscard]] std::vector<JournalEntry>
    list() const; // newest first, only those with an answer or an order; what cannot be read is left out
    // The pictures of a kept job, in order of preference, call after call, parsed from the raw replies. Errors:
    // bad_input (no such id), and the first reply's own when none of them has a picture.
    [[nodiscard]] Result<Reply> read(std::string_view id) const;
    // What was ordered by task and has not come: there is no reply, or none of its pictures was fetched. Errors:
    // bad_input (no such id).
    struct OpenTask {
        std::size_t index = 0; // of the call
        Task task;
    };
    [[nodiscard]] Result<std::vector<OpenTask>> open_tasks(std::string_view id) const;
    // To keep what comes later. Errors: bad_input (no such id).
    [[nodiscard]] Result<JournalJob> open(std::string_view id) const;
    [[nodiscard]] Result<std::string> facts(std::string_view id) const;  // job.json
    [[nodiscard]] Result<std::string> source(std::string_view id) const; // bad_input when none was sent
    // Errors: bad_input (no such id), output_failed.
    Result<void> remove(std::string_view id) const;

  private:
    std::filesystem::path root_;
};

Journal default_journal();

} // namespace inlay

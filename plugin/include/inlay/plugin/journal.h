// Where is an answer kept between the moment it was paid for and the moment it is safely in the picture?
//
// $XDG_DATA_HOME/inlay/jobs/ID/ (0700): job.json (prompt, provider, model, parameters, what was captured; never the key), reply-N (the raw reply,
// on disk before it is decoded), image-N.<ext> (fetched from a URL), and source.png with the frame so that a recovered answer can be placed.
// A job's folder goes only after the host confirmed the insertion. [any thread]
#pragma once

#include "inlay/client.h"
#include "inlay/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace inlay {

struct JournalEntry {
    std::string id;      // "20261125-174100-3f2a": sorts by time, safe as a file name
    std::string prompt;
    std::string provider;
    std::string model;
    std::string time;    // ISO 8601, local
    std::string state;   // "sent", "answered", "failed"
    std::size_t answers = 0;
};

class JournalJob {
  public:
    JournalJob(JournalJob&&) noexcept = default;
    JournalJob& operator=(JournalJob&&) noexcept = default;

    [[nodiscard]] std::string const& id() const noexcept { return id_; }
    [[nodiscard]] std::filesystem::path const& folder() const noexcept { return folder_; }
    // Writes the reply (status, headers without cookies, body) and syncs it. Errors: output_failed.
    Result<void> keep_reply(std::size_t index, http::Response const& response) const;
    Result<void> keep_fetched(std::size_t reply_index, std::size_t image_index, std::string_view bytes) const;
    // The host has the result: the folder goes.
    void confirm() noexcept;
    // Nothing was received: the folder goes. With an answer in it, it stays.
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
    // `facts`: one JSON object with at least prompt, provider, model, wire; no key.
    Result<JournalJob> begin(std::string_view facts_json) const;
    [[nodiscard]] std::vector<JournalEntry> list() const; // newest first, only those with an answer
    // The pictures of a kept job, in order of preference, parsed from the raw reply. Errors: bad_input (no such id), and the reply's own.
    [[nodiscard]] Result<Reply> read(std::string_view id) const;
    Result<void> remove(std::string_view id) const;

  private:
    std::filesystem::path root_;
};

Journal default_journal();

} // namespace inlay

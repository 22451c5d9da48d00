// How does what a call brings get into the journal, and its state to a person? Internal to this folder.
#pragma once

#include "steps.h"

#include "inlay/redact.h"

#include <chrono>
#include <optional>

namespace inlay::job_steps {

// Of one call, on its thread. The journal and the key outlive it. What cannot be kept does not end the call: not_kept()
// says so.
class JournalObserver : public CallObserver {
  public:
    // `journal`: null when there is none.
    JournalObserver(std::size_t index, JournalJob const* journal, std::string_view key)
        : index_(index), journal_(journal), key_(key) {}

    void on_progress(CallProgress const& progress) final;
    void on_task(Task const& task) override;
    void on_reply_begins(int status, std::vector<http::Header> const& headers) final;
    void on_reply_piece(std::string_view piece) final;
    void on_task_state() final;
    Result<void> on_raw_reply(http::Response const& response) final;
    Result<void> on_fetched(std::size_t image, std::string_view bytes) final;

    [[nodiscard]] std::optional<Error> const& not_kept() const { return not_kept_; }

  protected:
    virtual void show(Progress progress) = 0;
    [[nodiscard]] std::size_t index() const { return index_; }

  private:
    using Clock = std::chrono::steady_clock;
    [[nodiscard]] std::string without_key(std::string_view text) const { return KeyFilter(key_).all(text); }
    [[nodiscard]] std::vector<http::Header> without_key(std::vector<http::Header> headers) const;
    bool finish_arriving();
    void note(Result<void> kept);

    std::size_t index_;
    JournalJob const* journal_;
    std::string_view key_;
    // Of the reply that is coming; none when it cannot be written as it comes.
    std::optional<ArrivingReply> arriving_;
    std::optional<KeyFilter> filter_;
    std::optional<Error> not_kept_;
    Clock::time_point waiting_since_ = Clock::now();
};

} // namespace inlay::job_steps

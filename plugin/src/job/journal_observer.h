// How does what a call brings get into the journal, and its state to a person? Internal to this folder.
#pragma once

#include "steps.h"

#include <chrono>

namespace inlay::job_steps {

// Of one call, on its thread. The journal and the key outlive it.
class JournalObserver : public CallObserver {
  public:
    JournalObserver(std::size_t index, JournalJob const& journal, std::string_view key)
        : index_(index), journal_(journal), key_(key) {}

    void on_progress(CallProgress const& progress) final;
    void on_task(Task const& task) override;
    Result<void> on_raw_reply(http::Response const& response) final;
    Result<void> on_fetched(std::size_t image, std::string_view bytes) final;

  protected:
    virtual void show(Progress progress) = 0;
    [[nodiscard]] std::size_t index() const { return index_; }

  private:
    using Clock = std::chrono::steady_clock;
    [[nodiscard]] bool holds_key(std::string_view text) const;
    void replace_key(std::string& text) const;

    std::size_t index_;
    JournalJob const& journal_;
    std::string_view key_;
    Clock::time_point waiting_since_ = Clock::now();
};

} // namespace inlay::job_steps

#include "journal_observer.h"

#include <algorithm>

namespace inlay::job_steps {

void JournalObserver::on_progress(CallProgress const& progress) {
    if (progress.transfer.phase != http::Phase::waiting) waiting_since_ = Clock::now();
    show(progress_of(progress, std::chrono::duration<double>(Clock::now() - waiting_since_).count()));
}

// An order that cannot be written down is waited for all the same.
void JournalObserver::on_task(Task const& task) {
    Task without = task;
    replace_key(without.id);
    replace_key(without.url);
    [[maybe_unused]] auto const kept = journal_.keep_task(index_, without);
}

Result<void> JournalObserver::on_raw_reply(http::Response const& response) {
    // Services do echo keys. Only the key itself is replaced: Base64 may hold anything that merely looks like one.
    bool const echoed =
        holds_key(response.body) ||
        std::ranges::any_of(response.headers, [&](http::Header const& header) { return holds_key(header.value); });
    if (!echoed) return journal_.keep_reply(index_, response);
    http::Response without = response;
    replace_key(without.body);
    for (http::Header& header : without.headers)
        replace_key(header.value);
    return journal_.keep_reply(index_, without);
}

Result<void> JournalObserver::on_fetched(std::size_t image, std::string_view bytes) {
    return journal_.keep_fetched(index_, image, bytes);
}

bool JournalObserver::holds_key(std::string_view text) const {
    return key_.size() >= 6 && text.find(key_) != std::string_view::npos;
}

void JournalObserver::replace_key(std::string& text) const {
    if (!holds_key(text)) return;
    for (std::size_t at = text.find(key_); at != std::string::npos; at = text.find(key_, at))
        text.replace(at, key_.size(), "[key]");
}

} // namespace inlay::job_steps

#include "journal_observer.h"

#include "inlay/guarded.h"

namespace inlay::job_steps {

void JournalObserver::on_progress(CallProgress const& progress) {
    if (progress.transfer.phase != http::Phase::waiting) waiting_since_ = Clock::now();
    show(progress_of(progress, std::chrono::duration<double>(Clock::now() - waiting_since_).count()));
}

// An order that cannot be written down is waited for all the same.
void JournalObserver::on_task(Task const& task) {
    if (journal_ != nullptr) note(journal_->keep_task(index_, {without_key(task.id), without_key(task.url)}));
}

// Services do echo keys. Only the key itself is replaced: Base64 may hold anything that merely looks like one.
void JournalObserver::on_reply_begins(int status, std::vector<http::Header> const& headers) {
    arriving_.reset();
    if (journal_ == nullptr) return;
    filter_.emplace(key_);
    auto begun = guarded([&] { return journal_->begin_reply(index_, status, without_key(headers)); },
                         [](Error error) -> Result<ArrivingReply> { return fail(std::move(error)); });
    if (begun) arriving_.emplace(std::move(*begun));
}

void JournalObserver::on_reply_piece(std::string_view piece) {
    if (!arriving_) return;
    bool const written = guarded([&] { return arriving_->append(filter_->feed(piece)).has_value(); },
                                 [](Error const&) { return false; });
    if (!written) arriving_.reset(); // perhaps there is room again when it is whole
}

void JournalObserver::on_task_state() {
    if (arriving_) arriving_->discard();
    arriving_.reset();
}

bool JournalObserver::finish_arriving() {
    if (!arriving_) return false;
    bool const kept = arriving_->append(filter_->finish()) && arriving_->finish();
    arriving_.reset();
    return kept;
}

Result<void> JournalObserver::on_raw_reply(http::Response const& response) {
    if (journal_ == nullptr || finish_arriving()) return {};
    http::Response without;
    without.status = response.status;
    without.headers = without_key(response.headers);
    without.body = without_key(response.body);
    note(journal_->keep_reply(index_, without));
    return {};
}

Result<void> JournalObserver::on_fetched(std::size_t image, std::string_view bytes) {
    if (journal_ != nullptr) note(journal_->keep_fetched(index_, image, bytes));
    return {};
}

std::vector<http::Header> JournalObserver::without_key(std::vector<http::Header> headers) const {
    for (http::Header& header : headers)
        header.value = without_key(header.value);
    return headers;
}

void JournalObserver::note(Result<void> kept) {
    if (!kept && !not_kept_) not_kept_ = std::move(kept.error());
}

} // namespace inlay::job_steps

// How is what arrives written down, and when does it go? One job's folder. See journal.h.
#include "inlay/plugin/journal.h"

#include "files.h"
#include "layout.h"
#include "marks.h"
#include "removal.h"

#include "inlay/codec.h"
#include "inlay/guarded.h"

namespace inlay {
namespace {

constexpr unsigned private_file = 0600;

std::string_view ending_of(std::string_view bytes) {
    auto const format = sniff(bytes);
    return format ? picture_format(*format).extensions.front() : journal_layout::unknown_ending;
}

} // namespace

Result<void> JournalJob::keep_reply(std::size_t index, http::Response const& response) const {
    return files::write_atomically(folder_ / journal_layout::reply_name(index),
                                   {journal_layout::reply_head(response.status, response.headers), response.body},
                                   private_file);
}

Result<void> JournalJob::keep_task(std::size_t index, Task const& task) const {
    return files::write_atomically(folder_ / journal_layout::task_name(index), {journal_layout::task_text(task)},
                                   private_file);
}

Result<void> JournalJob::keep_fetched(std::size_t reply_index, std::size_t image_index, std::string_view bytes) const {
    auto const name = journal_layout::image_stem(reply_index, image_index) + std::string(ending_of(bytes));
    return files::write_atomically(folder_ / name, {bytes}, private_file);
}

Result<void> JournalJob::keep_source(std::string_view bytes) const {
    return files::write_atomically(folder_ / ("source." + std::string(ending_of(bytes))), {bytes}, private_file);
}

Result<void> JournalJob::keep_thumbnail(std::size_t reply_index, std::string_view jpeg) const {
    return files::write_atomically(folder_ / ("thumbnail-" + std::to_string(reply_index) + ".jpg"), {jpeg},
                                   private_file);
}

Result<ArrivingReply> JournalJob::begin_reply(std::size_t index, int status,
                                              std::vector<http::Header> const& headers) const {
    return ArrivingReply::begin(folder_, index, journal_layout::reply_head(status, headers));
}

void JournalJob::drop_part(std::size_t index) const noexcept {
    guarded(
        [&] {
            std::error_code ignored;
            std::filesystem::remove(folder_ / journal_layout::arriving_name(index), ignored);
        },
        [](Error const&) {});
}

void JournalJob::forget(std::size_t index) const noexcept {
    guarded(
        [&] {
            std::error_code ignored;
            std::string const pictures = journal_layout::image_stem(index, 0);
            std::string const of_reply = pictures.substr(0, pictures.find_last_of('-') + 1);
            for (std::filesystem::directory_iterator each(folder_, ignored), end; !ignored && each != end;
                 each.increment(ignored))
                if (each->path().filename().string().starts_with(of_reply))
                    std::filesystem::remove(each->path(), ignored);
            std::filesystem::remove(folder_ / journal_layout::reply_name(index), ignored);
            std::filesystem::remove(folder_ / journal_layout::arriving_name(index), ignored);
            std::filesystem::remove(folder_ / journal_layout::task_name(index), ignored);
        },
        [](Error const&) {});
}

void JournalJob::mark_price(double price_usd) const noexcept {
    journal_marks::set(folder_, {{"price_usd", price_usd}});
}

void JournalJob::mark_inserted(std::span<std::size_t const> replies) const noexcept {
    journal_marks::set_inserted(folder_, replies);
}

void JournalJob::mark_saved() const noexcept {
    if (journal_marks::read(folder_).contains("inserted")) journal_marks::set_now(folder_, "saved");
}

void JournalJob::abandon() noexcept {
    guarded(
        [&] {
            if (folder_.empty() || journal_layout::holds_something(folder_)) return; // empty: moved from
            journal_removal::remove(folder_);
            lock_.reset();
        },
        [](Error const&) {});
}

} // namespace inlay

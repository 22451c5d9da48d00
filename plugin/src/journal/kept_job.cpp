// How is what arrives written down, and when does it go? One job's folder. See journal.h.
#include "inlay/plugin/journal.h"

#include "files.h"
#include "layout.h"

#include "inlay/codec.h"
#include "inlay/guarded.h"

namespace inlay {
namespace {

constexpr unsigned private_file = 0600;

std::string_view ending_of(std::string_view bytes) {
    auto const format = sniff(bytes);
    return format ? picture_format(*format).extensions.front() : journal_layout::unknown_ending;
}

// Whatever goes wrong while clearing up leaves files behind, and that is all: the next begin() or `inlay recover` deals
// with them.
void remove_folder(std::filesystem::path const& folder) noexcept {
    if (folder.empty()) return; // moved from
    guarded(
        [&] {
            std::error_code ignored;
            std::filesystem::remove_all(folder, ignored);
        },
        [](Error const&) {});
}

} // namespace

Result<void> JournalJob::keep_reply(std::size_t index, http::Response const& response) const {
    return files::write_atomically(folder_ / journal_layout::reply_name(index),
                                   {journal_layout::reply_head(response), response.body}, private_file);
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
            std::filesystem::remove(folder_ / journal_layout::task_name(index), ignored);
        },
        [](Error const&) {});
}

void JournalJob::confirm() noexcept {
    remove_folder(folder_);
}

void JournalJob::abandon() noexcept {
    bool const wanted = guarded(
        [&] { return !journal_layout::replies_in(folder_).empty() || !journal_layout::tasks_in(folder_).empty(); },
        [](Error const&) { return true; });
    if (!wanted) remove_folder(folder_);
}

} // namespace inlay

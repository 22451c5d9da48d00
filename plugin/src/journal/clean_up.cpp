// Which entries go, and when? See journal.h.
#include "inlay/plugin/journal.h"

#include "kept_json.h"
#include "layout.h"
#include "lock.h"
#include "marks.h"
#include "removal.h"

#include "inlay/plugin/settings.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <random>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Time = std::chrono::sys_seconds;

// A folder of another version, which holds no lock: longer than any job.
constexpr auto surely_over = 48h;
// What crashed is among the newest.
constexpr std::size_t looked_at_each_time = 64;

// Ids begin with the time, in UTC.
std::optional<Time> time_of(std::string const& id) {
    std::tm parts{};
    if (::strptime(id.c_str(), "%Y%m%d-%H%M%S", &parts) == nullptr) return std::nullopt;
    return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::from_time_t(::timegm(&parts)));
}

struct Entry {
    fs::path folder;
    Time begun;
    std::uint64_t bytes = 0;
    int worth = 0; // the least goes first
};

std::vector<Entry> entries_in(fs::path const& root) {
    std::vector<Entry> entries;
    std::error_code error;
    for (fs::directory_iterator each(root, error), end; !error && each != end; each.increment(error)) {
        std::string const id = each->path().filename().string();
        auto const time = journal_layout::is_id(id) ? time_of(id) : std::nullopt;
        std::error_code unreadable;
        if (time && each->is_directory(unreadable)) entries.push_back({each->path(), *time});
    }
    std::ranges::sort(entries, {}, &Entry::folder); // by time, as the ids are
    return entries;
}

std::uint64_t bytes_in(fs::path const& folder) {
    std::uint64_t bytes = 0;
    std::error_code error;
    for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error)) {
        std::error_code unreadable;
        auto const size = each->file_size(unreadable);
        if (!unreadable) bytes += size;
    }
    return bytes;
}

bool is_starred(nlohmann::json const& marks) {
    auto const found = marks.find("starred");
    return found != marks.end() && found->is_boolean() && found->get<bool>();
}

int worth_of(nlohmann::json const& marks) {
    if (!kept_json::text_in(marks, "saved").empty()) return 0;
    bool const seen = !kept_json::text_in(marks, "inserted").empty() || !kept_json::text_in(marks, "dismissed").empty();
    return seen ? 1 : 2;
}

bool remove_if_free(fs::path const& folder) {
    auto const taken = journal_lock::take(folder);
    return taken.state == journal_lock::State::free && journal_removal::remove(folder).has_value();
}

bool crashed_without_an_answer(Entry const& entry, Time now) {
    if (journal_layout::holds_something(entry.folder)) return false;
    switch (journal_lock::look(entry.folder)) {
    case journal_lock::State::free:
        return true;
    case journal_lock::State::held:
        return false;
    case journal_lock::State::missing:
        break;
    }
    return now - entry.begun > surely_over;
}

void make_fit(std::vector<Entry> entries, std::uint64_t limit, std::stop_token const& stop) {
    std::uint64_t bytes = 0;
    for (Entry& entry : entries) {
        if (stop.stop_requested()) return;
        entry.bytes = bytes_in(entry.folder);
        bytes += entry.bytes;
    }
    if (bytes <= limit) return;
    for (Entry& entry : entries)
        entry.worth = worth_of(journal_marks::read(entry.folder));
    std::ranges::stable_sort(entries, {}, &Entry::worth);
    for (Entry const& entry : entries) {
        if (bytes <= limit || stop.stop_requested()) return;
        if (remove_if_free(entry.folder)) bytes -= entry.bytes;
    }
}

} // namespace

Journal::Limits journal_limits() {
    Journal::Limits limits;
    constexpr unsigned once_in = 16; // runs
    limits.thorough = std::random_device()() % once_in == 0;
    if (auto const settings = Settings::load()) {
        limits.days = settings->keep_days;
        limits.bytes = static_cast<std::uint64_t>(settings->keep_megabytes) << 20;
    }
    return limits;
}

void Journal::clean_up(Limits const& limits, std::stop_token const& stop) const {
    journal_removal::remove_leftovers(root_);
    auto const now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    std::vector<Entry> const all = entries_in(root_);
    // The newest is the run that is beginning, at whatever the clock says now; the one before it was begun when the
    // clock was right, or was wrong for long.
    Time const known_time = all.size() >= 2 ? std::min(now, all[all.size() - 2].begun) : Time::min();
    std::vector<Entry> left;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (stop.stop_requested()) return;
        Entry const& entry = all[i];
        bool const is_old = known_time > entry.begun && known_time - entry.begun > std::chrono::days(limits.days);
        bool const is_new = all.size() - i <= looked_at_each_time;
        if (!limits.thorough && !is_old && !is_new) continue;
        if (crashed_without_an_answer(entry, now)) {
            remove_if_free(entry.folder);
        } else if (!is_starred(journal_marks::read(entry.folder)) && !(is_old && remove_if_free(entry.folder))) {
            left.push_back(entry);
        }
    }
    if (limits.thorough) make_fit(std::move(left), limits.bytes, stop);
}

} // namespace inlay

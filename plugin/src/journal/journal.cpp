// How does a job get its folder, and who else may touch it? See journal.h; what is read from it: reading.cpp.
#include "inlay/plugin/journal.h"

#include "files.h"
#include "folder.h"
#include "kept_json.h"
#include "layout.h"
#include "lock.h"
#include "marks.h"
#include "removal.h"

#include "inlay/plugin/settings.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <ctime>
#include <random>
#include <sys/stat.h>
#include <system_error>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using namespace journal_layout;
using nlohmann::json;

constexpr int most_tries = 100;

// The time makes ids sort and readable; the rest keeps jobs of the same second apart.
std::string new_id() {
    std::time_t const now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[40];
    std::string id(text, std::strftime(text, sizeof text, "%Y%m%d-%H%M%S-", &utc));
    std::random_device random;
    for (int i = 0; i < 4; ++i)
        id += "0123456789abcdef"[random() % 16];
    return id;
}

Result<json> checked_facts(std::string_view text) {
    json facts = json::parse(text, nullptr, false);
    auto const broken = [](std::string detail) {
        return fail(ErrorCode::internal, "Something went wrong inside Inlay.", "Please report it with the details.",
                    std::move(detail));
    };
    if (!facts.is_object()) return broken("the journal's facts are no JSON object");
    for (auto const* name : {"prompt", "provider", "model", "wire"})
        if (!facts.contains(name) || !facts[name].is_string())
            return broken("the journal's facts have no " + std::string(name));
    for (auto const* name : {"key", "api_key"})
        if (facts.contains(name)) return broken("the journal's facts hold a key");
    facts["schema"] = journal_marks::schema;
    if (!facts.contains("time")) facts["time"] = journal_marks::local_time();
    return facts;
}

Error cannot_keep(fs::path const& folder, int error) {
    return {ErrorCode::output_failed,
            folder.string() + " cannot be made: " + std::generic_category().message(error) + ".",
            "Answers are kept there: make room, or see that you may write there.",
            {}};
}

Result<fs::path> taken(fs::path const& root, std::string_view id, journal_lock::Lock& lock) {
    auto folder = journal_folder(root, id);
    if (!folder) return folder;
    auto mine = journal_lock::take(*folder);
    if (mine.state == journal_lock::State::held)
        return fail(ErrorCode::bad_input, "The run " + std::string(id) + " is still going on.", "Wait for its end.");
    lock = std::move(mine.lock); // none on a disk that is read-only: what is to be written will say so
    return folder;
}

} // namespace

Result<fs::path> journal_folder(fs::path const& root, std::string_view id) {
    std::error_code error;
    if (is_id(id))
        if (auto path = root / fs::path(id); fs::is_directory(path, error)) return path;
    return fail(ErrorCode::bad_input, "There is no kept answer of that name.",
                "`inlay history` lists those that there are.");
}

Journal::Journal(fs::path root) : root_(std::move(root)) {}

Journal default_journal() {
    return Journal(data_folder() / "jobs");
}

// Under a name that is no id until the lock is held and the facts are written, so that nobody meets half of it.
Result<JournalJob> Journal::begin(std::string_view facts_json) const {
    auto const facts = checked_facts(facts_json);
    if (!facts) return fail(facts.error());
    if (auto made = make_private_folder(root_); !made) return fail(std::move(made.error()));
    for (int tries = 0; tries < most_tries; ++tries) {
        fs::path const made = root_ / journal_removal::random_name(journal_removal::new_prefix);
        if (::mkdir(made.c_str(), 0700) != 0) {
            if (errno == EEXIST) continue;
            return fail(cannot_keep(made, errno));
        }
        auto lock = journal_lock::take(made);
        if (lock.state == journal_lock::State::missing && !fs::exists(made)) continue; // somebody cleaned up
        auto written = files::write_atomically(made / "job.json", {kept_json::text_of(*facts)}, 0600);
        std::string id = new_id();
        int error = 0;
        if (written && ::rename(made.c_str(), (root_ / id).c_str()) == 0)
            return JournalJob(std::move(id), root_ / id, std::move(lock.lock));
        if (written) error = errno;
        std::error_code ignored;
        fs::remove_all(made, ignored);
        if (!written) return fail(std::move(written.error()));
        if (error != ENOTEMPTY && error != EEXIST && error != ENOTDIR) return fail(cannot_keep(root_ / id, error));
    }
    return fail(ErrorCode::output_failed, "No folder for the answer could be made in " + root_.string() + ".",
                "Try again.");
}

Result<JournalJob> Journal::open(std::string_view id) const {
    journal_lock::Lock lock;
    auto folder = taken(root_, id, lock);
    if (!folder) return fail(folder.error());
    return JournalJob(std::string(id), std::move(*folder), std::move(lock));
}

Result<void> Journal::remove(std::string_view id) const {
    journal_lock::Lock lock;
    auto const folder = taken(root_, id, lock);
    if (!folder) return fail(folder.error());
    return journal_removal::remove(*folder);
}

namespace {

Result<void> marked(fs::path const& root, std::string_view id, char const* field) {
    journal_lock::Lock lock;
    auto const folder = taken(root, id, lock);
    if (!folder) return fail(folder.error());
    if (journal_marks::set_now(*folder, field)) return {};
    return fail(ErrorCode::output_failed, "Nothing can be noted in " + folder->string() + ".");
}

} // namespace

Result<void> Journal::mark_saved(std::string_view id) const {
    return marked(root_, id, "saved");
}

Result<void> Journal::mark_dismissed(std::string_view id) const {
    return marked(root_, id, "dismissed");
}

} // namespace inlay

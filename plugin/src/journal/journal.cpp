// Which answers are kept, and how do they come back? See journal.h.
#include "inlay/plugin/journal.h"

#include "layout.h"

#include "inlay/plugin/settings.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <optional>
#include <random>
#include <sys/stat.h>
#include <system_error>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using namespace journal_layout;
using nlohmann::json;

constexpr std::size_t largest_facts = 16u << 20;
constexpr std::chrono::hours stale{48};

std::string formatted(char const* format, std::tm const& time) {
    char text[40];
    return {text, std::strftime(text, sizeof text, format, &time)};
}

// The time makes ids sort and readable; the rest keeps jobs of the same second apart.
std::string new_id() {
    std::time_t const now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::random_device random;
    std::string id = formatted("%Y%m%d-%H%M%S-", utc);
    for (int i = 0; i < 4; ++i)
        id += "0123456789abcdef"[random() % 16];
    return id;
}

std::string local_time() {
    std::time_t const now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    return formatted("%Y-%m-%dT%H:%M:%S%z", local);
}

std::string text_in(json const& object, char const* name) {
    auto const found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// An empty object when there are none that can be read.
json facts_in(fs::path const& folder) {
    auto const text = read_file(folder / "job.json", largest_facts);
    json facts = text ? json::parse(*text, nullptr, false) : json();
    return facts.is_object() ? facts : json::object();
}

struct Folder {
    std::string id;
    fs::path path;
    fs::file_time_type begun; // when job.json was written: finer than the id, for jobs of the same second
};

std::vector<Folder> folders_in(fs::path const& root) {
    std::vector<Folder> folders;
    std::error_code error;
    for (fs::directory_iterator each(root, error), end; !error && each != end; each.increment(error)) {
        std::error_code unreadable;
        Folder folder{each->path().filename().string(), each->path(), {}};
        if (!is_id(folder.id) || !each->is_directory(unreadable)) continue;
        folder.begun = fs::last_write_time(folder.path / "job.json", unreadable);
        if (unreadable) folder.begun = fs::last_write_time(folder.path, unreadable);
        if (!unreadable) folders.push_back(std::move(folder));
    }
    return folders;
}

// A crash between begin() and the answer leaves a prompt and a picture behind that nobody needs. Two days are longer
// than any job.
void clear_stale(fs::path const& root) {
    auto const oldest = fs::file_time_type::clock::now() - stale;
    for (auto const& folder : folders_in(root))
        if (folder.begun < oldest && replies_in(folder.path).empty() && tasks_in(folder.path).empty()) {
            std::error_code ignored; // it stays until the next time
            fs::remove_all(folder.path, ignored);
        }
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
    if (!facts.contains("time")) facts["time"] = local_time();
    return facts;
}

// What the reply named by URL, as it was fetched at the time; the URLs themselves expire within hours.
void put_fetched_in(Reply& reply, std::size_t index, fs::path const& folder) {
    for (std::size_t i = 0; i < reply.images.size(); ++i) {
        auto& image = reply.images[i];
        for (auto const& ending : picture_endings()) {
            if (!image.bytes.empty()) break;
            auto bytes = read_file(folder / (image_stem(index, i) + ending), largest_reply);
            if (!bytes) continue;
            image.bytes = std::move(*bytes);
            image.url.clear();
        }
    }
    std::erase_if(reply.images, [](auto const& image) { return image.bytes.empty(); });
}

// As the call read it, with what it fetched.
Result<Reply> reply_of(Connection const& connection, fs::path const& folder, std::size_t index) {
    auto const kept = read_reply(folder / reply_name(index));
    if (!kept) return fail(kept.error());
    auto reply = parse_reply(connection, kept->status, kept->headers, kept->body);
    if (reply) put_fetched_in(*reply, index, folder);
    return reply;
}

Connection connection_of(json const& facts) {
    Connection connection;
    connection.provider = text_in(facts, "provider");
    connection.provider_name = text_in(facts, "provider_name");
    connection.base_url = text_in(facts, "base_url");
    connection.model = text_in(facts, "model");
    connection.wire = text_in(facts, "wire");
    connection.auth = Auth::none;
    return connection;
}

// The first reply's facts stand for all: they come from the same request.
void append(Reply& all, Reply more, bool is_first) {
    if (is_first) {
        all = std::move(more);
        return;
    }
    std::ranges::move(more.images, std::back_inserter(all.images));
    if (!more.text.empty()) all.text += (all.text.empty() ? "" : "\n") + more.text;
}

// Errors: bad_input.
Result<fs::path> folder_of(fs::path const& root, std::string_view id) {
    std::error_code error;
    if (is_id(id))
        if (auto path = root / fs::path(id); fs::is_directory(path, error)) return path;
    return fail(ErrorCode::bad_input, "There is no kept answer of that name.",
                "`inlay recover` lists those that there are.");
}

} // namespace

Journal::Journal(fs::path root) : root_(std::move(root)) {}

Journal default_journal() {
    return Journal(data_folder() / "jobs");
}

Result<JournalJob> Journal::begin(std::string_view facts_json) const {
    auto const facts = checked_facts(facts_json);
    if (!facts) return fail(facts.error());
    if (auto made = make_private_folder(root_); !made) return fail(std::move(made.error()));
    clear_stale(root_);
    for (int tries = 0; tries < 100; ++tries) {
        std::string id = new_id();
        fs::path const folder = root_ / id;
        if (::mkdir(folder.c_str(), 0700) != 0) { // of several at once, one makes it
            if (errno == EEXIST) continue;
            return fail(
                ErrorCode::output_failed,
                folder.string() + " cannot be made: " + std::generic_category().message(errno) + ".",
                "Answers are kept there until they are in the picture: make room, or see that you may write there.");
        }
        JournalJob job(std::move(id), folder);
        auto written = write_file_atomically(folder / "job.json",
                                             facts->dump(1, ' ', false, json::error_handler_t::replace) + "\n", 0600);
        if (written) return job;
        job.abandon();
        return fail(std::move(written.error()));
    }
    return fail(ErrorCode::output_failed, "No folder for the answer could be made in " + root_.string() + ".",
                "Try again.");
}

std::vector<JournalEntry> Journal::list() const {
    auto folders = folders_in(root_);
    std::ranges::sort(
        folders, [](auto const& a, auto const& b) { return a.begun != b.begun ? a.begun > b.begun : a.id > b.id; });
    std::vector<JournalEntry> entries;
    for (auto const& folder : folders) {
        auto const replies = replies_in(folder.path);
        auto const tasks = tasks_in(folder.path);
        if (replies.empty() && tasks.empty()) continue;
        bool const open =
            std::ranges::any_of(tasks, [&](std::size_t index) { return std::ranges::count(replies, index) == 0; });
        json const facts = facts_in(folder.path);
        entries.push_back({folder.id, text_in(facts, "prompt"), text_in(facts, "provider"), text_in(facts, "model"),
                           text_in(facts, "time"), open ? "ordered" : "answered", replies.size()});
    }
    return entries;
}

Result<Reply> Journal::read(std::string_view id) const {
    auto const folder = folder_of(root_, id);
    if (!folder) return fail(folder.error());
    Connection const connection = connection_of(facts_in(*folder));
    Reply all;
    std::optional<Error> first_error;
    for (std::size_t const index : replies_in(*folder)) {
        auto reply = reply_of(connection, *folder, index);
        if (reply && !reply->images.empty())
            append(all, std::move(*reply), all.images.empty());
        else if (!reply && !first_error)
            first_error = std::move(reply.error());
    }
    if (!all.images.empty()) return all;
    if (first_error) return fail(std::move(*first_error));
    return fail(ErrorCode::bad_input, "The kept answer holds no picture.",
                "The picture was at an address from which it was not fetched in time.");
}

Result<std::vector<Journal::OpenTask>> Journal::open_tasks(std::string_view id) const {
    auto const folder = folder_of(root_, id);
    if (!folder) return fail(folder.error());
    Connection const connection = connection_of(facts_in(*folder));
    std::vector<OpenTask> open;
    for (std::size_t const index : tasks_in(*folder)) {
        auto const reply = reply_of(connection, *folder, index);
        if (reply && !reply->images.empty()) continue;
        if (auto task = read_task(*folder / task_name(index))) open.push_back({index, std::move(*task)});
    }
    return open;
}

Result<JournalJob> Journal::open(std::string_view id) const {
    auto folder = folder_of(root_, id);
    if (!folder) return fail(folder.error());
    return JournalJob(std::string(id), std::move(*folder));
}

Result<std::string> Journal::facts(std::string_view id) const {
    auto const folder = folder_of(root_, id);
    if (!folder) return fail(folder.error());
    return read_file(*folder / "job.json", largest_facts);
}

Result<std::string> Journal::source(std::string_view id) const {
    auto const folder = folder_of(root_, id);
    if (!folder) return fail(folder.error());
    for (auto const& ending : picture_endings()) // as which it was sent
        if (auto const file = *folder / ("source." + ending); fs::exists(file)) return read_file(file);
    return fail(ErrorCode::bad_input, "No picture was sent with this request.");
}

Result<void> Journal::remove(std::string_view id) const {
    auto const folder = folder_of(root_, id);
    if (!folder) return fail(folder.error());
    std::error_code error;
    fs::remove_all(*folder, error);
    if (error) return fail(ErrorCode::output_failed, folder->string() + " cannot be removed: " + error.message() + ".");
    return {};
}

} // namespace inlay

// What does the journal hold, and how do its answers come back? See journal.h.
#include "inlay/plugin/journal.h"

#include "files.h"
#include "folder.h"
#include "kept_json.h"
#include "layout.h"
#include "lock.h"
#include "marks.h"

#include "inlay/codec.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace inlay {
namespace {

namespace fs = std::filesystem;
using namespace journal_layout;
using kept_json::text_in;
using nlohmann::json;

constexpr std::size_t largest_facts = 16u << 20;

json facts_in(fs::path const& folder) {
    return kept_json::object_in(folder / "job.json");
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

Result<std::string> kept_bytes(fs::path const& file) {
    auto found = files::read_if_there(file, largest_reply, files::Kind::regular);
    if (found && *found) return std::move((*found)->bytes);
    return fail(ErrorCode::bad_input, file.string() + " cannot be read.");
}

// What the reply named by URL, as it was fetched at the time; the URLs themselves expire within hours.
void put_fetched_in(Reply& reply, std::size_t index, fs::path const& folder) {
    for (std::size_t i = 0; i < reply.images.size(); ++i) {
        auto& image = reply.images[i];
        for (auto const& ending : picture_endings()) {
            if (!image.bytes.empty()) break;
            auto bytes = kept_bytes(folder / (image_stem(index, i) + ending));
            if (!bytes) continue;
            image.bytes = std::move(*bytes);
            image.url.clear();
        }
    }
}

void drop_addresses(Reply& reply) {
    std::erase_if(reply.images, [](auto const& image) { return image.bytes.empty(); });
}

Error only_a_part(KeptReply const& kept, Error const& why) {
    auto const whole = kept.announced();
    std::string const came =
        std::to_string(kept.body.size()) + (whole ? " of " + std::to_string(*whole) : std::string()) + " bytes";
    return {ErrorCode::bad_input, "Only a part of the answer came (" + came + "), and no whole picture is in it.",
            "It may have been paid for. It is not asked for again by itself: run the edit again.",
            why.message + (why.detail.empty() ? "" : " " + why.detail)};
}

// As the call read it, with what it fetched; addresses of what it did not fetch are still there.
Result<Reply> reply_of(Connection const& connection, fs::path const& folder, std::size_t index) {
    auto const whole = read_reply(folder / reply_name(index));
    auto const kept = whole ? whole : read_reply(folder / arriving_name(index));
    if (!kept) return fail(whole.error());
    auto reply = parse_reply(connection, kept->status, kept->headers, kept->body);
    if (!reply && !whole) {
        auto const announced = kept->announced();
        if (!announced || kept->body.size() < *announced) return fail(only_a_part(*kept, reply.error()));
    }
    if (reply) put_fetched_in(*reply, index, folder);
    return reply;
}

std::vector<std::size_t> all_in(fs::path const& folder) {
    auto all = replies_in(folder);
    std::ranges::copy(arriving_in(folder), std::back_inserter(all));
    std::ranges::sort(all);
    return all;
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

JournalEntry entry_of(fs::path const& folder, std::string id) {
    json const facts = facts_in(folder);
    json const marks = journal_marks::read(folder);
    auto const replies = replies_in(folder);
    auto const tasks = tasks_in(folder);
    JournalEntry entry;
    entry.id = std::move(id);
    entry.prompt = text_in(facts, "prompt");
    entry.provider = text_in(facts, "provider");
    entry.model = text_in(facts, "model");
    entry.time = text_in(facts, "time");
    entry.answers = replies.size();
    for (std::size_t const index : arriving_in(folder))
        if (reply_of(connection_of(facts), folder, index)) ++entry.answers;
    bool const open =
        std::ranges::any_of(tasks, [&](std::size_t index) { return std::ranges::count(replies, index) == 0; });
    entry.state = open ? "ordered" : entry.answers > 0 ? "answered" : "part";
    entry.running = journal_lock::look(folder) == journal_lock::State::held;
    entry.inserted = text_in(marks, "inserted");
    if (auto const replies_in_pictures = marks.find("inserted_replies"); replies_in_pictures != marks.end())
        entry.inserted_answers = replies_in_pictures->size();
    entry.saved = text_in(marks, "saved");
    entry.dismissed = text_in(marks, "dismissed");
    if (auto const starred = marks.find("starred"); starred != marks.end() && starred->is_boolean())
        entry.starred = starred->get<bool>();
    if (auto const price = marks.find("price_usd"); price != marks.end() && price->is_number())
        entry.price_usd = price->get<double>();
    return entry;
}

struct Folder {
    fs::path path;
    std::string id;
    fs::file_time_type begun; // when job.json was written: finer than the id, for jobs of the same second
};

} // namespace

std::vector<JournalEntry> Journal::list() const {
    std::vector<Folder> folders;
    std::error_code error;
    for (fs::directory_iterator each(root_, error), end; !error && each != end; each.increment(error)) {
        std::error_code unreadable;
        Folder folder{each->path(), each->path().filename().string(), {}};
        if (!is_id(folder.id) || !each->is_directory(unreadable) || !holds_something(folder.path)) continue;
        folder.begun = fs::last_write_time(folder.path / "job.json", unreadable);
        if (unreadable) folder.begun = fs::last_write_time(folder.path, unreadable);
        folders.push_back(std::move(folder));
    }
    std::ranges::sort(
        folders, [](auto const& a, auto const& b) { return a.begun != b.begun ? a.begun > b.begun : a.id > b.id; });
    std::vector<JournalEntry> entries;
    for (auto& folder : folders)
        entries.push_back(entry_of(folder.path, std::move(folder.id)));
    return entries;
}

Result<Reply> Journal::read(std::string_view id) const {
    auto const folder = journal_folder(root_, id);
    if (!folder) return fail(folder.error());
    Connection const connection = connection_of(facts_in(*folder));
    Reply all;
    std::optional<Error> first_error;
    for (std::size_t const index : all_in(*folder)) {
        auto reply = reply_of(connection, *folder, index);
        if (!reply) {
            if (!first_error) first_error = std::move(reply.error());
            continue;
        }
        drop_addresses(*reply);
        if (!reply->images.empty()) append(all, std::move(*reply), all.images.empty());
    }
    if (!all.images.empty()) return all;
    if (first_error) return fail(std::move(*first_error));
    return fail(ErrorCode::bad_input, "The kept answer holds no picture.",
                "The picture was at an address from which it was not fetched in time.");
}

Result<std::vector<Journal::OpenTask>> Journal::open_tasks(std::string_view id) const {
    auto const folder = journal_folder(root_, id);
    if (!folder) return fail(folder.error());
    Connection const connection = connection_of(facts_in(*folder));
    std::vector<OpenTask> open;
    for (std::size_t const index : tasks_in(*folder)) {
        auto reply = reply_of(connection, *folder, index);
        if (reply) drop_addresses(*reply);
        if (reply && !reply->images.empty()) continue;
        if (auto task = read_task(*folder / task_name(index))) open.push_back({index, std::move(*task)});
    }
    return open;
}

Result<std::vector<Journal::Unfetched>> Journal::unfetched(std::string_view id) const {
    auto const folder = journal_folder(root_, id);
    if (!folder) return fail(folder.error());
    Connection const connection = connection_of(facts_in(*folder));
    std::vector<Unfetched> all;
    for (std::size_t const index : all_in(*folder)) {
        auto reply = reply_of(connection, *folder, index);
        auto const is_missing = [](ReplyImage const& image) { return image.bytes.empty() && !image.url.empty(); };
        // What was fetched was enough for the run.
        if (reply && !reply->images.empty() && std::ranges::all_of(reply->images, is_missing))
            all.push_back({index, std::move(*reply)});
    }
    return all;
}

Result<std::string> Journal::facts(std::string_view id) const {
    auto const folder = journal_folder(root_, id);
    if (!folder) return fail(folder.error());
    auto found = files::read_if_there(*folder / "job.json", largest_facts, files::Kind::regular);
    if (!found) return fail(std::move(found.error()));
    if (!*found) return fail(ErrorCode::bad_input, "Nothing is known of this run but its answer.");
    return std::move((*found)->bytes);
}

Result<std::string> Journal::source(std::string_view id) const {
    auto const folder = journal_folder(root_, id);
    if (!folder) return fail(folder.error());
    for (auto const& ending : picture_endings()) // as which it was sent
        if (auto bytes = kept_bytes(*folder / ("source." + ending))) return bytes;
    return fail(ErrorCode::bad_input, "No picture was sent with this request.");
}

} // namespace inlay

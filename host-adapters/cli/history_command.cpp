// What was asked for, and what became of it? `history` lists everything that the journal has, `recover` without an ID
// what a person may be missing.
#include "commands.h"
#include "outcome.h"
#include "output.h"

#include "inlay/plugin/journal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace inlay::cli {
namespace {

using json = nlohmann::ordered_json;

json time_or_null(std::string const& time) {
    return time.empty() ? json(nullptr) : json(time);
}

json json_of(JournalEntry const& entry) {
    return {{"id", entry.id},
            {"time", entry.time},
            {"provider", entry.provider},
            {"model", entry.model},
            {"prompt", entry.prompt},
            {"state", entry.state},
            {"replies", entry.answers},
            {"running", entry.running},
            {"inserted", time_or_null(entry.inserted)},
            {"saved", time_or_null(entry.saved)},
            {"dismissed", time_or_null(entry.dismissed)},
            {"starred", entry.starred},
            {"price_usd", entry.price_usd ? json(*entry.price_usd) : json(nullptr)}};
}

std::string_view remark(JournalEntry const& entry) {
    if (entry.running) return "(running)  ";
    if (entry.state == "ordered") return "(ordered, not here yet)  ";
    if (entry.state == "part") return "(only a part came)  ";
    if (!entry.saved.empty()) return "(saved)  ";
    return entry.inserted.empty() ? "" : "(inserted)  ";
}

void print_entries(Arguments const& arguments, std::vector<JournalEntry> const& entries, char const* name) {
    if (arguments.json) {
        json out;
        out[name] = json::array();
        for (JournalEntry const& entry : entries)
            out[name].push_back(json_of(entry));
        print("{}\n", out.dump(2, ' ', false, json::error_handler_t::replace));
        return;
    }
    for (JournalEntry const& entry : entries)
        print("{}  {}  {}  {}{}\n", entry.id, entry.time, entry.model, remark(entry), entry.prompt);
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    return text;
}

bool matches(JournalEntry const& entry, std::string const& wanted) {
    return std::ranges::any_of(std::array{&entry.prompt, &entry.model, &entry.provider, &entry.id},
                               [&](std::string const* text) { return lower(*text).find(wanted) != std::string::npos; });
}

} // namespace

Result<void> run_history(Arguments const& arguments) {
    auto entries = default_journal().list();
    std::string const wanted = lower(arguments.search);
    std::erase_if(entries, [&](JournalEntry const& entry) { return !matches(entry, wanted); });
    if (entries.empty()) say(arguments, "Nothing like that was asked for, or it is not kept any more.");
    print_entries(arguments, entries, "entries");
    return {};
}

void list_offered(Arguments const& arguments) {
    auto entries = default_journal().list();
    std::erase_if(entries, [](JournalEntry const& entry) { return !entry.offered(); });
    if (entries.empty()) say(arguments, "No answers are kept: every one has reached its picture.");
    print_entries(arguments, entries, "answers");
}

} // namespace inlay::cli

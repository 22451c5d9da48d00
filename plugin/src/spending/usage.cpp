// What was spent, by day?
#include "inlay/plugin/usage.h"

#include "inlay/plugin/settings.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <map>

namespace inlay {
namespace {

using nlohmann::json;

std::string today() {
    std::time_t const now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    char text[16];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

std::filesystem::path usage_file() {
    return data_folder() / "usage.jsonl";
}

} // namespace

Result<void> record_spent(Spent const& spent) {
    if (auto made = make_private_folder(data_folder()); !made) return made;
    json const entry = {{"date", today()},
                        {"provider", spent.provider},
                        {"model", spent.model},
                        {"pictures", spent.pictures},
                        {"price_usd", spent.price_usd},
                        {"tokens", spent.tokens}};
    std::string const line = entry.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    // Appended with one write, so that two editors at the same time do not mix their lines.
    int const file = open(usage_file().c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    bool const written = file >= 0 && write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (file >= 0) close(file);
    if (!written)
        return fail(ErrorCode::output_failed, "What was spent could not be noted in " + usage_file().string() + ".");
    return {};
}

namespace {

std::vector<DayOfUse> days_in(std::string_view text) {
    std::map<std::string, DayOfUse, std::greater<>> days;
    for (std::size_t start = 0; start < text.size();) {
        std::size_t const end = std::min(text.find('\n', start), text.size());
        json const entry = json::parse(text.substr(start, end - start), nullptr, false);
        start = end + 1;
        if (!entry.is_object() || !entry.contains("date") || !entry["date"].is_string()) continue;
        auto const number = [&](char const* field) {
            auto const found = entry.find(field);
            return found != entry.end() && found->is_number() ? found->get<double>() : 0.0;
        };
        DayOfUse& day = days[entry["date"].get<std::string>()];
        day.date = entry["date"].get<std::string>();
        day.runs += 1;
        day.pictures += static_cast<std::int64_t>(number("pictures"));
        day.price_usd += number("price_usd");
        day.tokens += static_cast<std::int64_t>(number("tokens"));
    }
    std::vector<DayOfUse> list;
    for (auto& [date, day] : days)
        list.push_back(std::move(day));
    return list;
}

// The last lines of the file, about `bytes` of them, and whether these are all.
std::string end_of_file(std::uint64_t bytes, bool& whole) {
    whole = true;
    std::ifstream file(usage_file(), std::ios::binary | std::ios::ate);
    if (!file) return {};
    auto const size = static_cast<std::uint64_t>(std::max<std::streamoff>(file.tellg(), 0));
    whole = size <= bytes;
    std::string text(whole ? size : bytes, '\0');
    file.seekg(static_cast<std::streamoff>(size - text.size()));
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (!whole) text.erase(0, std::min(text.find('\n'), text.size() - 1) + 1);
    return text;
}

} // namespace

std::vector<DayOfUse> days_of_use() {
    auto const text = read_file(usage_file());
    return text ? days_in(*text) : std::vector<DayOfUse>();
}

// Of a file of years only the end is read: entries are appended, so those of today are together there.
double spent_today() {
    std::string const date = today();
    for (std::uint64_t bytes = 1u << 16;; bytes *= 4) {
        bool whole = false;
        auto const days = days_in(end_of_file(bytes, whole));
        bool const earlier_is_there = !days.empty() && days.back().date < date;
        if (!whole && !earlier_is_there) continue;
        for (DayOfUse const& day : days)
            if (day.date == date) return day.price_usd;
        return 0;
    }
}

} // namespace inlay

// What was spent, by day?
#include "inlay/plugin/usage.h"

#include "inlay/plugin/settings.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <ctime>
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

std::vector<DayOfUse> days_of_use() {
    std::map<std::string, DayOfUse, std::greater<>> days;
    auto const text = read_file(usage_file());
    std::size_t start = 0;
    while (text && start < text->size()) {
        std::size_t const end = std::min(text->find('\n', start), text->size());
        json const entry = json::parse(text->begin() + static_cast<std::ptrdiff_t>(start),
                                       text->begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
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

double spent_today() {
    auto const days = days_of_use();
    return !days.empty() && days.front().date == today() ? days.front().price_usd : 0;
}

} // namespace inlay

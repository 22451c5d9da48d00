// What will this run cost, and what was spent today?
#include "price.h"

#include "inlay/plugin/service.h"

#include <glib.h>

#include <algorithm>
#include <cstdio>
#include <ranges>

namespace inlay::gimp {
namespace {

std::string dollars(double amount) {
    char text[40];
    std::snprintf(text, sizeof text, amount < 0.1 ? "$%.3f" : "$%.2f", amount);
    return text;
}

} // namespace

std::string price_text(Model const& model, std::string const& size, int count, Action action) {
    auto const& prices = model.price_usd;
    if (prices.empty()) return "No price is known for this model.";
    auto const exact = size.empty() && action != Action::generate_layer ? prices.begin() : prices.find(size);
    double const low = exact != prices.end() ? exact->second : std::ranges::min(std::views::values(prices));
    double const high = exact != prices.end() ? exact->second : std::ranges::max(std::views::values(prices));
    bool const range = high - low > 0.0005;
    std::string const each = dollars(low) + (range ? " to " + dollars(high) : "");
    if (count == 1) return "Estimated price: " + each + ".";
    std::string const all = dollars(count * low) + (range ? " to " + dollars(count * high) : "");
    return "Estimated price: " + all + " (" + std::to_string(count) + " pictures at " + each + ").";
}

std::string spent_today() {
    std::vector<DayOfUse> const days = days_of_use();
    GDateTime* now = g_date_time_new_now_local();
    gchar* date = g_date_time_format(now, "%Y-%m-%d");
    g_date_time_unref(now);
    bool const today = !days.empty() && days.front().date == date && days.front().price_usd > 0;
    g_free(date);
    return today ? " Spent today: " + dollars(days.front().price_usd) + "." : std::string();
}

} // namespace inlay::gimp

// What was spent, and what is left?
#include "commands.h"
#include "outcome.h"

#include "inlay/client.h"
#include "inlay/plugin/service.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cstdlib>

namespace inlay::cli {
namespace {

using json = nlohmann::ordered_json;

constexpr char const* balance_service = "https://query.cometapi.com/user/quota";

} // namespace

Result<void> run_usage(Arguments const& arguments) {
    auto const days = days_of_use();
    if (arguments.json) {
        json out;
        out["days"] = json::array();
        for (DayOfUse const& day : days) {
            out["days"].push_back({{"date", day.date},
                                   {"runs", day.runs},
                                   {"pictures", day.pictures},
                                   {"price_usd", day.price_usd},
                                   {"tokens", day.tokens}});
        }
        fmt::print("{}\n", out.dump(2));
        return {};
    }
    if (days.empty()) say(arguments, "Nothing was spent yet. The sandbox costs nothing and is not counted.");
    for (DayOfUse const& day : days) {
        fmt::print("{}  {:>4} runs  {:>4} pictures  ${:.3f}  {} tokens\n", day.date, day.runs, day.pictures,
                   day.price_usd, day.tokens);
    }
    return {};
}

Result<void> run_balance(Arguments const& arguments) {
    auto const providers = load_providers();
    if (!providers) return fail(providers.error());
    auto const settings = Settings::load();
    if (!settings) return fail(settings.error());
    Options options;
    options.provider = "cometapi"; // the only one with such a service
    auto const target = resolve_target(options, *settings, *providers, "", arguments.key_environment);
    if (!target) return fail(target.error());
    // INLAY_BALANCE_URL: for tests, which have no account.
    char const* const other =
        std::getenv("INLAY_BALANCE_URL"); // NOLINT(concurrency-mt-unsafe): nobody changes the environment
    auto const balance = fetch_balance(other == nullptr ? balance_service : other, target->connection, {});
    if (!balance) return fail(balance.error());
    if (arguments.json) {
        json const out = {{"provider", "cometapi"}, {"left_usd", balance->left_usd}, {"used_usd", balance->used_usd}};
        fmt::print("{}\n", out.dump(2));
    } else {
        fmt::print("CometAPI: ${:.2f} left, ${:.2f} used\n", balance->left_usd, balance->used_usd);
    }
    return {};
}

} // namespace inlay::cli

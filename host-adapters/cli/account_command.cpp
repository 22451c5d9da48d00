// What was spent, and what is left?
#include "commands.h"
#include "outcome.h"
#include "output.h"

#include "inlay/client.h"
#include "inlay/plugin/session.h"
#include "inlay/plugin/usage.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace inlay::cli {
namespace {

using json = nlohmann::ordered_json;

// The chosen service if it tells a balance, otherwise the first that does; null: none does.
Provider const* telling_a_balance(ProviderTable const& providers, std::string const& chosen) {
    Provider const* first = nullptr;
    for (Provider const& provider : providers.all()) {
        if (provider.balance_url.empty()) continue;
        if (provider.id == chosen) return &provider;
        if (first == nullptr) first = &provider;
    }
    return first;
}

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
        print("{}\n", out.dump(2));
        return {};
    }
    if (days.empty()) say(arguments, "Nothing was spent yet. The sandbox costs nothing and is not counted.");
    for (DayOfUse const& day : days) {
        print("{}  {:>4} runs  {:>4} pictures  ${:.3f}  {} tokens\n", day.date, day.runs, day.pictures, day.price_usd,
              day.tokens);
    }
    return {};
}

Result<void> run_balance(Arguments const& arguments) {
    auto const session = Session::open(nullptr);
    if (!session) return fail(session.error());
    auto const* const provider = telling_a_balance(session->providers(), session->settings().provider);
    if (provider == nullptr)
        return fail(ErrorCode::usage, "None of the providers tells what is left on the account.",
                    "Look at the service's own page.");
    Options options;
    options.provider = provider->id;
    auto const target = session->target_to_ask({.options = options, .key_environment = arguments.key_environment});
    if (!target) return fail(target.error());
    auto const balance = fetch_balance(provider->balance_url, target->connection, {});
    if (!balance) return fail(balance.error());
    if (arguments.json) {
        json const out = {{"provider", provider->id}, {"left_usd", balance->left_usd}, {"used_usd", balance->used_usd}};
        print("{}\n", out.dump(2));
    } else {
        print("{}: ${:.2f} left, ${:.2f} used\n", provider->name, balance->left_usd, balance->used_usd);
    }
    return {};
}

} // namespace inlay::cli

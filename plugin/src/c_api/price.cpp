// What would a run cost? Asked by windows whenever a choice changes.
#include "text.h"

#include "inlay/plugin/parameters.h"
#include "inlay/plugin/price.h"
#include "inlay/plugin/target.h"
#include "inlay/plugin/usage.h"

#include <nlohmann/json.hpp>

namespace inlay::c_api {
namespace {

using nlohmann::json;

json dollars(std::optional<double> amount) {
    return amount ? json(*amount) : json(nullptr);
}

Result<std::string> price_json(char const* action, char const* options_json) {
    auto const which = action_of(action);
    if (!which) return fail(which.error());
    Options options;
    if (auto set = set_from_json(options, options_json == nullptr ? "{}" : options_json); !set)
        return fail(set.error());
    auto const settings = Settings::load();
    if (!settings) return fail(settings.error());
    auto const providers = load_providers();
    if (!providers) return fail(providers.error());
    auto const chosen = resolve_model(options, *settings, *providers);
    if (!chosen) return fail(chosen.error());
    ExpectedPrice const price = expected_price(chosen->provider, chosen->model, *which, options.size, options.count);
    return json{{"sentence", price_sentence(price, spent_today())},
                {"low_usd", dollars(price.low)},
                {"high_usd", dollars(price.high)}}
        .dump();
}

} // namespace
} // namespace inlay::c_api

extern "C" {

char* inlay_price(char const* action, char const* options_json) {
    using namespace inlay;
    return c_api::json_out([&] {
        auto const price = c_api::price_json(action, options_json);
        return price ? *price : c_api::error_json(price.error());
    });
}

} // extern "C"

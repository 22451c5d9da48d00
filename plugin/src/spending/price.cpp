// What will a run cost, and how is the person told? See price.h.
#include "inlay/plugin/price.h"

#include "inlay/plugin/catalogue.h"

#include <algorithm>
#include <cstdio>

namespace inlay {
namespace {

constexpr std::string_view usual_size = "1K"; // what services give when no size is asked for

// Single pictures cost a few cents: below ten cents the tenths count.
std::string dollars(double amount) {
    char text[40];
    std::snprintf(text, sizeof text, "$%.*f", amount < 0.00095 ? 4 : amount < 0.0995 ? 3 : 2, amount);
    return text;
}

std::string amount_of(ExpectedPrice const& price) {
    std::string const low = dollars(*price.low);
    std::string const high = dollars(*price.high);
    if (high == low) return say_counted("price", price.pictures, {{"price", low}});
    return say_counted("price-range", price.pictures, {{"low", low}, {"high", high}});
}

} // namespace

std::optional<double> list_price(Model const& model, std::string_view size) {
    auto const& prices = model.price_usd;
    for (std::string_view const wanted : {size, usual_size})
        if (auto const found = prices.find(std::string(wanted)); found != prices.end()) return found->second;
    if (prices.size() == 1) return prices.begin()->second;
    return std::nullopt;
}

ExpectedPrice expected_price(Provider const& provider, Model const& model, Action action, std::string_view size,
                             int count) {
    ExpectedPrice price;
    price.pictures = std::max(1, count);
    price.sandbox = provider.id == "sandbox";
    price.low = price.high = list_price(model, size);
    // For a new layer the run asks for the smallest size that covers it.
    if (action == Action::generate_layer && size.empty() && model.sizes.size() > 1 && !model.price_usd.empty()) {
        auto const [least, most] =
            std::minmax_element(model.price_usd.begin(), model.price_usd.end(),
                                [](auto const& a, auto const& b) { return a.second < b.second; });
        price.low = least->second;
        price.high = most->second;
    }
    if (price.sandbox) price.low = price.high = 0;
    for (auto* each : {&price.low, &price.high})
        if (*each) **each *= price.pictures;
    return price;
}

std::string price_sentence(ExpectedPrice const& price, double spent_today_usd) {
    if (price.sandbox) return say("price-sandbox");
    std::string text = say("price-unknown");
    if (price.low && price.high) text = *price.high > 0 ? amount_of(price) : say("price-nothing");
    if (spent_today_usd > 0) text += " " + say("spent-today", {{"amount", dollars(spent_today_usd)}});
    return text;
}

} // namespace inlay

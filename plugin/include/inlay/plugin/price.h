// What will a run cost, and how is the person told?
#pragma once

#include "inlay/plugin/action.h"
#include "inlay/providers.h"

#include <optional>
#include <string>
#include <string_view>

namespace inlay {

// The list price of one picture when `size` is asked for; of the model's own choice when it is empty or not offered.
// nullopt when the table does not say.
std::optional<double> list_price(Model const& model, std::string_view size);

struct ExpectedPrice {
    int pictures = 1;
    // Of all pictures together, US dollars; nullopt when nobody knows. They differ when the size is only chosen during
    // the run.
    std::optional<double> low;
    std::optional<double> high;
    bool sandbox = false; // free, whatever the model
};
// At the table's list prices, so about; `size` and `count` as in Options. The texts and pictures that are sent cost a
// little too, and are not in it.
ExpectedPrice expected_price(Provider const& provider, Model const& model, Action action, std::string_view size,
                             int count);

// "About $0.12 for 3 pictures. Spent today: $1.30."
std::string price_sentence(ExpectedPrice const& price, double spent_today_usd);

} // namespace inlay

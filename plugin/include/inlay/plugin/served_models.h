// What does the chosen service serve now, and does the connection work?
#pragma once

#include "inlay/plugin/target.h"

#include <stop_token>
#include <string>
#include <vector>

namespace inlay {

struct ServedModels {
    std::vector<std::string> ids; // those that make pictures: the table's, in its order of preference, then the others
    bool live = false;            // the service said so, now or within a day; false: the table's word only
};

// Without network and without waiting: what the service said within a day, otherwise the table. [any thread]
ServedModels cached_models(Target const& target);

// Asks the service unless it said so within a day (`refresh`: always asks). Blocks for up to 20 s. A service without a
// list gives the table's. Errors: those of a call.
Result<ServedModels> served_models(Target const& target, bool refresh, std::stop_token stop = {});

// When neither the options nor the settings name a model: the first of the table's preference that is served now. A
// list that cannot be had changes nothing. Never asks an address that was only typed; what it said in a test counts.
void prefer_served_model(Target& target, Options const& options, Settings const& settings,
                         ProviderTable const& providers, std::stop_token stop = {});

// The error of a model that is gone, with advice that names those that are there. An address that was only typed is
// not asked for them.
Error with_served_models(Error error, Target const& target, std::stop_token stop = {});

// One sentence for the person when key, address and network are right. Costs nothing. The one thing that asks an
// address that was only typed. Errors: those of a call; usage when the service has no list.
Result<std::string> test_connection(Target const& target, std::stop_token stop = {});

} // namespace inlay

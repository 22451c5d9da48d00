// What will this run cost, and what was spent today?
#pragma once

#include "inlay/plugin/host.h"
#include "inlay/providers.h"

#include <string>

namespace inlay::gimp {

// A sentence for what is asked for, at the table's list prices. Without a size a service gives its smallest, but for a
// new layer the one that is large enough is asked for.
std::string price_text(Model const& model, std::string const& size, int count, Action action);

// Another sentence to go behind it; empty when nothing was.
std::string spent_today();

} // namespace inlay::gimp

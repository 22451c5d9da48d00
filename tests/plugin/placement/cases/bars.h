// Which bars must placement reach, and does it? One table, for the bench and for people.
#pragma once

#include "plugin/placement/cases/measure.h"

#include <string>
#include <vector>

namespace inlay::placement::cases {

struct Bar {
    std::string measure;
    std::string wanted;
    std::string reached;
    bool met = false;
};

std::vector<Bar> bars_of(std::vector<Measured> const& all);
// Mean error against the true edit by what was asked for, next to what other plug-ins do.
std::string comparison_table(std::vector<Measured> const& all);
std::string bars_table(std::vector<Bar> const& bars);

} // namespace inlay::placement::cases

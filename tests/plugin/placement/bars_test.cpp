// Does placement reach its bars? On a sample of the synthetic cases of the development set; tests/bench/placement_bench
// measures all of them, and the held-out ones, by the same code.
#include "plugin/placement/cases/bars.h"

#include <gtest/gtest.h>

#include <array>

namespace inlay::placement::cases {
namespace {

// Some of every group: a median needs more than three restyles, and what is wrong with new scenes is seen in all of
// them.
int step_of(Group group) {
    switch (group) {
    case Group::edit:
        return 12;
    case Group::drift_only:
        return 10;
    case Group::global:
        return 6;
    case Group::restyle:
        return 5;
    case Group::new_scene:
        return 14;
    }
    return 1;
}

TEST(PlacementBars, a_sample_of_every_group_reaches_them) {
    std::vector<Spec> specs;
    std::array<int, 5> index{};
    for (Spec const& spec : all_specs())
        if (!spec.held_out && index[static_cast<std::size_t>(spec.group)]++ % step_of(spec.group) == 0)
            specs.push_back(spec);
    ASSERT_GE(specs.size(), 20U);
    std::vector<Measured> const measured = measure_all(specs);
    auto const bars = bars_of(measured);
    for (Bar const& bar : bars)
        EXPECT_TRUE(bar.met) << bar.measure << ": " << bar.wanted << ", reached " << bar.reached;
    std::printf("%s", bars_table(bars).c_str());
}

} // namespace
} // namespace inlay::placement::cases

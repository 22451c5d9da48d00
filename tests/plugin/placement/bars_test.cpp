// Does placement reach its bars? On every eleventh synthetic case of the development set; tests/bench/placement_bench
// measures all of them, and the held-out ones, by the same code.
#include "plugin/placement/cases/bars.h"

#include <gtest/gtest.h>

namespace inlay::placement::cases {
namespace {

TEST(PlacementBars, every_eleventh_case_reaches_them) {
    std::vector<Spec> specs;
    int index = 0;
    for (Spec const& spec : all_specs())
        if (!spec.held_out && index++ % 11 == 0) specs.push_back(spec);
    ASSERT_GE(specs.size(), 16U);
    std::vector<Measured> const measured = measure_all(specs);
    auto const bars = bars_of(measured);
    for (Bar const& bar : bars)
        EXPECT_TRUE(bar.met) << bar.measure << ": " << bar.wanted << ", reached " << bar.reached;
    std::printf("%s", bars_table(bars).c_str());
}

} // namespace
} // namespace inlay::placement::cases

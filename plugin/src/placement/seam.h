// Where may the layer mask's edge run, so that it cuts through nothing?
#pragma once

#include "placement/change.h"

#include <vector>

namespace inlay::placement {

// Distance of every pixel to the nearest one of `inside`, in pixels; 1e6 when there is none.
Plane distance_to(std::vector<std::uint8_t> const& inside, Size size);

// How far source and placed answer differ (Lab) at the comparison's full size, after `drift` (answer - source, at half
// size) was taken out of the answer.
Plane visible_difference(Comparison const& comparison, Planes const& drift);

// 1 at the comparison's full size: what was found changed, with all of it that hangs together by a visible difference,
// so that its edge lies where source and answer agree.
std::vector<std::uint8_t> whole_change(Change const& change, Comparison const& comparison, Plane const& difference);

// 0 to 255: 255 inside; outside it fades slowly where nothing differs, elsewhere within a pixel or two.
Mask faded(std::vector<std::uint8_t> const& inside, Comparison const& comparison, Plane const& difference);

} // namespace inlay::placement

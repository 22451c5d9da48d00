// Which pictures are placement's tests made of? Drawn by seed, and cut out of the pictures in tests/data.
#pragma once

#include "plugin/placement/cases/canvas.h"

#include <string>
#include <vector>

namespace inlay::placement::cases {

enum class Scene {
    cat,
    castle,
    axolotl,
    gem,
    landscape,
    cartoon,
    bricks,
    page,
    drawing,
    soft,
    marble,
    city,
    table,
    outside
};

std::string_view name(Scene scene);
// `outside_files`: pictures for Scene::outside, chosen by seed (only by hand, with placement_bench --pictures).
Canvas make_scene(Scene scene, Size size, std::uint32_t seed, std::vector<std::string> const& outside_files = {});

} // namespace inlay::placement::cases

// Which cases is placement judged by? A source, what a model made of it, and the truth from before drift and new
// texture.
#pragma once

#include "plugin/placement/cases/edits.h"
#include "plugin/placement/cases/scenes.h"

#include "placement/map.h"

#include <string>
#include <vector>

namespace inlay::placement::cases {

enum class Group { edit, drift_only, global, restyle, new_scene };

struct Spec {
    int number = 0;
    Group group = Group::edit;
    Scene scene = Scene::cat;
    Scene other = Scene::axolotl; // what `another` is made of
    Change change = Change::none;
    bool warped = false;   // local warp on top of the affine drift
    bool held_out = false; // not looked at while the code was made
    std::uint32_t seed = 1;
    [[nodiscard]] std::string name() const;
};

// All cases, the same on every machine; every fourth of each group is held out.
std::vector<Spec> all_specs();
// The same kinds of cases on pictures from outside of this project (by hand).
std::vector<Spec> outside_specs(int count);
// Further development cases of one group, with seeds that no other case has: rare faults need many cases to be seen.
std::vector<Spec> further_specs(Group group, int count);

struct Case {
    Spec spec;
    Image source;       // the layer, opaque; all of it is the frame
    Image answer;       // what came back
    Canvas edited;      // the clean edit in the layer's coordinates
    Plane delta;        // CIE76 between source and clean edit after a Gaussian of 2 px
    double changed = 0; // fraction of the layer with delta >= 6
    Planes drift;       // slow Lab drift that was put on the answer, in the layer's coordinates
    // Where each layer pixel lies in the answer.
    [[nodiscard]] Point answer_of(double x, double y) const;
    Affine answer_to_layer{1, 0, 0, 0, 1, 0}; // affine part
    Plane warp_x;                             // layer pixels, over the answer
    Plane warp_y;
    Rect mark;              // in the layer's coordinates; empty: none
    double drift_limit = 0; // the largest slow drift, Lab
};

Case make_case(Spec const& spec, std::vector<std::string> const& outside_files = {});

} // namespace inlay::placement::cases

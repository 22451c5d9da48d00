// How well was a case placed? The numbers behind the table of bars.
#pragma once

#include "plugin/placement/cases/cases.h"

#include "placement/trace.h"

#include "inlay/plugin/placement.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace inlay::placement::cases {

struct Measured {
    Spec spec;
    bool trusted = false;
    double trust = 0;
    double changed_truth = 0;     // fraction of the layer
    std::vector<float> residuals; // answer pixels, at unchanged pixels with structure (a sample of at most 2,000)
    double residual_median = 0;
    double residual_95 = 0;
    double corners = 0; // mean distance from the truth near the four corners, answer pixels: also where nothing has
                        // structure
    bool whole_frame = false; // everything shows
    bool almost_nothing = false;
    double covered = 1;         // of the changed pixels: mask >= 128
    double false_found = 0;     // unchanged pixels inside the mask before growth, fraction of the frame
    int unedited_border = 0;    // border pixels with a mask below 255
    double growth_to_cover = 1; // of the answer, until at most 1.5 % of a side are to be mirrored
    double mirrored = 0;        // the widest strip that is, as a share of what may be
    bool exact_outside = true;  // bit for bit where the mask is 0
    double kept_colour = 0;     // Lab between the mean of the change as placed and as the model gave it
    std::optional<double> seam; // Lab; none: no edge in unchanged surroundings
    double error = 0;           // mean CIE76 (after a Gaussian of 2 px) against the true edit
    double error_stretch = 0;   // the same for "stretch the answer to the rectangle"
    double error_feather = 0;   // the same for "paste through the feathered selection"
    double texture_median =
        0; // Lab difference at unchanged pixels with the answer in true register: how hard the case is
    double texture_75 = 0;
    double seconds = 0;
    std::string why;
};

struct Placement {
    Request request;
    Frame frame;
    Image sent;
    Placed placed;
    Trace trace;
};

// Places with the default options. Throws when place() fails.
void place_case(Case const& subject, Placement& out, Options const& options = {});
Measured measure(Case const& subject, Placement const& placement);
// A restyle may have grown about its centre: its pixels where they would lie if it had not.
Image back_in_register(Placement const& placement, Image result);
void measure_border(Case const& subject, Placement const& placement, Measured& out);

// Makes, places and measures every case, two at a time. `each` is called after each, one at a time. `files`: pictures
// from outside of this project.
using Each = std::function<void(Case const&, Placement const&, Measured const&)>;
std::vector<Measured> measure_all(std::vector<Spec> const& specs, Each const& each = {},
                                  std::vector<std::string> const& files = {});

double quantile(std::vector<float> values, double part); // 0 when empty

} // namespace inlay::placement::cases

// How well does each patch of the answer fit the source at every small displacement?
#pragma once

#include "placement/map.h"
#include "placement/registration/features.h"

#include <vector>

namespace inlay::placement {

// One patch of the answer: its middle (pixel coordinates of the level, corner at 0), the whole-pixel displacement
// around which it was looked for, and the normalised correlation for displacements of -radius..radius around that.
struct PatchScores {
    Point middle;
    int base_x = 0;
    int base_y = 0;
    int radius = 0;
    std::vector<float> scores; // (2 radius + 1)^2, row by row

    [[nodiscard]] int side() const { return 2 * radius + 1; }
    [[nodiscard]] float at(int dx, int dy) const {
        return scores[static_cast<std::size_t>((dy + radius) * side() + dx + radius)];
    }
};

struct PatchGrid {
    int size = 16; // side of a patch
    int stride = 8;
    int radius = 8;                // of the search
    float least_structure = 0.05F; // mean squared feature length of a patch worth matching
};

// `guess`: answer -> source in this level's pixels; patches are looked for around where it takes them. Patches without
// structure in both pictures are left out; `structured` (when given) receives the number of patches with structure in
// the source.
std::vector<PatchScores> match_patches(Features const& answer, Features const& source, Affine const& guess,
                                       PatchGrid const& grid);

// The best displacement of one patch, to a fraction of a pixel.
struct Match {
    Point middle;       // in the answer
    Point displacement; // answer -> source: source = middle + displacement
    double score = 0;   // -1 to 1
    // How sharply the score falls off around the peak, and so how much the match says about each direction: xx, xy, yy.
    double sharp_xx = 0;
    double sharp_xy = 0;
    double sharp_yy = 0;
};

// Highest score less `pull` times the squared distance from where `model` puts the patch.
Match best_match(PatchScores const& patch, Affine const& model, double pull);

} // namespace inlay::placement

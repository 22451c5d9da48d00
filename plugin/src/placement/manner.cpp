// Did the model paint the whole picture anew in another manner?
#include "placement/manner.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace inlay::placement {
namespace {

constexpr double band = 3;     // half-resolution pixels: structure is what a Gaussian of this takes away
constexpr double window = 6;   // half-resolution pixels over which structure is compared
constexpr float least = 2.0F;  // L*: weaker structure is made anew by every model and tells nothing
constexpr int cells = 8;       // in each direction
constexpr double filled = 0.1; // of a cell
// A cell of which more was found changed belongs to an edit, as does what is remade beside it (thin lines on white
// paper that became other thin lines). Another manner is everywhere, so it is asked in the other cells if there are
// enough.
constexpr double edited = 0.15;
constexpr double enough_cells = 0.25; // of those that have structure
// Synthetic answers without a restyle stay below 0.08; watercolours begin at 0.19.
constexpr double most_remade = 0.14;
// Thin lines drawn anew keep 0.74 of their strength while their form suffers too; a blurred picture has 0.4 and less; a
// brighter drawing 0.7 with its form kept.
constexpr double weak = 0.6;
constexpr double rather_weak = 0.77;
constexpr double strong = 1.4;
constexpr double same_form = 0.965;
constexpr double most_tint = 0.3;     // synthetic answers stay below 0.1, line art in another ink begins at 0.4
constexpr double least_spread = 0.25; // a single object on plain ground is an edit, whatever becomes of it

Plane structure_of(Plane const& plane) {
    Plane out = gaussian(plane, band);
    for (std::size_t i = 0; i < out.values.size(); ++i)
        out.values[i] = plane.values[i] - out.values[i];
    return out;
}

Plane products(Plane const& a, Plane const& b) {
    Plane out = a;
    for (std::size_t i = 0; i < out.values.size(); ++i)
        out.values[i] *= b.values[i];
    return gaussian(out, window);
}

std::size_t cell_of(int x, int y, Size size) {
    return static_cast<std::size_t>(y * cells / size.height * cells + x * cells / size.width);
}

using Cells = std::array<int, static_cast<std::size_t>(cells* cells)>;

// Which cells are asked: 1, and 0 for those of an edit.
Cells asked_cells(Comparison const& c, Mask const& found, Plane const& energy) {
    Cells changed{};
    Cells structured{};
    Size const size = c.half;
    std::size_t i = 0;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x, ++i) {
            changed[cell_of(x, y, size)] += found.bytes()[i] != 0 ? 1 : 0;
            structured[cell_of(x, y, size)] += found.bytes()[i] == 0 && energy.values[i] >= least * least ? 1 : 0;
        }
    }
    double const cell = static_cast<double>(size.area()) / (cells * cells);
    Cells out{};
    int with_structure = 0;
    int left = 0;
    for (std::size_t k = 0; k < out.size(); ++k) {
        out[k] = changed[k] <= edited * cell ? 1 : 0;
        bool const has = structured[k] > filled * cell;
        with_structure += has ? 1 : 0;
        left += has ? out[k] : 0;
    }
    if (left < enough_cells * with_structure) out.fill(1);
    return out;
}

} // namespace

Manner manner_of(Comparison const& c, Mask const& found) {
    Manner out;
    Size const size = c.half;
    Plane const ours = structure_of(c.source[0]);
    Plane const theirs = structure_of(c.answer[0]);
    Plane const own = products(ours, ours);
    Plane const common = products(ours, theirs);
    Plane const other = products(theirs, theirs);
    std::array<Plane, 2> had;
    std::array<Plane, 2> got;
    for (std::size_t k = 0; k < 2; ++k) {
        had[k] = products(ours, structure_of(c.source[k + 1]));
        got[k] = products(ours, structure_of(c.answer[k + 1]));
    }
    Cells in_cell{};
    Cells const asked = asked_cells(c, found, own);
    double structured = 0;
    double remade = 0;
    double contrast = 0;
    double strength = 0;
    double colour[2][2] = {{0, 0}, {0, 0}};
    std::size_t i = 0;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x, ++i) {
            if (c.reach.values[i] <= 0 || c.clear.values[i] <= 0 || found.bytes()[i] != 0) continue;
            float const energy = own.values[i];
            if (energy < least * least) continue;
            std::size_t const cell = cell_of(x, y, size);
            ++in_cell[cell];
            if (asked[cell] == 0) continue;
            ++structured;
            float const gain = common.values[i] / energy;
            float const correlation = common.values[i] / std::sqrt(energy * std::max(other.values[i], 1e-3F));
            remade += correlation < 0.6F || gain < 0.5F ? 1 : 0;
            contrast += static_cast<double>(gain);
            strength += static_cast<double>(std::sqrt(other.values[i] / energy));
            for (std::size_t k = 0; k < 2; ++k) {
                colour[k][0] += static_cast<double>(had[k].values[i] / energy);
                colour[k][1] += static_cast<double>(got[k].values[i] / energy);
            }
        }
    }
    if (structured < 1) return out;
    double const enough = filled * static_cast<double>(size.area()) / (cells * cells);
    out.spread =
        static_cast<double>(std::ranges::count_if(in_cell, [&](int n) { return n > enough; })) / (cells * cells);
    out.remade = remade / structured;
    out.contrast = contrast / structured;
    out.strength = strength / structured;
    // Colour that merely lost contrast with everything else is not new.
    out.tint =
        std::hypot(colour[0][1] - out.contrast * colour[0][0], colour[1][1] - out.contrast * colour[1][0]) / structured;
    bool const faded = out.strength < rather_weak && out.contrast > same_form * out.strength;
    out.another = out.spread > least_spread && (out.remade > most_remade || out.strength < weak ||
                                                out.strength > strong || faded || out.tint > most_tint);
    char text[160];
    std::snprintf(text, sizeof text, "manner%s: spread %.2f remade %.3f contrast %.2f strength %.2f tint %.3f",
                  out.another ? " another" : "", out.spread, out.remade, out.contrast, out.strength, out.tint);
    out.why = text;
    return out;
}

} // namespace inlay::placement

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
constexpr double other_form = 0.76; // restyles keep up to 0.68, a night 0.84
constexpr double most_tint = 0.3;   // synthetic answers stay below 0.1, line art in another ink begins at 0.4
// What is everywhere is in nearly all cells; what surrounds an edit (reflections, a pose) is in some.
constexpr double few = 0.3;
// A painting leaves soft backgrounds nearly as they were, so there all that is asked counts together; but not where an
// edit took so much of the picture that only what touches it is left.
constexpr double wide = 0.2;          // of the frame's cells
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
    // The rest is the edit's surroundings: plain ground, which says nothing, or too little of the picture.
    if (left < enough_cells * with_structure) out.fill(0);
    return out;
}

// Sums over the structured pixels of a cell.
struct Cell {
    double structured = 0;
    double remade = 0;
    double contrast = 0;
    double strength = 0;
    std::array<double, 2> had{};
    std::array<double, 2> got{};
};

double quantile(std::vector<double> values, double share) {
    auto const place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size()));
    std::ranges::nth_element(values, place);
    return *place;
}

} // namespace

Manner manner_of(Comparison const& c, Change const& change) {
    Manner out;
    Mask const found = change.most ? Mask(c.half) : change.found;
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
    std::array<Cell, static_cast<std::size_t>(cells * cells)> all;
    Cells const asked = asked_cells(c, found, own);
    std::size_t i = 0;
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x, ++i) {
            if (c.reach.values[i] <= 0 || c.clear.values[i] <= 0 || found.bytes()[i] != 0) continue;
            float const energy = own.values[i];
            if (energy < least * least) continue;
            Cell& cell = all[cell_of(x, y, size)];
            ++cell.structured;
            float const gain = common.values[i] / energy;
            float const correlation = common.values[i] / std::sqrt(energy * std::max(other.values[i], 1e-3F));
            cell.remade += correlation < 0.6F || gain < 0.5F ? 1 : 0;
            cell.contrast += static_cast<double>(gain);
            cell.strength += static_cast<double>(std::sqrt(other.values[i] / energy));
            for (std::size_t k = 0; k < 2; ++k) {
                cell.had[k] += static_cast<double>(had[k].values[i] / energy);
                cell.got[k] += static_cast<double>(got[k].values[i] / energy);
            }
        }
    }
    double const enough = filled * static_cast<double>(size.area()) / (cells * cells);
    out.spread =
        static_cast<double>(std::ranges::count_if(all, [&](Cell const& cell) { return cell.structured > enough; })) /
        (cells * cells);
    std::vector<double> remade;
    std::vector<double> tint;
    Cell sum;
    for (std::size_t k = 0; k < all.size(); ++k) {
        Cell const& cell = all[k];
        if (asked[k] == 0 || cell.structured <= enough) continue;
        remade.push_back(cell.remade / cell.structured);
        // Colour that merely lost contrast with everything else is not new.
        double const contrast = cell.contrast / cell.structured;
        tint.push_back(std::hypot(cell.got[0] - contrast * cell.had[0], cell.got[1] - contrast * cell.had[1]) /
                       cell.structured);
        sum.structured += cell.structured;
        sum.remade += cell.remade;
        sum.contrast += cell.contrast;
        sum.strength += cell.strength;
    }
    if (remade.empty()) return out;
    out.remade = quantile(remade, few);
    if (static_cast<double>(remade.size()) >= wide * cells * cells)
        out.remade = std::max(out.remade, sum.remade / sum.structured);
    out.contrast = sum.contrast / sum.structured;
    out.strength = sum.strength / sum.structured;
    out.tint = quantile(tint, few);
    // Blurred, or drawn in a paler ink: a pose and reflections are made anew too, but no weaker than they were.
    bool const faded = out.strength < rather_weak &&
                       (out.contrast > same_form * out.strength || sum.remade > most_remade * sum.structured);
    out.another = out.spread > least_spread && (out.remade > most_remade || out.strength < weak ||
                                                out.strength > strong || faded || out.tint > most_tint);
    out.redrawn = out.contrast < other_form * out.strength;
    char text[160];
    std::snprintf(text, sizeof text, "manner%s: spread %.2f remade %.3f contrast %.2f strength %.2f tint %.3f",
                  out.another ? " another" : "", out.spread, out.remade, out.contrast, out.strength, out.tint);
    out.why = text;
    return out;
}

} // namespace inlay::placement

// What does a model do to a picture when it is asked? Clean edits, before any drift: from them comes the truth.
#pragma once

#include "plugin/placement/cases/canvas.h"

#include <functional>
#include <string_view>

namespace inlay::placement::cases {

enum class Change {
    none,
    add_small,   // an object of a few per cent
    add_large,   // up to a third
    remove,      // an object's place filled with what surrounds it
    recolour,    // "make the car red"
    text,        // words written
    lines,       // line work over a part
    two_edits,   // one added, one recoloured, far apart
    background,  // everything but one thing becomes another picture: most of it
    replace,     // one large part becomes another picture
    warmer,      // everywhere
    brighter,    // everywhere
    watercolour, // restyles and relights that keep the composition
    night,
    colourised, // line art gets colour
    oil,
    new_scene, // nothing in common
};

std::string_view name(Change change);
constexpr bool is_restyle(Change change) {
    return change == Change::watercolour || change == Change::night || change == Change::colourised ||
           change == Change::oil;
}
constexpr bool is_global(Change change) {
    return change == Change::warmer || change == Change::brighter;
}

// `inside`: the part of the canvas that will be the layer; edits lie there. `another`: gives a different picture of the
// same size.
Canvas edited(Canvas const& source, Rect inside, Change change, std::uint32_t seed,
              std::function<Canvas()> const& another);
Canvas restyled(Canvas const& source, Change change, std::uint32_t seed);

} // namespace inlay::placement::cases

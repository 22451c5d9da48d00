// Did the model paint the whole picture anew in another manner: blurred, in watercolour, in other inks?
#pragma once

#include "placement/change.h"

#include <string>

namespace inlay::placement {

// Looks at the structure where no change was found. Models make fine texture anew, but what is coarser keeps its form
// and its contrast unless a restyle was asked for; colours alone do not show it, since a restyle may keep them.
struct Manner {
    double spread = 0;    // fraction of the frame's cells that have some
    double remade = 0;    // of the structured places: those whose structure does not follow the source's
    double contrast = 1;  // of the answer's structure against the source's, where it follows it
    double strength = 1;  // of the answer's structure against the source's, whatever its form
    double tint = 0;      // colour that follows the source's light structure and is new
    bool another = false; // the picture as a whole is in another manner
    bool redrawn = false; // its structure has another form: nothing of the source's detail belongs here
    std::string why;      // for the sheet
};

// When most of the picture changed, the changed places are asked as well.
Manner manner_of(Comparison const& comparison, Change const& change);

} // namespace inlay::placement

// What does the window show of the layer that is edited: all of it, or the frame that is sent, with what may change drawn
// in? [libgimp's thread]
#pragma once

#include "gtk_compat.h"

#include <string>
#include <vector>

namespace inlay::gimp::ui {

// At most `side` pixels in either direction; nullptr: there is none. With a selection what may not change is veiled.
// `context` (percent) and `aspects` as in placement::FrameRequest.
GdkPixbuf* picture_of_subject(ItemId layer, int side, int context, std::vector<std::string> const& aspects);

} // namespace inlay::gimp::ui

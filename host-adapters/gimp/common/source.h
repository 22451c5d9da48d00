// Which layer does the person mean, and what should be said about it before anything runs?
// [libgimp's thread]
#pragma once

#include "gimp_compat.h"

#include "inlay/plugin/host.h"

#include <span>
#include <string>
#include <vector>

namespace inlay::gimp {

// What GIMP called the plug-in with.
struct Place {
    ImageId image = none; // none for generate_image
    std::vector<ItemId> drawables;
};

// edit_layer: the one layer to edit; a layer mask means its layer. generate_layer: the layer to insert above, or none
// when there is none. generate_image: none. Errors: nothing_to_edit with a sentence (no layer, several, a channel, the
// quick mask, a floating selection).
Result<ItemId> find_source(Action action, Place const& place);

// Sentences for the window before the run: indexed and grey images, a layer mode or opacity that makes the result look
// different.
std::vector<std::string> notes_before_run(Action action, Place const& place, ItemId source);

} // namespace inlay::gimp

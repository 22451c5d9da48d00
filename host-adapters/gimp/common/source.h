// Which layer does the person mean, and what is to be known of it before anything runs?
// [libgimp's thread]
#pragma once

#include "gimp_compat.h"

#include "inlay/plugin/form.h"

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

// What the form of an action wants to know of the image and the layer.
FormContext context_of(Action action, Place const& place, ItemId source);

} // namespace inlay::gimp

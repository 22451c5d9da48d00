// How is the host read into a Snapshot, and what must be remembered so that apply can tell whether its target is still
// the same? [libgimp's thread]
#pragma once

#include "source.h"

#include "inlay/plugin/snapshot.h"

namespace inlay::gimp {

// The target as it was when the job began.
struct Captured {
    Action action = Action::edit_layer;
    ImageId image = none;
    ItemId source = none; // edit_layer: the layer edited; generate_layer: the one to insert above, may be none
    Rect source_rect;     // edit_layer
    Size canvas;
    GimpImageBaseType base = GIMP_RGB;
    Image looks; // edit_layer: fingerprint(source)
};

struct Capture {
    Captured target;
    Snapshot snapshot;
};

// Errors: nothing_to_edit, host_failed.
Result<Capture> capture(Action action, Place const& place, double feather);

// A layer that the model should look at as well, as it is shown, its own mask included. Errors: host_failed.
Result<Image> capture_reference(ItemId layer);

// Whether the layer was flipped or turned by 180 degrees since `before` was taken; painting on it does not count.
bool was_turned(ImageView before, ImageView after);

} // namespace inlay::gimp

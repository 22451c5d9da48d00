// How do finished edits get into the image, as one undo step, or into an image of their own?
// [libgimp's thread]
#pragma once

#include "capture.h"

#include "inlay/plugin/snapshot.h"

#include <span>
#include <vector>

namespace inlay::gimp {

struct Inserted {
    ImageId image = none;
    std::vector<ItemId> layers; // in the order of the edits; the first is on top and the only visible one
};

// Once, on success. Re-checks the target, then inserts as one undo step; for generate_image it makes one. Errors:
// target_changed, host_failed; then nothing was inserted.
Result<Inserted> apply_edits(Captured const& target, std::span<Edit const> edits);

// One image that holds all edits as layers. Errors: host_failed; then there is no image.
Result<Inserted> make_image(std::span<Edit const> edits);

// What was inserted is drawn; `new_image`: it gets a window of its own, where there is a display.
void show(Inserted const& inserted, bool new_image);

} // namespace inlay::gimp

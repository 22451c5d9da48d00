// How do finished edits get into the image, as one undo step, or into an image of their own?
// [libgimp's thread]
#pragma once

#include "capture.h"

#include "inlay/plugin/host.h"

#include <span>
#include <vector>

namespace inlay::gimp {

struct Inserted {
    ImageId image = none;
    std::vector<ItemId> layers; // in the order of the edits; the first is on top and the only visible one
};

// Re-checks the target, then inserts. Errors: target_changed, host_failed; then nothing was inserted.
Result<Inserted> insert_layers(Captured const& target, std::span<Edit const> edits);

// One image that holds all edits as layers. Errors: host_failed; then there is no image.
Result<Inserted> make_image(std::span<Edit const> edits);

} // namespace inlay::gimp

// How do the pixels of a GIMP drawable, in the image's profile and precision, become sRGB 8 bit, and back?
// [libgimp's thread]
#pragma once

#include "gimp_compat.h"

#include "inlay/result.h"

namespace inlay::gimp {

// `part` in the drawable's own pixels. Groups and text layers give what they show. Errors: host_failed.
Result<Image> read_srgb(ItemId drawable, Rect part);
// Fills the whole drawable, whose size is that of `pixels`. Errors: host_failed.
Result<void> write_srgb(ItemId drawable, ImageView pixels);

// Layer masks, channels and the selection: one component of linear light whatever the image's precision is, so that 128
// is half.
Result<Mask> read_mask(ItemId channel, Rect part);
Result<void> write_mask(ItemId channel, MaskView mask);

// At most 64 pixels in either direction, colours as they lie in memory: only good for comparing with another one of the
// same drawable.
Result<Image> fingerprint(ItemId drawable);

} // namespace inlay::gimp

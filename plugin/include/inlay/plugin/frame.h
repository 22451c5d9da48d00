// Which part of a layer does a run send? Asked by the job, and before it by hosts that convert only what is sent.
#pragma once

#include "inlay/plugin/options.h"
#include "inlay/plugin/placement.h"
#include "inlay/providers.h"
#include "inlay/result.h"

namespace inlay {

// The selection with the soft edge that Options::feather (pixels) asks for.
Mask softened(MaskView selection, double feather);

// The smallest rectangle outside of which the mask is 0; empty: it is 0 everywhere.
Rect bounds_of(MaskView mask);

// `selection` is softened already and of the layer's size; without pixels: nothing is selected. A function of values.
// Errors: nothing_to_edit (the selection does not touch the layer).
Result<placement::Frame> frame_to_send(Size layer, MaskView selection, Options const& options, Model const& model);

} // namespace inlay

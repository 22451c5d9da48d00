// What passes between a host and a job? The host reads itself once into a Snapshot, shows Progress while the job runs,
// and writes the Edits once. All are complete values.
#pragma once

#include "inlay/plugin/action.h"
#include "inlay/raster.h"

#include <optional>
#include <string>
#include <vector>

namespace inlay {

// Everything a job needs to know of the host, as captured when the person pressed the button. A complete value.
struct Snapshot {
    Image layer; // edit_layer: the layer's own pixels in its own bounds, sRGB 8 bit, straight alpha, its own applied
                 // layer mask multiplied into the alpha. Other actions: empty. May be scaled down (a host that
                 // converts only what is sent): then the job enlarges it to layer_rect's size.
    Rect layer_rect; // where it lies on the canvas, in canvas pixels; may be negative or partly off the canvas.
                     // generate_layer: the rectangle to fill (selection's bounds, otherwise the canvas)
    Size canvas;     // pixels
    std::optional<Mask> selection; // of layer_rect's size; nullopt: no selection, everything may change
    bool feathered = false; // the host has softened it by the options' feather already, beyond the layer's edge as well
    std::string layer_name;
    std::vector<Image> references; // other layers that the model should look at, besides the files of the options
};

// One new layer (or, for generate_image, one new canvas). A complete value.
struct Edit {
    Image pixels;             // sRGB 8 bit, straight alpha
    Rect rect;                // canvas pixels
    std::optional<Mask> mask; // layer mask of pixels' size; nullopt: none
    std::string name;         // the prompt's first words; numbered when there are several
    std::string facts;        // JSON kept with the layer: prompt, provider, model, settings, price, time; never a key
};

// `queued`: a service that works by task has the order and has not begun. The numbers are the C ABI's.
enum class Stage { preparing, sending, waiting, receiving, retrying, placing, queued };

struct Progress {
    Stage stage = Stage::preparing;
    std::string text;    // for the person: "Sending 40 %", "Receiving 1.3 MB", "Waiting 23 s, attempt 2 of 3"
    double fraction = 0; // 0 to 1 of this stage; negative: not known (pulse, do not invent one)
    double seconds = 0;  // since the job began
};

} // namespace inlay

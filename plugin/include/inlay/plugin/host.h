// What must an image editor offer so that Inlay can work in it? The whole contract; host-adapters/README.md is the
// how-to for a new host.
//
// The host is touched twice: capture() reads it once into a value, apply() writes once, as one undo step, and only on
// success. Between the two a Job (job.h) works on values alone, on its own thread. Why: GIMP's own Cancel ends a
// plug-in's process, libgimp is one pipe that belongs to one thread, and Krita's API belongs to the GUI thread. So
// nothing may be half written and no undo group may stand open while the network is waited for.
#pragma once

#include "inlay/raster.h"
#include "inlay/result.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace inlay {

// What a person asked for.
enum class Action {
    edit_layer,     // the selected layer, changed by a sentence, as a new layer above it
    generate_layer, // a new layer from a sentence
    generate_image, // a new canvas from a sentence
};

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
    std::string name;         // the prompt's first words
    std::string facts;        // JSON kept with the layer: prompt, provider, model, settings, price, time; never a key
};

enum class Stage { preparing, sending, waiting, receiving, retrying, placing };

struct Progress {
    Stage stage = Stage::preparing;
    std::string text;    // for the person: "Sending 40 %", "Receiving 1.3 MB", "Waiting 23 s, attempt 2 of 3"
    double fraction = 0; // 0 to 1 of this stage; negative: not known (pulse, do not invent one)
    double seconds = 0;  // since the job began
};

class Host {
  public:
    virtual ~Host() = default;
    // [host-thread] Once, before the job; changes nothing. Errors: nothing_to_edit, host_failed.
    virtual Result<Snapshot> capture(Action action) = 0;
    // [host-thread] About 10 a second. false: the person wants to stop.
    virtual bool report(Progress const& progress) = 0;
    // [host-thread] Once, on success; one undo step; re-checks its target. Moved or re-stacked: inserts at the present
    // place. Errors: target_changed (deleted, resized, transformed, mode changed, closed), host_failed; then nothing
    // was inserted.
    virtual Result<void> apply(std::span<Edit const> edits) = 0;
};

} // namespace inlay

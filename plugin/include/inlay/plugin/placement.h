// Where does an answer belong, and which of its pixels? Pure functions of images: no host, no clock, no files. [any
// thread]
//
// Coordinates: layer pixels, origin at the layer's top left corner, pixel centres at +0.5, unless a name says
// otherwise.
#pragma once

#include "inlay/raster.h"
#include "inlay/result.h"

#include <array>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace inlay::placement {

enum class Switch { automatic, on, off };

// ---- frame: which part is sent, at what size and ratio
// ------------------------------------------------------------------------------

struct FrameRequest {
    Size layer;
    std::optional<Rect> selection;    // bounds of the selection, cut to the layer, not empty; nullopt: the whole layer
    int context_percent = 25;         // of the selection's longer side, added on every side, cut at the layer
    std::vector<std::string> aspects; // "16:9" ... that the model supports; empty: the ratio is left to the model
    Size largest = {2048, 2048};      // the picture sent is not larger than this in either direction
    std::int64_t max_pixels = 4'194'304;
};

struct Frame {
    Rect rect;          // inside the layer
    Size sent;          // the size to send; never larger than rect
    std::string aspect; // the ratio to ask for; empty: let the model follow the picture
};

Frame choose_frame(FrameRequest const& request);

// White, or mid-grey when the visible pixels' mean L* is over 85: the colour under transparent parts when they are
// sent.
std::uint8_t choose_ground(ImageView layer);

// What is sent: the frame's part of the layer at frame.sent, opaque, over the ground.
Image render_frame(ImageView layer, Frame const& frame, std::uint8_t ground);

// ---- place: from the answer to the new layer
// ----------------------------------------------------------------------------------------

struct Options {
    Switch alpha = Switch::automatic; // Keep transparency
    Switch keep = Switch::automatic;  // Keep unchanged areas
    bool align = true;                // Align to the original
    bool match_colour = true;
    bool detail = true; // Keep the original's fine detail where the answer kept its structure
};

struct Request {
    ImageView layer; // the source, straight alpha
    Frame frame;
    ImageView sent;   // what render_frame() gave
    ImageView answer; // as received, any size and ratio
    std::uint8_t ground = 255;
    MaskView selection; // of the layer's size, feather already applied; empty(): everything may change
    Options options;
};

struct Registration {
    bool used = false;                              // false: the expected map (cover, centred) is in `matrix`
    std::array<double, 6> matrix{1, 0, 0, 0, 1, 0}; // 2x3 row-major: answer pixels -> layer pixels
    double trust = 0;                               // 0 to 1
    double residual_px = 0;                         // median, in answer pixels
};

struct Detail {
    bool used = false; // the original's fine detail was carried over somewhere
    double share = 0;  // at which part of what shows
};

struct Placed {
    Rect rect;                // where the new layer lies, in layer pixels (the frame)
    Image pixels;             // of rect's size; its alpha carries what Keep transparency decided
    std::optional<Mask> mask; // of rect's size: selection x change; nullopt: everything shows
    Registration registration;
    Detail detail;
    double changed_fraction = 1; // of the frame
    bool almost_nothing = false; // the model changed almost nothing: nothing should be inserted
    std::string note;            // one sentence for the person; empty when there is nothing to say
};

// Errors: cancelled, internal.
Result<Placed> place(Request const& request, std::stop_token stop = {});

// Covers `rect` with `answer`, centred, cropped and never stretched: the 2x3 map answer pixels -> layer pixels.
std::array<double, 6> cover_map(Size answer, Rect rect);

// The layer under its own new layer: pixels outside the mask are the layer's, bit for bit.
Image composite(ImageView layer, Placed const& placed);

// One sheet for `--explain`: source, answer, aligned answer, difference, mask, result, with captions.
Result<Image> explain_sheet(Request const& request, Placed const& placed);

} // namespace inlay::placement

// Which change does a prompt ask for, and which function makes it? Keywords, found at the beginning of a word and
// without regard to case; the first one in the text decides. Everything is deterministic. [any thread]
#pragma once

#include "inlay/draw_text.h"
#include "inlay/raster.h"

#include <optional>
#include <string>
#include <string_view>

namespace inlay::sandbox {

enum class Effect {
    watercolour,
    oil,
    greyscale,
    sepia,
    invert,
    blur,
    warmer,
    colder,
    brighter,
    darker,
    night,
    recolour,
    frame
};
enum class Region { centre, top, bottom, border }; // where the thing to recolour is looked for

struct Wish {
    Effect effect = Effect::frame;
    std::string word;               // as recognised: "watercolour", "red"; empty for the frame
    Colour colour;                  // recolour
    Region region = Region::centre; // recolour
};

Wish recognise(std::string_view prompt);
// `part`: what the change is about, when it is not the whole picture. Only what is drawn for it there (a frame with the
// words, a new colour) asks for it; the other effects change all, and whoever asked keeps to the selection.
Image apply(Wish const& wish, ImageView picture, std::string_view prompt, std::optional<Rect> part = std::nullopt);

Image painted(ImageView picture, bool oil);                            // effect_paint.cpp
Image recoloured(ImageView picture, Colour colour, Region region);     // effect_recolour.cpp
Image framed(ImageView picture, std::string_view prompt);              // effect_frame.cpp
Image labelled(ImageView picture, std::string_view prompt, Rect part); // effect_label.cpp
Colour tint_for(std::string_view prompt);           // effect_frame.cpp: of the frame and of the label
Image with_light(ImageView picture, Effect effect); // effect_light.cpp: warmer, colder, night

} // namespace inlay::sandbox

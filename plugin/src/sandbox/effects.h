// Which change does a prompt ask for, and which function makes it? Keywords, found at the beginning of a word and
// without regard to case; the first one in the text decides. Everything is deterministic. [any thread]
#pragma once

#include "inlay/draw_text.h"
#include "inlay/raster.h"

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
Image apply(Wish const& wish, ImageView picture, std::string_view prompt);

Image painted(ImageView picture, bool oil);                        // effect_paint.cpp
Image recoloured(ImageView picture, Colour colour, Region region); // effect_recolour.cpp
Image framed(ImageView picture, std::string_view prompt);          // effect_frame.cpp
Image with_light(ImageView picture, Effect effect);                // effect_light.cpp: warmer, colder, night

} // namespace inlay::sandbox

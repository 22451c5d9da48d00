// How do words get into a picture without a font file? A small stroke alphabet of our own, drawn with soft edges at any
// size.
//
// Letters, digits and signs of ASCII; Latin letters with marks (é, ß, ø ...); everything else is shown as a line of
// scribble. Pure, [any thread].
#pragma once

#include "inlay/raster.h"

#include <string>
#include <string_view>

namespace inlay {

struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    std::uint8_t alpha = 255;
    friend bool operator==(Colour const&, Colour const&) = default;
};

// At scale 1 a capital letter is 8 pixels high and a line 13. `text` is UTF-8; "\n" begins a new line.
// (x, y) is the top left corner of the first line; what falls outside the image is cut. `colour` is blended over what
// is there, and the image's alpha never becomes smaller.
void draw_text(Image& image, int x, int y, std::string_view text, double scale, Colour colour);

// What draw_text() covers, spacing included.
Size text_size(std::string_view text, double scale);

// Line breaks between words, so that no line is wider than `max_width` pixels; a longer word is broken. More than
// `max_lines` lines end in "...".
std::string wrapped_text(std::string_view text, double scale, int max_width, int max_lines = 1000);

} // namespace inlay

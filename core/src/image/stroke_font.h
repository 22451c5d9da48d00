// What do the letters look like? Strokes on a grid: capitals are 14 units high, y grows downward from the capitals'
// top, the baseline is at 14.
#pragma once

#include <cstdint>
#include <string_view>

namespace inlay::stroke_font {

struct Glyph {
    double width = 0;      // without spacing
    std::string_view path; // "M x y" begins a stroke, "L x y" goes straight, "Q cx cy x y" goes in a quadratic curve
};

inline constexpr double cap_height = 14;
inline constexpr double line_height = 22.75;
inline constexpr double spacing = 3.3; // between two glyphs
inline constexpr double stroke_radius = 0.82;

// A letter as one or two base characters with a mark over or under the first: e with acute is {'e', 0, '\''}.
struct Composed {
    char first = 0;
    char second = 0; // 'e' of the ligature ae; 0: none
    char mark = 0;   // ' acute, ` grave, ^ circumflex, : diaeresis, ~ tilde, o ring, v caron, - macron, , cedilla, /
                     // slash; 0: none
};

// The glyph of a character of ASCII; of a scribble for everything else.
Glyph glyph(char character) noexcept;
// The strokes of a mark for a base of this width; drawn `raise` units higher over capitals.
std::string_view mark(char kind) noexcept;
// How a code point outside ASCII is put together; {0, 0, 0} when it cannot be.
Composed composed(char32_t code_point) noexcept;

} // namespace inlay::stroke_font

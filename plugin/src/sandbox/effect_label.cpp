// What is shown for a prompt that names no effect, when a part of the picture was selected? A tinted shape inside of
// that part which carries the words: a frame around the picture would lie where nothing may change.
#include "effects.h"

#include <cmath>
#include <sstream>

namespace inlay::sandbox {

namespace {

// How much of the ellipse that fills `part` covers this pixel, with an edge one pixel soft.
double coverage(Rect part, int x, int y) {
    double const half_width = part.width / 2.0;
    double const half_height = part.height / 2.0;
    double const dx = (x + 0.5 - part.x - half_width) / half_width;
    double const dy = (y + 0.5 - part.y - half_height) / half_height;
    double const outside = (std::hypot(dx, dy) - 1) * std::min(half_width, half_height);
    return std::clamp(0.5 - outside, 0.0, 1.0);
}

// The largest size at which the words fit into the middle of the ellipse.
double fitting_scale(std::string_view prompt, Size room) {
    for (double scale = std::max(1.0, room.height / 2.0 / 13); scale > 1; scale *= 0.85) {
        std::string const text = wrapped_text(prompt, scale, room.width, 4);
        if (text.ends_with("...") && !prompt.ends_with("...")) continue;
        if (Size const size = text_size(text, scale); size.width <= room.width && size.height <= room.height)
            return scale;
    }
    return 1;
}

} // namespace

Image labelled(ImageView picture, std::string_view prompt, Rect part) {
    Image out(picture);
    Colour const tint = tint_for(prompt);
    std::uint8_t const ink[3] = {tint.red, tint.green, tint.blue};
    constexpr double strength = 0.86; // what is below still shows a little, as through paint
    for (int y = part.y; y < part.bottom(); ++y) {
        for (int x = part.x; x < part.right(); ++x) {
            double const a = strength * coverage(part, x, y);
            std::uint8_t* const p = out.pixel(x, y);
            for (int c = 0; c < 3; ++c)
                p[c] = static_cast<std::uint8_t>(
                    std::lround(std::lerp(static_cast<double>(p[c]), static_cast<double>(ink[c]), a)));
        }
    }
    // The largest rectangle in an ellipse is 0.707 of its sides.
    Size const room{static_cast<int>(part.width * 0.74), static_cast<int>(part.height * 0.66)};
    if (room.width < 8 || room.height < 8) return out;
    double const scale = fitting_scale(prompt, room);
    std::string const text = wrapped_text(prompt, scale, room.width, 4);
    int y = part.y + (part.height - text_size(text, scale).height) / 2;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        Size const words = text_size(line, scale);
        draw_text(out, part.x + (part.width - words.width) / 2, y, line, scale, {252, 252, 248, 255});
        y += words.height;
    }
    return out;
}

} // namespace inlay::sandbox

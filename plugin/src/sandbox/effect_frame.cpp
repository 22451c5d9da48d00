// What is shown for a prompt that names no effect? The picture within a tinted frame, and the prompt written on it.
#include "effects.h"

#include "noise.h"

#include <cmath>

namespace inlay::sandbox {

Colour tint_for(std::string_view prompt) {
    constexpr Colour tints[] = {{36, 92, 140},  {150, 54, 70},  {40, 110, 80},
                                {118, 70, 140}, {176, 104, 30}, {30, 112, 122}};
    return tints[hash_of(prompt) % std::size(tints)];
}

namespace {

void cover(Image& image, Rect rect, Colour colour) {
    Rect const area = intersect(rect, Rect{0, 0, image.width(), image.height()});
    double const a = colour.alpha / 255.0;
    std::uint8_t const ink[3] = {colour.red, colour.green, colour.blue};
    for (int y = area.y; y < area.bottom(); ++y) {
        for (int x = area.x; x < area.right(); ++x) {
            std::uint8_t* const p = image.pixel(x, y);
            for (int c = 0; c < 3; ++c)
                p[c] = static_cast<std::uint8_t>(
                    std::lround(std::lerp(static_cast<double>(p[c]), static_cast<double>(ink[c]), a)));
        }
    }
}

void border(Image& image, Rect outer, int thickness, Colour colour) {
    cover(image, {outer.x, outer.y, outer.width, thickness}, colour);
    cover(image, {outer.x, outer.bottom() - thickness, outer.width, thickness}, colour);
    cover(image, {outer.x, outer.y + thickness, thickness, outer.height - 2 * thickness}, colour);
    cover(image, {outer.right() - thickness, outer.y + thickness, thickness, outer.height - 2 * thickness}, colour);
}

} // namespace

Image framed(ImageView picture, std::string_view prompt) {
    Image out(picture);
    int const shorter = std::min(out.width(), out.height());
    int const thickness = std::max(2, static_cast<int>(std::lround(shorter * 0.035)));
    int const line = std::max(1, thickness / 9);
    Colour const tint = tint_for(prompt);

    double const scale = std::max(1.0, shorter * 0.042 / 13);
    int const inner_width = std::max(1, out.width() - 4 * thickness);
    std::string const text = wrapped_text(prompt, scale, inner_width, 3);
    Size const words = text_size(text, scale);
    int const band = text.empty() ? 0 : words.height + thickness / 2;

    Colour strong = tint;
    strong.alpha = 226;
    border(out, {0, 0, out.width(), out.height()}, thickness, strong);
    int const band_top = out.height() - thickness - band;
    cover(out, {thickness, band_top, out.width() - 2 * thickness, band}, strong);
    border(out, {thickness, thickness, out.width() - 2 * thickness, out.height() - 2 * thickness}, line,
           {250, 250, 246, 210});
    if (!text.empty()) {
        draw_text(out, std::max(thickness, (out.width() - words.width) / 2), band_top + thickness / 4, text, scale,
                  {252, 252, 248, 255});
    }
    return out;
}

} // namespace inlay::sandbox

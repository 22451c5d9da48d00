// What does the sandbox show when there is no picture, only words? A landscape, the prompt written on it, and a line
// that says what this is.
#include "inlay/plugin/sandbox.h"

#include "inlay/draw_text.h"
#include "inlay/resample.h"
#include "landscape.h"

#include <cmath>

namespace inlay::sandbox {

namespace {

double eased(double t) {
    t = std::clamp(t, 0.0, 1.0);
    return t * t * (3 - 2 * t);
}

// The words, on a band whose edges fade out.
void write(Image& image, std::string_view prompt) {
    constexpr std::string_view note = "Inlay sandbox: no model was asked";
    double const scale = std::max(1.0, std::min(image.width() / 1.3, static_cast<double>(image.height())) * 0.05 / 13);
    double const note_scale = std::max(0.8, scale * 0.48);
    int const room = static_cast<int>(image.width() * 0.86);
    std::string const text = wrapped_text(prompt, scale, room, 4);
    Size const words = text_size(text, scale);
    Size const small = text_size(note, note_scale);
    int const pad = static_cast<int>(scale * 9);
    int const height = words.height + small.height + 2 * pad;
    int const top = std::max(0, static_cast<int>(image.height() * 0.93) - height);
    double const fade = std::max(1.0, pad * 0.9);
    for (int y = top; y < std::min(image.height(), top + height); ++y) {
        double const edge = std::min({1.0, (y - top + 0.5) / fade, (top + height - y - 0.5) / fade});
        double const amount = 0.56 * eased(edge);
        for (int x = 0; x < image.width(); ++x) {
            double const side = eased(std::min(x + 0.5, image.width() - x - 0.5) / image.width() / 0.22);
            std::uint8_t* const p = image.pixel(x, y);
            for (int c = 0; c < 3; ++c)
                p[c] = static_cast<std::uint8_t>(
                    std::lround(p[c] * (1 - amount * (0.2 + 0.8 * side)) + 14 * amount * (0.2 + 0.8 * side)));
        }
    }
    // Lines are centred one by one.
    int y = top + pad;
    for (std::size_t at = 0; at <= text.size();) {
        std::size_t const end = std::min(text.find('\n', at), text.size());
        std::string_view const line = std::string_view(text).substr(at, end - at);
        int const x = (image.width() - text_size(line, scale).width) / 2;
        int const soft = std::max(1, static_cast<int>(scale * 0.5));
        draw_text(image, x + soft, y + soft, line, scale, {0, 0, 0, 110});
        draw_text(image, x, y, line, scale, {255, 255, 252, 255});
        y += text_size(line, scale).height;
        at = end + 1;
    }
    draw_text(image, (image.width() - small.width) / 2, y + pad / 4, note, note_scale, {255, 255, 252, 190});
}

} // namespace

Image generated(Size size, std::string_view prompt) {
    if (size.empty()) return {};
    constexpr double most_pixels =
        1.7e6; // a soft scene loses nothing when it is enlarged; the words are written at the full size
    double const scale = std::min(1.0, std::sqrt(most_pixels / static_cast<double>(size.area())));
    Size const drawn{std::max(1, static_cast<int>(std::lround(size.width * scale))),
                     std::max(1, static_cast<int>(std::lround(size.height * scale)))};
    Image image = landscape(drawn, prompt);
    if (drawn != size) image = resize(image, size);
    write(image, prompt);
    return image;
}

} // namespace inlay::sandbox

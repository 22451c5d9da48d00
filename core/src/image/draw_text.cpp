// How are words drawn into a picture? Strokes are flattened to line segments; a pixel's coverage is its distance to the
// nearest of them.
#include "inlay/draw_text.h"

#include "stroke_font.h"

#include <charconv>
#include <cmath>

namespace inlay {

namespace {

struct Point {
    double x = 0;
    double y = 0;
};
struct Segment {
    Point from;
    Point to;
};

constexpr double capital_pixels = 8; // at scale 1

double unit_pixels(double scale) {
    return scale * capital_pixels / stroke_font::cap_height;
}

// The next code point; a broken sequence counts as one unknown character and costs one byte.
char32_t take_code_point(std::string_view& text) {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned const first = byte(0);
    std::size_t const length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0;
    char32_t code = length == 1 ? first : length == 2 ? first & 0x1Fu : length == 3 ? first & 0x0Fu : first & 0x07u;
    bool good = length != 0 && length <= text.size();
    for (std::size_t i = 1; good && i < length; ++i) {
        good = (byte(i) & 0xC0u) == 0x80u;
        code = (code << 6) | (byte(i) & 0x3Fu);
    }
    text.remove_prefix(good ? length : 1);
    return good ? code : 0xFFFD;
}

// Combining marks, joiners, variation selectors and skin tones take no place of their own.
bool is_part_of_the_character_before(char32_t code) {
    auto const within = [&](char32_t first, char32_t last) { return code >= first && code <= last; };
    return within(0x300, 0x36F) || within(0x200B, 0x200F) || code == 0x2060 || within(0xFE00, 0xFE0F) ||
           within(0x1F3FB, 0x1F3FF);
}

// Calls visit(character, mark) for each glyph that stands for the code point.
template <class Visit>
void for_each_glyph(char32_t code, Visit&& visit) {
    if (is_part_of_the_character_before(code)) return;
    if (code < 0x80) return visit(code < 0x20 ? ' ' : static_cast<char>(code), char{0});
    auto const parts = stroke_font::composed(code);
    if (parts.first == 0) return visit(char{127}, char{0});
    bool const ellipsis = parts.mark == '.';
    visit(parts.first, ellipsis ? char{0} : parts.mark);
    if (parts.second != 0) visit(parts.second, char{0});
    if (ellipsis) visit('.', char{0});
}

double number(std::string_view& path) {
    while (!path.empty() && path.front() == ' ')
        path.remove_prefix(1);
    double value = 0;
    auto const [end, problem] = std::from_chars(path.data(), path.data() + path.size(), value);
    if (problem != std::errc{}) {
        path = {};
        return 0;
    }
    path.remove_prefix(static_cast<std::size_t>(end - path.data()));
    return value;
}

void flatten(std::string_view path, Point origin, double unit, std::vector<Segment>& out) {
    auto const point = [&] {
        double const x = number(path);
        double const y = number(path);
        return Point{origin.x + x * unit, origin.y + y * unit};
    };
    Point pen;
    while (!path.empty()) {
        char const command = path.front();
        path.remove_prefix(1);
        if (command == 'M') {
            pen = point();
        } else if (command == 'L') {
            Point const to = point();
            out.push_back({pen, to});
            pen = to;
        } else if (command == 'Q') {
            Point const bend = point();
            Point const to = point();
            Point const from = pen;
            int const steps = std::clamp(static_cast<int>(unit * 6), 4, 24);
            for (int i = 1; i <= steps; ++i) {
                double const t = static_cast<double>(i) / steps;
                double const u = 1 - t;
                Point const next{u * u * from.x + 2 * u * t * bend.x + t * t * to.x,
                                 u * u * from.y + 2 * u * t * bend.y + t * t * to.y};
                out.push_back({pen, next});
                pen = next;
            }
        }
    }
}

double distance(Point p, Segment const& s) {
    double const dx = s.to.x - s.from.x;
    double const dy = s.to.y - s.from.y;
    double const length2 = dx * dx + dy * dy;
    double const t =
        length2 > 0 ? std::clamp(((p.x - s.from.x) * dx + (p.y - s.from.y) * dy) / length2, 0.0, 1.0) : 0.0;
    return std::hypot(p.x - s.from.x - t * dx, p.y - s.from.y - t * dy);
}

void blend(std::uint8_t* pixel, Colour colour, double coverage) {
    double const a = coverage * colour.alpha / 255.0;
    double const below = pixel[3] / 255.0 * (1 - a);
    double const alpha = a + below;
    if (alpha <= 0) return;
    std::uint8_t const ink[3] = {colour.red, colour.green, colour.blue};
    for (int c = 0; c < 3; ++c) {
        pixel[c] = static_cast<std::uint8_t>(std::lround((ink[c] * a + pixel[c] * below) / alpha));
    }
    pixel[3] = std::max(pixel[3], static_cast<std::uint8_t>(std::lround(alpha * 255)));
}

// The strokes of one glyph meet and overlap, so coverage is gathered first and blended once.
void draw_strokes(Image& image, std::vector<Segment> const& strokes, double radius, Colour colour) {
    if (strokes.empty()) return;
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
    for (Segment const& s : strokes) {
        left = std::min({left, s.from.x, s.to.x});
        right = std::max({right, s.from.x, s.to.x});
        top = std::min({top, s.from.y, s.to.y});
        bottom = std::max({bottom, s.from.y, s.to.y});
    }
    auto const floor_at = [](double v) { return static_cast<int>(std::floor(v)); };
    Rect const all{floor_at(left - radius - 1), floor_at(top - radius - 1),
                   floor_at(right + radius + 2) - floor_at(left - radius - 1),
                   floor_at(bottom + radius + 2) - floor_at(top - radius - 1)};
    Rect const area = intersect(all, Rect{0, 0, image.width(), image.height()});
    if (area.empty()) return;
    std::vector<float> coverage(static_cast<std::size_t>(area.size().area()), 0.0F);
    for (Segment const& s : strokes) {
        int const x0 = std::max(area.x, floor_at(std::min(s.from.x, s.to.x) - radius - 1));
        int const x1 = std::min(area.right(), floor_at(std::max(s.from.x, s.to.x) + radius + 2));
        int const y0 = std::max(area.y, floor_at(std::min(s.from.y, s.to.y) - radius - 1));
        int const y1 = std::min(area.bottom(), floor_at(std::max(s.from.y, s.to.y) + radius + 2));
        for (int y = y0; y < y1; ++y) {
            for (int x = x0; x < x1; ++x) {
                auto const value = static_cast<float>(radius + 0.5 - distance({x + 0.5, y + 0.5}, s));
                float& kept = coverage[static_cast<std::size_t>(y - area.y) * static_cast<std::size_t>(area.width) +
                                       static_cast<std::size_t>(x - area.x)];
                kept = std::max(kept, std::min(value, 1.0F));
            }
        }
    }
    std::size_t i = 0;
    for (int y = area.y; y < area.bottom(); ++y) {
        for (int x = area.x; x < area.right(); ++x, ++i) {
            if (coverage[i] > 0) blend(image.pixel(x, y), colour, static_cast<double>(coverage[i]));
        }
    }
}

double advance_units(char32_t code) {
    double units = 0;
    for_each_glyph(code,
                   [&](char character, char) { units += stroke_font::glyph(character).width + stroke_font::spacing; });
    return units;
}

} // namespace

void draw_text(Image& image, int x, int y, std::string_view text, double scale, Colour colour) {
    double const unit = unit_pixels(scale);
    // Thin strokes fade instead of vanishing.
    double const radius = std::max(stroke_font::stroke_radius * unit, 0.5);
    // Room over the capitals for their marks, as in text_size().
    Point pen{x + unit * stroke_font::spacing / 2, y + unit * 4};
    std::vector<Segment> strokes;
    while (!text.empty()) {
        char32_t const code = take_code_point(text);
        if (code == '\n') {
            pen = {x + unit * stroke_font::spacing / 2, pen.y + unit * stroke_font::line_height};
            continue;
        }
        for_each_glyph(code, [&](char character, char mark) {
            auto const glyph = stroke_font::glyph(character);
            strokes.clear();
            // A dotless i carries its mark; the dot is the last stroke.
            bool const dotless = mark != 0 && character == 'i' && mark != ',';
            flatten(dotless ? "M0 4.6L0 14" : glyph.path, pen, unit, strokes);
            bool const capital = character >= 'A' && character <= 'Z';
            bool const raised = capital && mark != ',' && mark != '/';
            flatten(stroke_font::mark(mark), {pen.x + unit * glyph.width / 2, pen.y - (raised ? unit * 4.2 : 0)}, unit,
                    strokes);
            draw_strokes(image, strokes, radius, colour);
            pen.x += unit * (glyph.width + stroke_font::spacing);
        });
    }
}

Size text_size(std::string_view text, double scale) {
    double const unit = unit_pixels(scale);
    double widest = 0;
    double width = 0;
    int lines = 1;
    while (!text.empty()) {
        char32_t const code = take_code_point(text);
        if (code == '\n') {
            ++lines;
            width = 0;
            continue;
        }
        width += advance_units(code);
        widest = std::max(widest, width);
    }
    return {static_cast<int>(std::ceil(widest * unit)),
            static_cast<int>(std::ceil(lines * unit * stroke_font::line_height))};
}

std::string wrapped_text(std::string_view text, double scale, int max_width, int max_lines) {
    std::vector<std::string> lines(1);
    auto const fits = [&](std::string const& line) { return text_size(line, scale).width <= max_width; };
    auto const add_word = [&](std::string const& word) {
        std::string const longer = lines.back().empty() ? word : lines.back() + ' ' + word;
        if (fits(longer)) {
            lines.back() = longer;
            return;
        }
        if (!lines.back().empty()) lines.emplace_back();
        std::string_view rest = word;
        while (!rest.empty()) { // a word wider than the line is broken where it must be
            std::string_view const before = rest;
            take_code_point(rest);
            std::string const piece{before.substr(0, before.size() - rest.size())};
            if (!lines.back().empty() && !fits(lines.back() + piece)) lines.emplace_back();
            lines.back() += piece;
        }
    };
    std::string word;
    for (char const c : text) {
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
            word += c;
            continue;
        }
        if (!word.empty()) add_word(word);
        word.clear();
        if (c == '\n') lines.emplace_back();
    }
    if (!word.empty()) add_word(word);

    auto const allowed = static_cast<std::size_t>(std::max(1, max_lines));
    if (lines.size() > allowed) {
        lines.resize(allowed);
        std::string& last = lines.back();
        while (!last.empty() && !fits(last + "...")) { // whole characters only
            while (last.size() > 1 && (static_cast<unsigned char>(last.back()) & 0xC0u) == 0x80u)
                last.pop_back();
            last.pop_back();
        }
        last += "...";
    }
    std::string out;
    for (std::string const& line : lines) {
        if (&line != &lines.front()) out += '\n';
        out += line;
    }
    return out;
}

} // namespace inlay

// What does a model do to a part of a picture when it is asked?
#include "plugin/placement/cases/edits.h"

#include <algorithm>
#include <deque>

namespace inlay::placement::cases {
namespace {

Plane blob_cover(Size size, Blob const& blob, double soft = 1.2) {
    Plane out(size.width, size.height);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            out.at(x, y) = static_cast<float>(std::clamp(0.5 - blob.distance(x + 0.5, y + 0.5) / soft, 0.0, 1.0));
    return out;
}

void blend(Canvas& below, Canvas const& above, Plane const& cover) {
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t i = 0; i < cover.values.size(); ++i)
            below[channel].values[i] += cover.values[i] * (above[channel].values[i] - below[channel].values[i]);
}

// Covers about `fraction` of `inside`.
Blob random_blob(Rect inside, double fraction, Random& random) {
    double const radius = std::sqrt(fraction * inside.width * inside.height / 3.14159);
    double const room_x = std::max(0.05, 0.5 - radius / inside.width);
    double const room_y = std::max(0.05, 0.5 - radius / inside.height);
    return {inside.x + inside.width * (0.5 + random.real(-room_x, room_x)),
            inside.y + inside.height * (0.5 + random.real(-room_y, room_y)), radius, 0.6, random};
}

void add_object(Canvas& out, Rect inside, double fraction, Random& random) {
    Blob const blob = random_blob(inside, fraction, random);
    Blob shadow = blob;
    shadow.x += blob.radius * 0.12;
    shadow.y += blob.radius * 0.18;
    paint(
        out, blob.box(), [&](double x, double y) { return shadow.distance(x, y); },
        [&](double x, double y) {
            auto const at = [&](std::size_t c) { return 0.7F * out[c].at(static_cast<int>(x), static_cast<int>(y)); };
            return Rgb{at(0), at(1), at(2)};
        },
        blob.radius * 0.25);
    // A colour that is not already there.
    Rgb colour = random.colour(10, 250);
    int const cx = std::clamp(static_cast<int>(blob.x), 0, out[0].width - 1);
    int const cy = std::clamp(static_cast<int>(blob.y), 0, out[0].height - 1);
    for (int i = 0; i < 20 && std::abs(colour.r - out[0].at(cx, cy)) + std::abs(colour.g - out[1].at(cx, cy)) +
                                      std::abs(colour.b - out[2].at(cx, cy)) <
                                  150;
         ++i)
        colour = random.colour(10, 250);
    Size const size = size_of(out);
    Plane const texture = fractal_noise(size, std::max(12.0, blob.radius * 0.5), 5, 0.6, random.seed());
    double const rough = random.real(0, 0.25);
    bool const outlined = random.chance(0.4);
    paint(
        out, blob.box(), [&](double x, double y) { return blob.distance(x, y); },
        [&](double x, double y) {
            if (outlined && blob.distance(x, y) > -3) return Rgb{20, 20, 20};
            double const light = 1.05 - 0.35 * (x - blob.x) / blob.radius - 0.25 * (y - blob.y) / blob.radius;
            auto const f =
                static_cast<float>(std::max(0.1, light + rough * texture.at(static_cast<int>(x), static_cast<int>(y))));
            return Rgb{colour.r * f, colour.g * f, colour.b * f};
        },
        1.5);
    for (Plane& channel : out)
        for (float& value : channel.values)
            value = std::clamp(value, 0.0F, 255.0F);
}

void remove_object(Canvas& out, Rect inside, double fraction, Random& random) {
    Size const size = size_of(out);
    Plane const cover = blob_cover(size, random_blob(inside, fraction, random), 4);
    Canvas fill = out;
    for (double const sigma : {6.0, 20.0, 60.0}) { // from the far surroundings to the near: the near ones win
        int const step = sigma > 8 ? 4 : 1;
        Size const small{(size.width + step - 1) / step, (size.height + step - 1) / step};
        Plane weight = enlarged(cover, small);
        for (float& value : weight.values)
            value = value > 0.001F ? 0 : 1;
        Plane const total = gaussian(weight, sigma / step);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            Plane known = enlarged(out[channel], small);
            for (std::size_t i = 0; i < known.values.size(); ++i)
                known.values[i] *= weight.values[i];
            Plane mean = gaussian(known, sigma / step);
            for (std::size_t i = 0; i < mean.values.size(); ++i)
                mean.values[i] /= std::max(total.values[i], 1e-9F);
            Plane const large = enlarged(mean, size);
            Plane const trust = enlarged(total, size);
            for (std::size_t i = 0; i < large.values.size(); ++i) {
                bool const unreached =
                    sigma > 6 && trust.values[i] > 1e-4F && fill[channel].values[i] == out[channel].values[i];
                if (cover.values[i] > 0.001F && (sigma < 8 ? trust.values[i] > 0.02F : unreached))
                    fill[channel].values[i] = large.values[i];
            }
        }
    }
    Plane const grain = white_noise(size, random.seed());
    for (Plane& channel : fill) {
        Plane smooth = gaussian(channel, 5);
        for (std::size_t i = 0; i < smooth.values.size(); ++i)
            channel.values[i] = smooth.values[i] + 1.5F * grain.values[i];
    }
    blend(out, fill, cover);
}

// A region of similar colour (the car, the shirt); when the picture has none of a fitting size, a wobbly patch.
Plane region(Canvas const& source, Rect inside, double least, double most, Random& random) {
    Canvas lab = blurred(source, 2);
    to_lab(lab);
    Size const size = size_of(source);
    double const area = static_cast<double>(inside.width) * inside.height;
    for (int attempt = 0; attempt < 10; ++attempt) {
        int const sx = inside.x + random.whole(inside.width / 8, inside.width * 7 / 8);
        int const sy = inside.y + random.whole(inside.height / 8, inside.height * 7 / 8);
        float const tolerance = static_cast<float>(random.real(8, 16));
        std::array<float, 3> const seed{lab[0].at(sx, sy), lab[1].at(sx, sy), lab[2].at(sx, sy)};
        Plane out(size.width, size.height);
        std::deque<std::pair<int, int>> open{{sx, sy}};
        out.at(sx, sy) = 1;
        double count = 0;
        while (!open.empty() && count <= most * area) {
            auto const [x, y] = open.front();
            open.pop_front();
            ++count;
            for (auto const& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
                int const nx = x + dx;
                int const ny = y + dy;
                if (nx < inside.x || ny < inside.y || nx >= inside.right() || ny >= inside.bottom() ||
                    out.at(nx, ny) > 0)
                    continue;
                float const distance =
                    std::hypot(lab[0].at(nx, ny) - seed[0], lab[1].at(nx, ny) - seed[1], lab[2].at(nx, ny) - seed[2]);
                if (distance > tolerance) continue;
                out.at(nx, ny) = 1;
                open.emplace_back(nx, ny);
            }
        }
        if (count < least * area || count > most * area) continue;
        Plane closed = gaussian(out, 2.5);
        for (float& value : closed.values)
            value = std::clamp((value - 0.35F) * 4, 0.0F, 1.0F);
        return closed;
    }
    return blob_cover(size, random_blob(inside, random.real(least, std::min(most, 0.2)), random));
}

void recolour(Canvas& out, Rect inside, Random& random) {
    Plane const cover = region(out, inside, 0.02, 0.4, random);
    Canvas lab = out;
    to_lab(lab);
    // To a colour at least 25 Lab away from what is there, the light and shade kept.
    double sum_a = 0;
    double sum_b = 0;
    double weight = 1e-9;
    for (std::size_t i = 0; i < cover.values.size(); ++i) {
        sum_a += cover.values[i] * lab[1].values[i];
        sum_b += cover.values[i] * lab[2].values[i];
        weight += cover.values[i];
    }
    double a = 0;
    double b = 0;
    do {
        double const angle = random.real(0, 6.2832);
        double const chroma = random.real(30, 65);
        a = chroma * std::cos(angle);
        b = chroma * std::sin(angle);
    } while (std::hypot(a - sum_a / weight, b - sum_b / weight) < 25);
    double const lift = random.real(-12, 6);
    for (std::size_t i = 0; i < cover.values.size(); ++i) {
        lab[0].values[i] = std::clamp(lab[0].values[i] + static_cast<float>(lift), 12.0F, 90.0F);
        lab[1].values[i] = static_cast<float>(a) + 0.3F * (lab[1].values[i] - static_cast<float>(sum_a / weight));
        lab[2].values[i] = static_cast<float>(b) + 0.3F * (lab[2].values[i] - static_cast<float>(sum_b / weight));
    }
    from_lab(lab);
    blend(out, lab, cover);
}

void write(Canvas& out, Rect inside, Random& random) {
    static char const* const texts[] = {"SUMMER SALE", "Hello!", "Open daily\nfrom 9 to 5", "HAPPY\nBIRTHDAY", "No 42"};
    char const* const text = texts[random.whole(0, 4)];
    double const scale = inside.width * random.real(0.006, 0.012);
    int const x = inside.x + static_cast<int>(inside.width * random.real(0.05, 0.35));
    int const y = inside.y + static_cast<int>(inside.height * random.real(0.1, 0.75));
    float const middle = out[1].at(std::clamp(x + 60, 0, out[1].width - 1), std::clamp(y + 30, 0, out[1].height - 1));
    Rgb const colour = middle > 128 ? random.colour(0, 70) : random.colour(190, 255);
    for (int weight = 0; weight < 3; ++weight)
        words(out, x + weight, y + weight / 2, text, scale, colour);
}

void draw_lines(Canvas& out, Rect inside, Random& random) {
    int const count = random.whole(12, 30);
    double const cx = inside.x + inside.width * random.real(0.3, 0.7);
    double const cy = inside.y + inside.height * random.real(0.3, 0.7);
    double const reach = inside.width * random.real(0.15, 0.3);
    float const middle = out[1].at(static_cast<int>(cx), static_cast<int>(cy));
    Rgb const colour = middle > 110 ? random.colour(0, 50) : random.colour(200, 255);
    double const width = random.real(3, 7);
    for (int i = 0; i < count; ++i) {
        auto const x = [&] { return cx + random.real(-reach, reach); };
        auto const y = [&] { return cy + random.real(-reach, reach); };
        stroke(out, x(), y(), x(), y(), x(), y(), width, colour);
    }
}

void shift_lab(Canvas& out, float l, float a, float b) {
    to_lab(out);
    for (std::size_t i = 0; i < out[0].values.size(); ++i) {
        out[0].values[i] = std::clamp(out[0].values[i] + l, 0.0F, 100.0F);
        out[1].values[i] += a;
        out[2].values[i] += b;
    }
    from_lab(out);
}

} // namespace

std::string_view name(Change change) {
    static constexpr std::string_view names[] = {"none",   "add_small", "add_large",   "remove",     "recolour",
                                                 "text",   "lines",     "two_edits",   "background", "replace",
                                                 "warmer", "brighter",  "watercolour", "night",      "colourised",
                                                 "oil",    "new_scene"};
    return names[static_cast<std::size_t>(change)];
}

Canvas edited(Canvas const& source, Rect inside, Change change, std::uint32_t seed,
              std::function<Canvas()> const& another) {
    Random random(seed);
    Canvas out = source;
    switch (change) {
    case Change::none:
        break;
    case Change::add_small:
        add_object(out, inside, random.real(0.015, 0.06), random);
        break;
    case Change::add_large:
        add_object(out, inside, random.real(0.12, 0.35), random);
        break;
    case Change::remove:
        remove_object(out, inside, random.real(0.02, 0.1), random);
        break;
    case Change::recolour:
        recolour(out, inside, random);
        break;
    case Change::text:
        write(out, inside, random);
        break;
    case Change::lines:
        draw_lines(out, inside, random);
        break;
    case Change::two_edits:
        add_object(out, {inside.x, inside.y, inside.width / 2, inside.height}, random.real(0.04, 0.12), random);
        recolour(out, {inside.x + inside.width / 2, inside.y, inside.width / 2, inside.height}, random);
        break;
    case Change::background: {
        Plane cover = blob_cover(size_of(out), random_blob(inside, random.real(0.15, 0.45), random), 2);
        for (float& value : cover.values)
            value = 1 - value;
        blend(out, another(), cover);
        break;
    }
    case Change::replace:
        blend(out, another(), blob_cover(size_of(out), random_blob(inside, random.real(0.2, 0.5), random), 2));
        break;
    case Change::warmer:
        shift_lab(out, static_cast<float>(random.real(-2, 3)), static_cast<float>(random.real(4, 8)),
                  static_cast<float>(random.real(11, 18)));
        break;
    case Change::brighter:
        shift_lab(out, static_cast<float>(random.real(10, 18)), 0, static_cast<float>(random.real(-1, 1)));
        break;
    case Change::watercolour:
    case Change::night:
    case Change::colourised:
    case Change::oil:
        return restyled(source, change, seed);
    case Change::new_scene:
        return another();
    }
    return out;
}

} // namespace inlay::placement::cases

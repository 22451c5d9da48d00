// Which pictures are placement's tests made of? Those that are drawn; pictures.cpp has those that are cut out of files.
#include "plugin/placement/cases/scenes.h"

#include "plugin/placement/cases/files.h"

#include <algorithm>

namespace inlay::placement::cases {
namespace {

Rgb mix(Rgb a, Rgb b, double t) {
    auto const f = static_cast<float>(std::clamp(t, 0.0, 1.0));
    return {a.r + f * (b.r - a.r), a.g + f * (b.g - a.g), a.b + f * (b.b - a.b)};
}

Rgb lit(Rgb c, double factor) {
    auto const f = static_cast<float>(factor);
    return {c.r * f, c.g * f, c.b * f};
}

void add(Canvas& canvas, Plane const& noise, double amount) {
    for (Plane& channel : canvas)
        for (std::size_t i = 0; i < channel.values.size(); ++i)
            channel.values[i] += static_cast<float>(amount) * noise.values[i];
}

void vertical_gradient(Canvas& canvas, Rgb top, Rgb bottom) {
    int const height = canvas[0].height;
    for (int y = 0; y < height; ++y) {
        Rgb const c = mix(top, bottom, static_cast<double>(y) / height);
        std::fill_n(canvas[0].row(y), canvas[0].width, c.r);
        std::fill_n(canvas[1].row(y), canvas[1].width, c.g);
        std::fill_n(canvas[2].row(y), canvas[2].width, c.b);
    }
}

Canvas landscape(Size size, std::uint32_t seed) {
    Random random(seed);
    Canvas out = canvas(size, {});
    vertical_gradient(out, random.colour(60, 200), random.colour(150, 250));
    Plane const clouds = fractal_noise(size, size.width * random.real(0.2, 0.5), 5, 0.55, random.seed());
    for (std::size_t i = 0; i < clouds.values.size(); ++i) {
        float const cover = std::clamp(clouds.values[i] * 0.5F - 0.1F, 0.0F, 0.8F);
        for (Plane& channel : out)
            channel.values[i] += cover * (240 - channel.values[i]);
    }
    int const ridges = random.whole(3, 5);
    double const horizon = random.real(0.3, 0.6);
    for (int ridge = 0; ridge < ridges; ++ridge) {
        double const base = size.height * (horizon + (1 - horizon) * ridge / ridges);
        Plane const line = fractal_noise({size.width, 9}, size.width * random.real(0.15, 0.5), 6, 0.5, random.seed());
        Plane const texture = fractal_noise(size, random.real(10, 50), 4, 0.7, random.seed());
        double const height = size.height * random.real(0.03, 0.1);
        Rgb const colour = mix({110, 140, 160}, random.colour(20, 110), static_cast<double>(ridge + 1) / ridges);
        double const rough = random.real(0.08, 0.3);
        paint(
            out, {0, 0, size.width, size.height},
            [&](double x, double y) { return base + height * line.at(static_cast<int>(x), 4) - y; },
            [&](double x, double y) {
                return lit(colour, 1 + rough * texture.at(static_cast<int>(x), static_cast<int>(y)));
            });
        int const trees = ridge > 0 ? random.whole(2, 9) : 0;
        for (int tree = 0; tree < trees; ++tree) {
            double const x = random.real(0, size.width);
            double const y = base + random.real(0, 0.1) * size.height;
            double const tall = size.height * random.real(0.04, 0.16);
            Rgb const green = random.colour(15, 90);
            paint(
                out,
                {static_cast<int>(x - tall), static_cast<int>(y - tall) - 2, static_cast<int>(2 * tall),
                 static_cast<int>(tall) + 4},
                [&](double px, double py) { return std::max(std::abs(px - x) - (py - y + tall) * 0.35, py - y); },
                [&](double px, double py) {
                    int const ix = std::clamp(static_cast<int>(px), 0, size.width - 1);
                    int const iy = std::clamp(static_cast<int>(py), 0, size.height - 1);
                    return lit(green, 1 + 0.35 * texture.at(ix, iy) + 0.3 * (px - x) / tall);
                });
        }
    }
    return out;
}

Canvas cartoon(Size size, std::uint32_t seed) {
    Random random(seed);
    Canvas out = canvas(size, random.colour(120, 250));
    int const shapes = random.whole(8, 22);
    for (int i = 0; i < shapes; ++i) {
        Blob const blob(random.real(0, size.width), random.real(0, size.height), size.width * random.real(0.03, 0.16),
                        0.6, random);
        Rgb const colour = random.colour(10, 250);
        bool const outlined = random.chance(0.7);
        double const width = random.real(2, 5);
        paint(
            out, blob.box(), [&](double x, double y) { return blob.distance(x, y); },
            [&](double x, double y) {
                return outlined && blob.distance(x, y) > -width ? Rgb{20, 18, 25} : colour;
            });
    }
    return out;
}

Canvas bricks(Size size, std::uint32_t seed) {
    Random random(seed);
    double const high = random.real(28, 60);
    double const wide = high * random.real(1.8, 2.6);
    Rgb const clay = random.colour(70, 180);
    Plane const grain = fractal_noise(size, 24, 4, 0.8, random.seed());
    Canvas out = canvas(size, {170, 165, 158});
    for (int row = -1; row * high < size.height; ++row) {
        for (int column = -1; column * wide < size.width; ++column) {
            double const x = (column + (row % 2 != 0 ? 0.5 : 0)) * wide;
            double const y = row * high;
            Rgb const colour = lit(clay, random.real(0.8, 1.2));
            Rect const box{static_cast<int>(x), static_cast<int>(y), static_cast<int>(wide) + 2,
                           static_cast<int>(high) + 2};
            paint(
                out, box,
                [&](double px, double py) {
                    return std::max(std::abs(px - x - wide / 2) - wide / 2 + 2.5,
                                    std::abs(py - y - high / 2) - high / 2 + 2.5);
                },
                [&](double px, double py) {
                    int const ix = std::clamp(static_cast<int>(px), 0, size.width - 1);
                    int const iy = std::clamp(static_cast<int>(py), 0, size.height - 1);
                    return lit(colour, 1 + 0.06 * grain.at(ix, iy));
                });
        }
    }
    int const windows = random.whole(1, 4);
    for (int i = 0; i < windows; ++i) {
        double const x = random.real(0.1, 0.9) * size.width;
        double const y = random.real(0.1, 0.9) * size.height;
        double const w = size.width * random.real(0.05, 0.12);
        double const h = w * random.real(1, 1.8);
        Rgb const frame = random.colour(150, 250);
        Rgb const glass = random.colour(20, 120);
        Rect const box{static_cast<int>(x - w) - 2, static_cast<int>(y - h) - 2, static_cast<int>(2 * w) + 4,
                       static_cast<int>(2 * h) + 4};
        auto const outside = [&](double px, double py) { return std::max(std::abs(px - x) - w, std::abs(py - y) - h); };
        paint(out, box, outside, [&](double px, double py) {
            bool const bar = std::abs(px - x) < 5 || std::abs(py - y) < 5 || outside(px, py) > -12;
            return bar ? frame : lit(glass, 1.3 - (py - y) / h * 0.4);
        });
    }
    return out;
}

std::string sentence(Random& random, int count) {
    static char const* const stock[] = {"the",   "river",  "stone", "of",    "light", "and",   "paper", "Green",
                                        "a",     "window", "never", "over",  "made",  "Quiet", "house", "1974",
                                        "bread", "with",   "seven", "birds", "under", "ink"};
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += stock[random.whole(0, 21)];
        text += ' ';
    }
    return text;
}

Canvas page(Size size, std::uint32_t seed) {
    Random random(seed);
    Canvas out = canvas(size, {252, 250, random.chance(0.5) ? 244.0F : 252.0F});
    int y = static_cast<int>(size.height * 0.05);
    words(out, static_cast<int>(size.width * 0.08), y, sentence(random, 3), random.real(4, 6), random.colour(0, 120));
    y += 90;
    double const scale = random.real(1.6, 2.6);
    while (y < size.height) {
        if (random.chance(0.12)) {
            Rgb const colour = random.colour(60, 220);
            Rect const box{static_cast<int>(size.width * 0.1), y, static_cast<int>(size.width * random.real(0.3, 0.8)),
                           static_cast<int>(random.real(60, 200))};
            Blob const blob(box.x + box.width * 0.5, y + box.height * 0.5, box.height * 0.3, 0.5, random);
            paint(
                out, box, [](double, double) { return -9.0; },
                [&](double px, double py) {
                    return blob.distance(px, py) < 0 ? lit(colour, 0.5)
                                                     : lit(colour, 0.8 + 0.2 * (px - box.x) / box.width);
                });
            y += box.height + 24;
            continue;
        }
        words(out, static_cast<int>(size.width * 0.08), y, sentence(random, random.whole(5, 9)), scale, {30, 30, 34});
        y += static_cast<int>(15 * scale * (random.chance(0.15) ? 2 : 1));
    }
    return out;
}

Canvas drawing(Size size, std::uint32_t seed) {
    Random random(seed);
    Canvas out = canvas(size, {254, 254, 254});
    double const w = size.width;
    double const h = size.height;
    int const things = random.whole(6, 14);
    for (int i = 0; i < things; ++i) { // closed shapes, white inside, so that they hide each other as in a comic
        Blob const blob(random.real(0, w), random.real(0, h), w * random.real(0.05, 0.17), 0.7, random);
        double const width = random.real(2, 4);
        paint(
            out, blob.box(), [&](double x, double y) { return blob.distance(x, y); },
            [&](double x, double y) {
                return blob.distance(x, y) > -width ? Rgb{15, 15, 18} : Rgb{254, 254, 254};
            });
    }
    int const lines = random.whole(25, 70);
    for (int i = 0; i < lines; ++i) {
        double const x = random.real(0, w);
        double const y = random.real(0, h);
        double const reach = w * random.real(0.03, 0.3);
        stroke(out, x, y, x + random.real(-reach, reach), y + random.real(-reach, reach),
               x + random.real(-reach, reach), y + random.real(-reach, reach), random.real(1.5, 4), {15, 15, 18});
    }
    return out;
}

Canvas soft(Size size, std::uint32_t seed) {
    Random random(seed);
    Canvas out = canvas(size, {});
    vertical_gradient(out, random.colour(40, 220), random.colour(40, 220));
    int const glows = random.whole(3, 6);
    for (int i = 0; i < glows; ++i) {
        double const x = random.real(0, size.width);
        double const y = random.real(0, size.height);
        double const radius = size.width * random.real(0.1, 0.35);
        Rgb const colour = random.colour(20, 250);
        paint(
            out, {0, 0, size.width, size.height},
            [&](double px, double py) { return std::hypot(px - x, py - y) - radius; },
            [&](double, double) { return colour; }, radius * random.real(0.6, 1.6));
    }
    return out;
}

Canvas marble(Size size, std::uint32_t seed) {
    Random random(seed);
    Plane const a = fractal_noise(size, size.width * 0.3, 7, 0.62, random.seed());
    Plane const b = fractal_noise(size, size.width * 0.12, 6, 0.6, random.seed());
    Rgb const one = random.colour(20, 240);
    Rgb const two = random.colour(20, 240);
    Rgb const three = random.colour(20, 240);
    Canvas out = canvas(size, {});
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        double const vein = 0.5 + 0.5 * std::sin(4.0 * a.values[i] + b.values[i]);
        Rgb const c = mix(mix(one, two, vein), three, 0.5 * b.values[i]);
        out[0].values[i] = c.r;
        out[1].values[i] = c.g;
        out[2].values[i] = c.b;
    }
    add(out, white_noise(size, random.seed()), random.real(2, 10));
    return out;
}

Canvas city(Size size, std::uint32_t seed) {
    Random random(seed);
    Canvas out = canvas(size, {});
    vertical_gradient(out, random.colour(80, 180), random.colour(190, 250));
    Plane const dirt = fractal_noise(size, 60, 6, 0.7, random.seed());
    int const houses = random.whole(9, 18);
    for (int i = 0; i < houses; ++i) {
        double const x = random.real(-0.05, 0.95) * size.width;
        double const w = size.width * random.real(0.07, 0.2);
        double const top = size.height * (0.1 + 0.55 * static_cast<double>(i) / houses + random.real(-0.08, 0.08));
        Rgb const wall = random.colour(50, 210);
        Rgb const glass = random.colour(10, 255);
        double const step_x = random.real(18, 44);
        double const step_y = random.real(22, 50);
        double const fill = random.real(0.35, 0.7);
        paint(
            out, {static_cast<int>(x) - 1, static_cast<int>(top) - 1, static_cast<int>(w) + 3, size.height},
            [&](double px, double py) { return std::max(std::abs(px - x - w / 2) - w / 2, top - py); },
            [&](double px, double py) {
                double const u = (px - x) / step_x;
                double const v = (py - top) / step_y;
                bool const window = u - std::floor(u) < fill && v - std::floor(v) < fill && v > 0.5;
                int const ix = std::clamp(static_cast<int>(px), 0, size.width - 1);
                int const iy = std::clamp(static_cast<int>(py), 0, size.height - 1);
                double const shade = (px - x < w * 0.35 ? 0.75 : 1) * (1 + 0.08 * dirt.at(ix, iy));
                return lit(window ? glass : wall, shade);
            });
    }
    return out;
}

Canvas table(Size size, std::uint32_t seed) {
    Random random(seed);
    Canvas out = canvas(size, {});
    vertical_gradient(out, random.colour(90, 200), random.colour(60, 160));
    double const edge = size.height * random.real(0.45, 0.65);
    Plane const grain = fractal_noise({size.width, size.height}, 80, 6, 0.7, random.seed());
    Rgb const wood = random.colour(70, 190);
    paint(
        out, {0, 0, size.width, size.height}, [&](double, double y) { return edge - y; },
        [&](double x, double y) {
            double const rings = std::sin(y * 0.12 + 2 * grain.at(static_cast<int>(x), static_cast<int>(y)));
            return lit(wood, 0.9 + 0.08 * rings + 0.05 * grain.at(static_cast<int>(x), static_cast<int>(y)));
        });
    int const things = random.whole(4, 9);
    for (int i = 0; i < things; ++i) {
        double const radius = size.width * random.real(0.04, 0.13);
        double const x = random.real(0.05, 0.95) * size.width;
        double const y = edge + (size.height - edge) * (0.1 + 0.8 * static_cast<double>(i) / things) - radius * 0.6;
        Rgb const colour = random.colour(30, 240);
        paint(
            out,
            {static_cast<int>(x - 2 * radius), static_cast<int>(y), static_cast<int>(5 * radius),
             static_cast<int>(2 * radius)},
            [&](double px, double py) {
                return (std::hypot((px - x - radius * 0.5) / 1.5, (py - y - radius * 0.85) * 2.4) - radius);
            },
            [&](double px, double py) {
                int const ix = std::clamp(static_cast<int>(px), 0, size.width - 1);
                int const iy = std::clamp(static_cast<int>(py), 0, size.height - 1);
                return lit({out[0].at(ix, iy), out[1].at(ix, iy), out[2].at(ix, iy)}, 0.6);
            },
            radius * 0.5);
        bool const cube_like = random.chance(0.3);
        double const spots = random.real(0, 0.3);
        paint(
            out,
            {static_cast<int>(x - radius) - 2, static_cast<int>(y - radius) - 2, static_cast<int>(2 * radius) + 4,
             static_cast<int>(2 * radius) + 4},
            [&](double px, double py) {
                return cube_like ? std::max(std::abs(px - x), std::abs(py - y)) - radius * 0.85
                                 : std::hypot(px - x, py - y) - radius;
            },
            [&](double px, double py) {
                double const nx = (px - x) / radius;
                double const ny = (py - y) / radius;
                double const light =
                    cube_like ? (nx < 0 ? 0.95 : 0.6) : 0.35 + 0.75 * std::max(0.0, 0.8 - 0.6 * nx - 0.6 * ny) * 0.7;
                int const ix = std::clamp(static_cast<int>(px), 0, size.width - 1);
                int const iy = std::clamp(static_cast<int>(py), 0, size.height - 1);
                return lit(colour, light + spots * 0.3 * grain.at(ix, iy));
            });
    }
    return out;
}

} // namespace

std::string_view name(Scene scene) {
    static constexpr std::string_view names[] = {"cat",     "castle", "axolotl", "gem",     "landscape",
                                                 "cartoon", "bricks", "page",    "drawing", "soft",
                                                 "marble",  "city",   "table",   "outside"};
    return names[static_cast<std::size_t>(scene)];
}

Canvas make_scene(Scene scene, Size size, std::uint32_t seed, std::vector<std::string> const& outside_files) {
    switch (scene) {
    case Scene::cat:
        return cut_from(file_picture(FilePicture::cat), size, seed);
    case Scene::castle:
        return cut_from(file_picture(FilePicture::castle), size, seed);
    case Scene::axolotl:
        return cut_from(file_picture(FilePicture::axolotl), size, seed);
    case Scene::gem:
        return cut_from(file_picture(FilePicture::gem), size, seed);
    case Scene::landscape:
        return landscape(size, seed);
    case Scene::cartoon:
        return cartoon(size, seed);
    case Scene::bricks:
        return bricks(size, seed);
    case Scene::page:
        return page(size, seed);
    case Scene::drawing:
        return drawing(size, seed);
    case Scene::soft:
        return soft(size, seed);
    case Scene::marble:
        return marble(size, seed);
    case Scene::city:
        return city(size, seed);
    case Scene::table:
        return table(size, seed);
    case Scene::outside:
        return cut_from(load_picture(outside_files.at(seed % outside_files.size())), size, seed / 7);
    }
    return canvas(size, {});
}

} // namespace inlay::placement::cases

// Which cases is placement judged by?
#include "plugin/placement/cases/cases.h"

#include "plugin/placement/cases/drift.h"

#include "inlay/codec.h"

#include <algorithm>
#include <stdexcept>

namespace inlay::placement::cases {
namespace {

// The layer's size: 900 to 1500 px on the longer side, near a ratio that models know, rarely exactly.
Size layer_size(Random& random) {
    static constexpr Size ratios[] = {{1, 1}, {3, 2}, {2, 3}, {4, 3}, {3, 4}, {16, 9}, {9, 16}, {5, 4}};
    Size const ratio = ratios[random.whole(0, 7)];
    double const area = random.real(650'000, 1'300'000);
    double const stretched = static_cast<double>(ratio.width) / ratio.height * random.real(0.97, 1.03);
    return {static_cast<int>(std::sqrt(area * stretched)), static_cast<int>(std::sqrt(area / stretched))};
}

// The models' own sizes, the nearest ratio; sometimes nearly the layer's size instead, as some models give it back.
Size answer_size(Size layer, Random& random) {
    static constexpr Size sizes[] = {{1024, 1024}, {832, 1248}, {1248, 832}, {864, 1184}, {1184, 864},
                                     {896, 1152},  {1152, 896}, {768, 1344}, {1344, 768}, {848, 1264},
                                     {1264, 848},  {896, 1200}, {1200, 896}, {1408, 768}};
    if (random.chance(0.25)) return {layer.width - random.whole(0, 18), layer.height - random.whole(0, 18)};
    double const ratio = static_cast<double>(layer.width) / layer.height;
    Size best = sizes[0];
    for (Size const size : sizes) {
        auto const distance = [&](Size s) {
            return std::abs(std::log(static_cast<double>(s.width) / s.height / ratio));
        };
        if (distance(size) < distance(best)) best = size;
    }
    return best;
}

double median_of(Plane plane) {
    auto const middle = plane.values.begin() + static_cast<std::ptrdiff_t>(plane.values.size() / 2);
    std::nth_element(plane.values.begin(), middle, plane.values.end());
    return static_cast<double>(*middle);
}

Plane difference_of(Canvas const& a, Canvas const& b) {
    Canvas la = a;
    Canvas lb = b;
    to_lab(la);
    to_lab(lb);
    la = blurred(la, 2);
    lb = blurred(lb, 2);
    Plane out(a[0].width, a[0].height);
    for (std::size_t i = 0; i < out.values.size(); ++i)
        out.values[i] = std::hypot(la[0].values[i] - lb[0].values[i], la[1].values[i] - lb[1].values[i],
                                   la[2].values[i] - lb[2].values[i]);
    return out;
}

Canvas remade(Canvas const& clean, Planes const& colour, double texture, std::uint32_t seed) {
    Canvas out = with_new_texture(clean, texture, seed);
    to_lab(out);
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t i = 0; i < out[channel].values.size(); ++i)
            out[channel].values[i] += colour[channel].values[i];
    from_lab(out);
    return out;
}

// How much new texture brings the median difference (slow colour included) to `wanted`, found on the picture's middle.
double texture_amount(Canvas const& clean, Planes const& colour, double wanted, std::uint32_t seed) {
    Size const size = size_of(clean);
    int const side = std::min({400, size.width, size.height});
    Rect const middle{(size.width - side) / 2, (size.height - side) / 2, side, side};
    Canvas const part = cropped(clean, middle);
    Planes const part_colour = cropped(colour, middle);
    double amount = 1;
    for (int i = 0; i < 3; ++i) {
        double const median = median_of(difference_of(part, remade(part, part_colour, amount, seed)));
        amount = std::clamp(amount * wanted / std::max(median, 0.05), 0.4, 2.2);
    }
    return amount;
}

} // namespace

std::string Spec::name() const {
    return std::to_string(number) + "-" + std::string(cases::name(scene)) + "-" + std::string(cases::name(change)) +
           (warped ? "-warped" : "");
}

std::vector<Spec> all_specs() {
    static constexpr Scene scenes[] = {Scene::cat,     Scene::castle, Scene::axolotl, Scene::gem,     Scene::landscape,
                                       Scene::cartoon, Scene::bricks, Scene::page,    Scene::drawing, Scene::soft,
                                       Scene::marble,  Scene::city,   Scene::table};
    constexpr int scene_count = 13;
    static constexpr Change edits[] = {Change::add_small, Change::add_large,  Change::remove,
                                       Change::recolour,  Change::text,       Change::lines,
                                       Change::two_edits, Change::background, Change::replace};
    static constexpr Change restyles[] = {Change::watercolour, Change::night, Change::oil, Change::colourised};
    std::vector<Spec> out;
    std::array<int, 5> counters{};
    auto const put = [&](Group group, Scene scene, Change change, bool warped) {
        Spec spec;
        spec.number = static_cast<int>(out.size());
        spec.group = group;
        spec.scene = scene;
        spec.change = change;
        spec.warped = warped;
        spec.seed = 1000U + 7919U * static_cast<std::uint32_t>(spec.number);
        // Another kind of picture, except for every fifth new scene: two landscapes must not be taken for one either.
        int const shift = group == Group::new_scene && spec.number % 5 == 0 ? 0 : 1 + spec.number % (scene_count - 1);
        spec.other = scenes[(static_cast<int>(scene) + shift) % scene_count];
        if (spec.other == scene && static_cast<int>(scene) < 4)
            spec.other = Scene::table; // another cut of one file is no other scene
        int& counter = counters[static_cast<std::size_t>(group)];
        spec.held_out = counter++ % 4 == 3;
        out.push_back(spec);
    };
    for (int i = 0; i < 117; ++i)
        put(Group::edit, scenes[i % scene_count], edits[(i + i / scene_count) % 9], i % 2 == 1);
    for (int i = 0; i < 40; ++i)
        put(Group::drift_only, scenes[(i * 3) % scene_count], Change::none, i % 2 == 1);
    for (int i = 0; i < 14; ++i)
        put(Group::global, scenes[(i * 5) % scene_count], i % 2 == 0 ? Change::warmer : Change::brighter, i % 4 == 3);
    for (int i = 0; i < 40; ++i) {
        Change const change = restyles[i % 4];
        Scene const scene = change == Change::colourised ? (i % 8 == 3 ? Scene::castle : Scene::drawing)
                                                         : scenes[(i * 7 + i / 13) % scene_count];
        put(Group::restyle, scene, change, i % 3 == 1);
    }
    for (int i = 0; i < 68; ++i)
        put(Group::new_scene, scenes[(i * 4 + i / 13) % scene_count], Change::new_scene, false);
    return out;
}

std::vector<Spec> outside_specs(int count) {
    std::vector<Spec> out;
    static constexpr Change changes[] = {Change::add_small,   Change::none,      Change::recolour,  Change::background,
                                         Change::watercolour, Change::add_large, Change::new_scene, Change::replace,
                                         Change::night,       Change::remove,    Change::none,      Change::text,
                                         Change::two_edits,   Change::oil,       Change::new_scene, Change::warmer,
                                         Change::lines,       Change::brighter};
    for (int i = 0; i < count; ++i) {
        Spec spec;
        spec.number = 10'000 + i;
        spec.scene = Scene::outside;
        spec.other = Scene::outside;
        spec.change = changes[i % 18];
        spec.group = spec.change == Change::none        ? Group::drift_only
                     : spec.change == Change::new_scene ? Group::new_scene
                     : is_restyle(spec.change)          ? Group::restyle
                     : is_global(spec.change)           ? Group::global
                                                        : Group::edit;
        spec.warped = i % 2 == 1;
        spec.seed = 31U + 104729U * static_cast<std::uint32_t>(i);
        out.push_back(spec);
    }
    return out;
}

std::vector<Spec> further_specs(Group group, int count) {
    std::vector<Spec> out;
    std::vector<Spec> kinds = all_specs();
    std::erase_if(kinds, [&](Spec const& spec) { return spec.group != group || spec.held_out; });
    for (int i = 0; i < count; ++i) {
        auto const turn = i / static_cast<int>(kinds.size());
        Spec spec = kinds[static_cast<std::size_t>(i) % kinds.size()];
        spec.number = 20'000 + i;
        spec.warped = (i + turn) % 2 == 1;
        // Every other new scene is another picture of the same kind: the hardest to tell.
        if (group == Group::new_scene && i % 2 == 0 && static_cast<int>(spec.scene) >= 4) spec.other = spec.scene;
        spec.seed = 500'009U + 15485863U * static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(group);
        out.push_back(spec);
    }
    return out;
}

Point Case::answer_of(double x, double y) const {
    Affine const back = inverse(answer_to_layer);
    Point p = placement::apply(back, {x, y});
    if (warp_x.empty()) return p;
    for (int i = 0; i < 4;
         ++i) { // the warp is given over the answer: a few steps of fixed-point iteration, since it is smooth and small
        double const dx = sample(warp_x, static_cast<float>(p.x - 0.5), static_cast<float>(p.y - 0.5));
        double const dy = sample(warp_y, static_cast<float>(p.x - 0.5), static_cast<float>(p.y - 0.5));
        p = placement::apply(back, {x - dx, y - dy});
    }
    return p;
}

Case make_case(Spec const& spec, std::vector<std::string> const& outside_files) {
    Random random(spec.seed);
    Case out;
    out.spec = spec;
    Size const layer = layer_size(random);
    Size const answer = answer_size(layer, random);
    int const margin = std::max(layer.width, layer.height) / 12; // a drifted answer shows more than was sent
    Size const world{layer.width + 2 * margin, layer.height + 2 * margin};
    Rect const inside{margin, margin, layer.width, layer.height};
    Canvas const source = make_scene(spec.scene, world, random.seed(), outside_files);
    std::uint32_t other_seed = random.seed();
    if (spec.scene == Scene::outside && other_seed % outside_files.size() == 0) ++other_seed;
    Canvas const clean = edited(source, inside, spec.change, random.seed(),
                                [&] { return make_scene(spec.other, world, other_seed, outside_files); });

    out.source = to_image(cropped(source, inside));
    out.edited = cropped(clean, inside);
    out.delta = difference_of(to_canvas(out.source), out.edited);
    out.changed = static_cast<double>(std::ranges::count_if(out.delta.values, [](float d) { return d >= 6; })) /
                  static_cast<double>(out.delta.values.size());

    Drift const drift = random_drift(layer, answer, spec.warped, random);
    out.answer_to_layer = drift.answer_to_layer;
    out.warp_x = drift.warp_x;
    out.warp_y = drift.warp_y;
    out.drift_limit = drift.colour_limit;
    Canvas seen = rendered(clean, margin, answer, drift);
    Planes const colour = slow_colour(answer, drift, random.seed());
    std::uint32_t const texture_seed = random.seed();
    seen = remade(seen, colour, texture_amount(seen, colour, drift.texture, texture_seed), texture_seed);
    Rect const mark = drift.mark ? with_mark(seen, random) : Rect{};
    out.answer = to_image(seen);
    if (drift.jpeg_quality > 0) {
        auto const bytes = encode_jpeg(out.answer, drift.jpeg_quality);
        auto const decoded = bytes ? decode(*bytes) : Result<Decoded>(fail(bytes.error()));
        if (!decoded) throw std::runtime_error("JPEG: " + decoded.error().message);
        out.answer = decoded->image;
    }
    if (!mark.empty()) {
        Point const a =
            placement::apply(drift.answer_to_layer, {static_cast<double>(mark.x), static_cast<double>(mark.y)});
        Point const b = placement::apply(drift.answer_to_layer,
                                         {static_cast<double>(mark.right()), static_cast<double>(mark.bottom())});
        out.mark = intersect({static_cast<int>(a.x), static_cast<int>(a.y), static_cast<int>(b.x - a.x) + 1,
                              static_cast<int>(b.y - a.y) + 1},
                             {0, 0, layer.width, layer.height});
    }
    for (std::size_t channel = 0; channel < 3; ++channel) {
        out.drift[channel] = Plane(layer.width, layer.height);
        for (int y = 0; y < layer.height; ++y) {
            for (int x = 0; x < layer.width; ++x) {
                Point const p = placement::apply(inverse(out.answer_to_layer), {x + 0.5, y + 0.5});
                out.drift[channel].at(x, y) =
                    sample(colour[channel], static_cast<float>(p.x - 0.5), static_cast<float>(p.y - 0.5));
            }
        }
    }
    return out;
}

} // namespace inlay::placement::cases

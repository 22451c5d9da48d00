// What is compared with what?
#include "placement/compare.h"

#include "placement/colour.h"
#include "placement/parallel.h"

#include "inlay/resample.h"

#include <algorithm>
#include <cmath>

namespace inlay::placement {
namespace {

constexpr double largest_area = 1'100'000;
constexpr double edge = 4;         // answer pixels: nearer to its edge the Gaussian mixes in what is mirrored beyond
constexpr double sliver = 1.5;     // answer pixels that mirroring may add at its edge without being seen
constexpr double ground_reach = 5; // half-resolution pixels
constexpr double before_halving = 1.8; // with the filter of halved() a Gaussian of 2 px

Plane coarse(Plane const& plane) {
    return halved(gaussian(plane, before_halving));
}

// What the Gaussian takes away, as a local deviation.
Plane fine_energy(Plane const& lightness, Plane const& smooth_half) {
    Plane const smooth = enlarged(smooth_half, lightness.size());
    Plane squares(lightness.width, lightness.height);
    for (std::size_t i = 0; i < squares.values.size(); ++i) {
        float const d = lightness.values[i] - smooth.values[i];
        squares.values[i] = d * d;
    }
    return gaussian(halved(squares), 3);
}

// The pixel centres of the smaller picture in the frame.
SourceMap at_size(SourceMap const& map, Size frame, Size size) {
    SourceMap out = map;
    double const sx = static_cast<double>(frame.width) / size.width;
    double const sy = static_cast<double>(frame.height) / size.height;
    out.affine = then(scaling(sx, sy), map.affine);
    out.field.width = size.width;
    out.field.height = size.height;
    return out;
}

Planes rgb_planes(ImageView image) {
    Planes out{Plane(image.width(), image.height()), Plane(image.width(), image.height()),
               Plane(image.width(), image.height())};
    for (int y = 0; y < image.height(); ++y) {
        std::uint8_t const* p = image.row(y).data();
        for (int x = 0; x < image.width(); ++x, p += 4)
            for (std::size_t c = 0; c < 3; ++c)
                out[c].at(x, y) = p[c];
    }
    return out;
}

struct Side {
    Planes full; // Lab
    Planes lab;
    Planes rgb;
    Plane roughness;
    explicit Side(ImageView image) : full(lab_planes(image)) {
        for (std::size_t c = 0; c < 3; ++c)
            lab[c] = coarse(full[c]);
        roughness = fine_energy(full[0], lab[0]);
        rgb = rgb_planes(image);
        for (Plane& plane : rgb)
            plane = halved(plane);
    }
};

} // namespace

Size compared_size(Size sent) {
    double const shrink =
        std::min(1.0, std::sqrt(largest_area / static_cast<double>(std::max<std::int64_t>(sent.area(), 1))));
    return {std::max(2, static_cast<int>(std::lround(sent.width * shrink))),
            std::max(2, static_cast<int>(std::lround(sent.height * shrink)))};
}

Result<Comparison> compare(Request const& request, ImageView source, SourceMap const& map,
                           std::stop_token const& stop) {
    Comparison out;
    out.full = source.size();
    Size const frame = request.frame.rect.size();
    SourceMap const scaled = at_size(map, frame, out.full);
    auto const aligned = warp(request.answer, out.full, scaled, stop);
    if (!aligned) return fail(aligned.error());
    Image const answer = over_ground(*aligned, request.ground);

    std::array<std::optional<Side>, 2> sides;
    auto const both = for_bands(2, 1, stop, [&](int first, int last) {
        for (int i = first; i < last; ++i)
            sides[static_cast<std::size_t>(i)].emplace(i == 0 ? source : answer.view());
    });
    if (!both) return fail(both.error());
    out.source = std::move(sides[0]->lab);
    out.answer = std::move(sides[1]->lab);
    out.half = out.source[0].size();
    out.offset = std::move(sides[1]->rgb);
    out.roughness = std::move(sides[0]->roughness);
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < out.offset[c].values.size(); ++i)
            out.offset[c].values[i] -= sides[0]->rgb[c].values[i];
    for (std::size_t i = 0; i < out.roughness.values.size(); ++i)
        out.roughness.values[i] = std::sqrt(
            std::max(out.roughness.values[i], 0.0F)); // only the source's: an added object's texture is no excuse
    out.fine = std::move(sides[1]->full);
    auto const smoothed = for_bands(3, 1, stop, [&](int first, int last) {
        for (auto c = static_cast<std::size_t>(first); c < static_cast<std::size_t>(last); ++c) {
            for (std::size_t i = 0; i < out.fine[c].values.size(); ++i)
                out.fine[c].values[i] -= sides[0]->full[c].values[i];
            out.fine[c] = gaussian(out.fine[c], 1);
        }
    });
    if (!smoothed) return fail(smoothed.error());

    out.reach = Plane(out.half.width, out.half.height, 0);
    out.shown = Plane(out.half.width, out.half.height, 0);
    out.visible = Plane(out.half.width, out.half.height, 1);
    double const fx = static_cast<double>(out.full.width) / out.half.width;
    double const fy = static_cast<double>(out.full.height) / out.half.height;
    ImageView const layer = request.layer.sub(request.frame.rect);
    for (int y = 0; y < out.half.height; ++y) {
        for (int x = 0; x < out.half.width; ++x) {
            Point const p = source_of(scaled, {(x + 0.5) * fx, (y + 0.5) * fy});
            bool const inside = p.x >= edge && p.y >= edge && p.x <= request.answer.width() - edge &&
                                p.y <= request.answer.height() - edge;
            out.reach.at(x, y) = inside ? 1 : 0;
            // By the affine map alone: the smooth field is small, and least known where the picture ends.
            Point const q = placement::apply(scaled.affine, {(x + 0.5) * fx, (y + 0.5) * fy});
            bool const within = q.x >= -sliver && q.y >= -sliver && q.x <= request.answer.width() + sliver &&
                                q.y <= request.answer.height() + sliver;
            out.shown.at(x, y) = within ? 1 : 0;
            int const lx = std::min(static_cast<int>((x + 0.5) / out.half.width * frame.width), frame.width - 1);
            int const ly = std::min(static_cast<int>((y + 0.5) / out.half.height * frame.height), frame.height - 1);
            out.visible.at(x, y) = static_cast<float>(layer.pixel(lx, ly)[3]) / 255;
        }
    }
    bool const opaque = std::ranges::all_of(out.visible.values, [](float v) { return v >= 1; });
    out.clear = opaque ? out.visible : gaussian(out.visible, ground_reach);
    for (float& value : out.clear.values)
        value = value > 0.999F ? 1 : 0;
    return out;
}

} // namespace inlay::placement

// From the answer to the new layer: which steps, in which order?
#include "placement/alpha.h"
#include "placement/parallel.h"
#include "placement/registration/registration.h"
#include "placement/trace.h"
#include "placement/warp.h"

#include "inlay/guarded.h"
#include "inlay/plugin/placement.h"

namespace inlay::placement {
namespace {

double mean_of(Mask const& mask) {
    std::uint64_t sum = 0;
    for (std::uint8_t const value : mask.bytes())
        sum += value;
    return mask.empty() ? 0 : static_cast<double>(sum) / (255.0 * static_cast<double>(mask.size().area()));
}

Result<void> check(Request const& request) {
    Rect const layer{0, 0, request.layer.width(), request.layer.height()};
    if (request.answer.empty() || request.frame.rect.empty() ||
        intersect(request.frame.rect, layer) != request.frame.rect)
        return fail(ErrorCode::internal, "The picture cannot be placed.", {},
                    "frame outside the layer, or an empty answer");
    if (!request.selection.empty() && request.selection.size() != layer.size())
        return fail(ErrorCode::internal, "The picture cannot be placed.", {},
                    "the selection is not of the layer's size");
    return {};
}

Result<Placed> place_unguarded(Request const& request, std::stop_token const& stop, Trace* trace) {
    if (auto const checked = check(request); !checked) return fail(checked.error());
    Placed placed;
    placed.rect = request.frame.rect;
    placed.registration.matrix = cover_map(request.answer.size(), placed.rect);
    Affine const frame_to_layer = moving(placed.rect.x, placed.rect.y);
    SourceMap map;
    map.affine = then(frame_to_layer, inverse(placed.registration.matrix));
    if (request.options.align) {
        auto const aligned = align(request.sent, request.answer, placed.rect.size(), stop);
        if (!aligned) return fail(aligned.error());
        placed.registration.trust = aligned->trust;
        placed.registration.used = aligned->used;
        if (aligned->used) {
            map = aligned->map;
            placed.registration.matrix = then(aligned->answer_to_frame, frame_to_layer);
            placed.registration.residual_px = aligned->residual;
        }
        if (trace != nullptr) trace->why = aligned->why;
    }
    if (trace != nullptr) trace->map = map;
    auto pixels = warp(request.answer, placed.rect.size(), map, stop);
    if (!pixels) return fail(pixels.error());
    placed.pixels = *std::move(pixels);
    keep_transparency(placed.pixels, request.layer.sub(placed.rect), request.ground, request.options.alpha);
    if (!request.selection.empty()) {
        placed.mask = Mask(request.selection.sub(placed.rect));
        placed.changed_fraction = mean_of(*placed.mask);
    }
    if (stop.stop_requested()) return fail(stopped());
    return placed;
}

} // namespace

Result<Placed> place_traced(Request const& request, std::stop_token const& stop, Trace* trace) {
    return guarded([&]() -> Result<Placed> { return place_unguarded(request, stop, trace); },
                   [](Error error) -> Result<Placed> { return fail(std::move(error)); });
}

Result<Placed> place(Request const& request, std::stop_token stop) {
    return place_traced(request, stop, nullptr);
}

} // namespace inlay::placement

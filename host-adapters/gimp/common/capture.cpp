// How is the host read into a Snapshot?
#include "capture.h"

#include "colour.h"
#include "selection.h"

#include "inlay/plugin/message.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace inlay::gimp {
namespace {

// The layer's own mask, when GIMP applies it; a group's as well.
Result<void> multiply_own_mask(ItemId layer, Image& pixels) {
    ItemId const mask_id = id_of(gimp_layer_get_mask(as_layer(layer)));
    if (mask_id == none || !gimp_layer_get_apply_mask(as_layer(layer))) return {};
    Result<Mask> const mask = read_mask(mask_id, {0, 0, pixels.width(), pixels.height()});
    if (!mask) return fail(mask.error());
    auto const hidden = mask->bytes();
    auto const out = pixels.bytes();
    for (std::size_t i = 0; i < hidden.size(); ++i)
        out[i * 4 + 3] = static_cast<std::uint8_t>((out[i * 4 + 3] * hidden[i] + 127) / 255);
    return {};
}

bool nothing_visible(Image const& pixels) {
    auto const bytes = pixels.bytes();
    for (std::size_t i = 3; i < bytes.size(); i += 4)
        if (bytes[i] != 0) return false;
    return true;
}

bool all_are(Mask const& mask, std::uint8_t value) {
    return std::ranges::all_of(mask.bytes(), [value](std::uint8_t v) { return v == value; });
}

Result<Capture> capture_layer(ImageId image, ItemId layer, double feather) {
    Capture capture;
    Captured& target = capture.target;
    Snapshot& snapshot = capture.snapshot;
    target.action = Action::edit_layer;
    target.image = image;
    target.source = layer;
    target.source_rect = drawable_rect(layer);
    target.base = base_type(image);
    target.canvas = canvas_size(image);
    snapshot.canvas = target.canvas;
    snapshot.feathered = true;
    snapshot.layer_rect = target.source_rect;
    snapshot.layer_name = item_name(layer);
    if (target.source_rect.empty()) return fail(capture_error(CaptureProblem::layer_empty, snapshot.layer_name));

    Result<std::optional<Rect>> const bounds = selection_bounds(image);
    if (!bounds) return fail(bounds.error());
    if (*bounds) {
        Result<Mask> selection = selection_in(image, target.source_rect, feather);
        if (!selection) return fail(selection.error());
        if (all_are(*selection, 0)) return fail(capture_error(CaptureProblem::selection_misses, snapshot.layer_name));
        if (!all_are(*selection, 255)) snapshot.selection = std::move(*selection);
    }

    Result<Image> pixels = read_srgb(layer, {0, 0, target.source_rect.width, target.source_rect.height});
    if (!pixels) return fail(pixels.error());
    if (Result<void> masked = multiply_own_mask(layer, *pixels); !masked) return fail(masked.error());
    if (nothing_visible(*pixels)) return fail(capture_error(CaptureProblem::nothing_visible, snapshot.layer_name));
    snapshot.layer = std::move(*pixels);

    Result<Image> looks = fingerprint(layer);
    if (!looks) return fail(looks.error());
    target.looks = std::move(*looks);
    return capture;
}

Result<Capture> capture_canvas(ImageId image, ItemId above, double feather) {
    Capture capture;
    Captured& target = capture.target;
    Snapshot& snapshot = capture.snapshot;
    target.action = Action::generate_layer;
    target.image = image;
    target.source = above;
    target.base = base_type(image);
    target.canvas = canvas_size(image);
    snapshot.canvas = target.canvas;
    snapshot.feathered = true;
    Rect const canvas{0, 0, target.canvas.width, target.canvas.height};
    snapshot.layer_rect = canvas;
    if (above != none) snapshot.layer_name = item_name(above);

    Result<std::optional<Rect>> const bounds = selection_bounds(image);
    if (!bounds) return fail(bounds.error());
    if (*bounds) {
        int const reach = feather_reach(feather);
        Rect const b = **bounds;
        snapshot.layer_rect = intersect({b.x - reach, b.y - reach, b.width + 2 * reach, b.height + 2 * reach}, canvas);
        if (snapshot.layer_rect.empty()) return fail(capture_error(CaptureProblem::selection_outside));
        Result<Mask> selection = selection_in(image, snapshot.layer_rect, feather);
        if (!selection) return fail(selection.error());
        if (!all_are(*selection, 255)) snapshot.selection = std::move(*selection);
    }
    return capture;
}

// Mean difference between `a` and `b`, whose columns are read from the right and rows from below as asked.
double difference(ImageView a, ImageView b, bool mirrored, bool upside_down) {
    double sum = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) {
            std::uint8_t const* const p = a.pixel(x, y);
            std::uint8_t const* const q =
                b.pixel(mirrored ? b.width() - 1 - x : x, upside_down ? b.height() - 1 - y : y);
            for (int c = 0; c < 4; ++c)
                sum += std::abs(p[c] - q[c]);
        }
    return sum / static_cast<double>(a.size().area() * 4);
}

} // namespace

Result<Image> capture_reference(ItemId layer) {
    Size const size = drawable_size(layer);
    Result<Image> pixels = read_srgb(layer, {0, 0, size.width, size.height});
    if (!pixels) return pixels;
    if (Result<void> masked = multiply_own_mask(layer, *pixels); !masked) return fail(masked.error());
    return pixels;
}

bool was_turned(ImageView before, ImageView after) {
    if (before.size() != after.size() || before.empty()) return false;
    double const straight = difference(before, after, false, false);
    double const turned = std::min({difference(before, after, true, false), difference(before, after, false, true),
                                    difference(before, after, true, true)});
    // Shrinking is not exactly symmetric, so the turned picture need not agree to the bit.
    return straight > 1 && turned < straight / 4;
}

Result<Capture> capture(Action action, Place const& place, double feather) {
    Result<ItemId> const source = find_source(action, place);
    if (!source) return fail(source.error());
    switch (action) {
    case Action::edit_layer:
        return capture_layer(id_of(gimp_item_get_image(as_item(*source))), *source, feather);
    case Action::generate_layer:
        return capture_canvas(place.image, *source, feather);
    case Action::generate_image:
        break;
    }
    Capture capture;
    capture.target.action = Action::generate_image;
    return capture;
}

} // namespace inlay::gimp

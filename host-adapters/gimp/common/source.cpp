// Which layer does the person mean, and what is to be known of it before anything runs?
#include "source.h"

#include "selection.h"

#include "inlay/plugin/message.h"

#include <algorithm>
#include <cmath>

namespace inlay::gimp {
namespace {

tl::unexpected<Error> nothing(std::string message, std::string advice) {
    return fail(ErrorCode::nothing_to_edit, std::move(message), std::move(advice));
}

bool is_layer(ItemId id) {
    return gimp_item_is_layer(as_item(id)) != FALSE;
}

// A layer for a layer or its mask; none for everything else.
ItemId layer_meant_by(ItemId drawable) {
    if (!item_exists(drawable)) return none;
    if (gimp_item_is_layer_mask(as_item(drawable))) return id_of(gimp_layer_from_mask(as_layer_mask(drawable)));
    return is_layer(drawable) ? drawable : none;
}

Result<ItemId> layer_to_edit(Place const& place) {
    std::vector<ItemId> layers;
    bool other = false;
    bool quick_mask = false;
    for (ItemId const drawable : place.drawables) {
        if (!item_exists(drawable)) continue;
        if (ItemId const layer = layer_meant_by(drawable); layer != none) {
            if (std::ranges::find(layers, layer) == layers.end()) layers.push_back(layer);
        } else {
            other = true;
            quick_mask = quick_mask || item_name(drawable) == "Qmask" || item_name(drawable) == "Quick Mask";
        }
    }
    if (layers.size() > 1)
        return nothing("Several layers are selected, and one can be edited at a time.",
                       "Select one layer, or put them into a group and select that.");
    if (layers.size() == 1) return layers.front();
    if (quick_mask)
        return nothing("The quick mask is being painted, and only layers can be edited.",
                       "Switch the quick mask off (Shift+Q), then try again.");
    if (other)
        return nothing("A channel is selected, and only layers can be edited.",
                       "Click the layer in the Layers dialog, then try again.");
    return fail(capture_error(CaptureProblem::no_layer));
}

} // namespace

Result<ItemId> find_source(Action action, Place const& place) {
    if (action == Action::generate_image) return none;
    if (!image_exists(place.image)) return fail(capture_error(CaptureProblem::no_image));
    if (id_of(gimp_image_get_floating_sel(as_image(place.image))) != none)
        return nothing("The image has a floating selection, and no layer can be added while it floats.",
                       "Anchor it (Ctrl+H) or make it a layer (Layer > To New Layer), then try again.");
    if (action == Action::edit_layer) return layer_to_edit(place);
    for (ItemId const drawable : place.drawables)
        if (ItemId const layer = layer_meant_by(drawable); layer != none) return layer;
    return active_layer(place.image);
}

FormContext context_of(Action action, Place const& place, ItemId source) {
    FormContext context;
    context.image_is_open = image_exists(place.image);
    if (action == Action::generate_image || !context.image_is_open) return context;
    context.has_palette = base_type(place.image) == GIMP_INDEXED;
    context.is_grey = base_type(place.image) == GIMP_GRAY;
    Result<std::optional<Rect>> const selected = selection_bounds(place.image);
    context.has_selection = selected && *selected;
    if (!item_exists(source)) return context;
    context.layer_name = item_name(source);
    GimpLayerMode const mode = gimp_layer_get_mode(as_layer(source));
    bool const plain_mode =
        mode == GIMP_LAYER_MODE_NORMAL || mode == GIMP_LAYER_MODE_NORMAL_LEGACY || mode == GIMP_LAYER_MODE_PASS_THROUGH;
    context.look_differs = !plain_mode || std::abs(gimp_layer_get_opacity(as_layer(source)) - 100) > 0.01;
    return context;
}

} // namespace inlay::gimp

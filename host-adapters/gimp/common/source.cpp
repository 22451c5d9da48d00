// Which layer does the person mean, and what should be said about it before anything runs?
#include "source.h"

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
    return nothing("There is no layer to edit.", "Select a layer, then try again.");
}

} // namespace

Result<ItemId> find_source(Action action, Place const& place) {
    if (action == Action::generate_image) return none;
    if (!image_exists(place.image)) return nothing("There is no image to work on.", "Open or create an image first.");
    if (id_of(gimp_image_get_floating_sel(as_image(place.image))) != none)
        return nothing("The image has a floating selection, and no layer can be added while it floats.",
                       "Anchor it (Ctrl+H) or make it a layer (Layer > To New Layer), then try again.");
    if (action == Action::edit_layer) return layer_to_edit(place);
    for (ItemId const drawable : place.drawables)
        if (ItemId const layer = layer_meant_by(drawable); layer != none) return layer;
    return active_layer(place.image);
}

std::vector<std::string> notes_before_run(Action action, Place const& place, ItemId source) {
    std::vector<std::string> notes;
    if (action == Action::generate_image || !image_exists(place.image)) return notes;
    if (base_type(place.image) == GIMP_INDEXED)
        notes.emplace_back("This image has a palette. It becomes an RGB image when the new layer is inserted; one undo "
                           "brings the palette "
                           "back.");
    if (base_type(place.image) == GIMP_GRAY)
        notes.emplace_back("This image is greyscale, so the new layer will be grey.");
    if (action == Action::edit_layer && item_exists(source)) {
        GimpLayerMode const mode = gimp_layer_get_mode(as_layer(source));
        bool const plain_mode = mode == GIMP_LAYER_MODE_NORMAL || mode == GIMP_LAYER_MODE_NORMAL_LEGACY ||
                                mode == GIMP_LAYER_MODE_PASS_THROUGH;
        if (!plain_mode || std::abs(gimp_layer_get_opacity(as_layer(source)) - 100) > 0.01)
            notes.emplace_back(
                "The new layer gets mode Normal and full opacity, so it may look different from this layer.");
    }
    return notes;
}

} // namespace inlay::gimp

// What is called differently in GIMP 2.10 (integer ids) and GIMP 3 (objects)?
//
// The common code keeps images and items as integer ids, which both have and which stay safe to ask about after the
// thing itself is gone. This header turns an id into what the running libgimp wants as an argument (as_image, as_item,
// as_layer, as_drawable) and its results back into ids (id_of), and gives one name to the few functions whose names
// differ. Everything else is called by its libgimp name. INLAY_GIMP_MAJOR is 2 or 3, set by the build.
#pragma once

#include "inlay/raster.h"

#include <libgimp/gimp.h>

#include <string>
#include <vector>

namespace inlay::gimp {

using ImageId = gint32;
using ItemId = gint32;
inline constexpr gint32 none = -1;

#if INLAY_GIMP_MAJOR == 3

inline GimpImage* as_image(ImageId id) {
    return id < 0 ? nullptr : gimp_image_get_by_id(id);
}
inline GimpItem* as_item(ItemId id) {
    return id < 0 ? nullptr : gimp_item_get_by_id(id);
}
inline GimpDrawable* as_drawable(ItemId id) {
    return id < 0 ? nullptr : GIMP_DRAWABLE(gimp_item_get_by_id(id));
}
inline GimpLayer* as_layer(ItemId id) {
    return id < 0 ? nullptr : GIMP_LAYER(gimp_item_get_by_id(id));
}
inline GimpLayerMask* as_layer_mask(ItemId id) {
    return id < 0 ? nullptr : GIMP_LAYER_MASK(gimp_item_get_by_id(id));
}
inline ImageId id_of(GimpImage* image) {
    return image ? gimp_image_get_id(image) : none;
}
template <class Item>
ItemId id_of(Item* item) {
    return item ? gimp_item_get_id(GIMP_ITEM(item)) : none;
}

inline bool image_exists(ImageId id) {
    return id >= 0 && gimp_image_id_is_valid(id);
}
inline bool item_exists(ItemId id) {
    return id >= 0 && gimp_item_id_is_valid(id);
}
inline GimpImageBaseType base_type(ImageId id) {
    return gimp_image_get_base_type(as_image(id));
}
inline Size canvas_size(ImageId id) {
    return {gimp_image_get_width(as_image(id)), gimp_image_get_height(as_image(id))};
}
inline Size drawable_size(ItemId id) {
    return {gimp_drawable_get_width(as_drawable(id)), gimp_drawable_get_height(as_drawable(id))};
}
inline void drawable_offsets(ItemId id, int& x, int& y) {
    gimp_drawable_get_offsets(as_drawable(id), &x, &y);
}
// The layer that the person works on; none when there is not exactly one.
inline ItemId active_layer(ImageId id) {
    GimpLayer** layers = gimp_image_get_selected_layers(as_image(id));
    ItemId const layer = layers && layers[0] && !layers[1] ? id_of(layers[0]) : none;
    g_free(layers);
    return layer;
}
inline void set_active_layer(ImageId id, ItemId layer) {
    GimpLayer const* layers[] = {as_layer(layer), nullptr};
    gimp_image_set_selected_layers(as_image(id), layers);
}
// At the top level, from above; a group counts as one.
inline std::vector<ItemId> layers_of(ImageId id) {
    std::vector<ItemId> ids;
    GimpLayer** layers = gimp_image_get_layers(as_image(id));
    for (GimpLayer** each = layers; each && *each; ++each)
        ids.push_back(id_of(*each));
    g_free(layers);
    return ids;
}
inline constexpr GimpPrecision precision_u8 = GIMP_PRECISION_U8_NON_LINEAR;

#else

inline gint32 as_image(ImageId id) {
    return id;
}
inline gint32 as_item(ItemId id) {
    return id;
}
inline gint32 as_drawable(ItemId id) {
    return id;
}
inline gint32 as_layer(ItemId id) {
    return id;
}
inline gint32 as_layer_mask(ItemId id) {
    return id;
}
inline gint32 id_of(gint32 id) {
    return id;
}

inline bool image_exists(ImageId id) {
    return id >= 0 && gimp_image_is_valid(id);
}
inline bool item_exists(ItemId id) {
    return id >= 0 && gimp_item_is_valid(id);
}
inline GimpImageBaseType base_type(ImageId id) {
    return gimp_image_base_type(id);
}
inline Size canvas_size(ImageId id) {
    return {gimp_image_width(id), gimp_image_height(id)};
}
inline Size drawable_size(ItemId id) {
    return {gimp_drawable_width(id), gimp_drawable_height(id)};
}
inline void drawable_offsets(ItemId id, int& x, int& y) {
    gimp_drawable_offsets(id, &x, &y);
}
inline ItemId active_layer(ImageId id) {
    return gimp_image_get_active_layer(id);
}
inline void set_active_layer(ImageId id, ItemId layer) {
    gimp_image_set_active_layer(id, layer);
}
inline std::vector<ItemId> layers_of(ImageId id) {
    gint count = 0;
    gint* layers = gimp_image_get_layers(id, &count);
    std::vector<ItemId> ids(layers, layers + (layers ? count : 0));
    g_free(layers);
    return ids;
}
inline constexpr GimpPrecision precision_u8 = GIMP_PRECISION_U8_GAMMA;

#endif

// Where the drawable lies on the canvas.
inline Rect drawable_rect(ItemId id) {
    Size const size = drawable_size(id);
    Rect rect{0, 0, size.width, size.height};
    drawable_offsets(id, rect.x, rect.y);
    return rect;
}

inline std::string item_name(ItemId id) {
    gchar* text = gimp_item_get_name(as_item(id));
    std::string name = text ? text : "";
    g_free(text);
    return name;
}

// Linear light in memory (as against the profile's own curve, or sRGB's)? In both versions the hundreds name the
// component type.
inline bool is_linear(ImageId id) {
    return static_cast<int>(gimp_image_get_precision(as_image(id))) % 100 == 0;
}

// g_object_unref at the end of the scope.
struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};

} // namespace inlay::gimp

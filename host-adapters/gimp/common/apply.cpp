// How do finished edits get into the image, as one undo step, or into an image of their own?
#include "apply.h"

#include "colour.h"

#include "inlay/codec.h"
#include "inlay/plugin/catalogue.h"
#include "inlay/plugin/message.h"

#include <algorithm>

namespace inlay::gimp {
namespace {

tl::unexpected<Error> changed(TargetChange change) {
    return fail(target_error(change));
}
tl::unexpected<Error> refused(char const* what) {
    return fail(ErrorCode::host_failed, std::string("GIMP could not ") + what + ".", say("answer-is-kept"));
}

// Everything between construction and destruction is one entry of the undo history.
class UndoGroup {
  public:
    explicit UndoGroup(ImageId image) : image_(image) { gimp_image_undo_group_start(as_image(image_)); }
    ~UndoGroup() {
        if (image_exists(image_)) gimp_image_undo_group_end(as_image(image_));
    }
    UndoGroup(UndoGroup const&) = delete;
    UndoGroup& operator=(UndoGroup const&) = delete;

  private:
    ImageId image_;
};

// A layer that belongs to no image tree yet; deleted unless it is let go.
class LooseLayer {
  public:
    explicit LooseLayer(ItemId id) : id_(id) {}
    ~LooseLayer() {
        if (item_exists(id_)) gimp_item_delete(as_item(id_));
    }
    LooseLayer(LooseLayer const&) = delete;
    LooseLayer& operator=(LooseLayer const&) = delete;
    ItemId id() const { return id_; }
    ItemId let_go() { return std::exchange(id_, none); }

  private:
    ItemId id_;
};

Result<void> check_target(Captured const& target) {
    if (!image_exists(target.image)) return changed(TargetChange::image_closed);
    if (base_type(target.image) != target.base) return changed(TargetChange::mode_changed);
    if (target.action == Action::generate_layer)
        return canvas_size(target.image) == target.canvas ? Result<void>() : changed(TargetChange::canvas_resized);
    // A deleted layer lives on in the undo history; what it lacks then is an image.
    if (!item_exists(target.source) || id_of(gimp_item_get_image(as_item(target.source))) != target.image ||
        gimp_image_get_item_position(as_image(target.image), as_item(target.source)) < 0)
        return changed(TargetChange::layer_deleted);
    if (drawable_size(target.source) != target.source_rect.size()) return changed(TargetChange::layer_resized);
    Result<Image> const looks = fingerprint(target.source);
    if (!looks) return fail(looks.error());
    if (was_turned(target.looks, *looks)) return changed(TargetChange::layer_turned);
    return {};
}

// The new layer, complete but for its mask and place.
ItemId new_layer(ImageId image, Edit const& edit, bool with_alpha) {
    GimpImageType type = GIMP_RGBA_IMAGE;
    if (base_type(image) == GIMP_GRAY)
        type = GIMP_GRAYA_IMAGE;
    else if (!with_alpha)
        type = GIMP_RGB_IMAGE;
    return id_of(gimp_layer_new(as_image(image), edit.name.c_str(), edit.pixels.width(), edit.pixels.height(), type,
                                100, GIMP_LAYER_MODE_NORMAL));
}

bool keep_facts(ItemId layer, std::string const& facts) {
    if (facts.empty()) return true;
    GimpParasite* parasite = gimp_parasite_new("inlay", GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                                               static_cast<guint32>(facts.size()), facts.data());
    bool const kept = gimp_item_attach_parasite(as_item(layer), parasite) != FALSE;
    gimp_parasite_free(parasite);
    return kept;
}

Result<void> give_mask(ItemId layer, Mask const& mask) {
    ItemId const id = id_of(gimp_layer_create_mask(as_layer(layer), GIMP_ADD_MASK_WHITE));
    if (id == none || !gimp_layer_add_mask(as_layer(layer), as_layer_mask(id))) return refused("add the layer mask");
    gimp_layer_set_edit_mask(as_layer(layer), FALSE); // painting goes on the layer until the person clicks its mask
    return write_mask(id, mask);
}

// At `rect` of the canvas, `position` in `parent` (none: top level).
Result<ItemId> insert(ImageId image, ItemId parent, int position, Edit const& edit, Rect rect, bool with_alpha) {
    LooseLayer layer(new_layer(image, edit, with_alpha));
    if (!item_exists(layer.id())) return refused("make a new layer");
    if (Result<void> written = write_srgb(layer.id(), edit.pixels); !written) return fail(written.error());
    if (!keep_facts(layer.id(), edit.facts)) return refused("keep the prompt with the layer");
    if (!gimp_image_insert_layer(as_image(image), as_layer(layer.id()), as_layer(parent), position))
        return refused("insert the new layer");
    ItemId const id = layer.let_go();
    bool placed = gimp_layer_set_offsets(as_layer(id), rect.x, rect.y) != FALSE;
    Result<void> masked = placed && edit.mask ? give_mask(id, *edit.mask) : Result<void>();
    if (placed && masked) return id;
    gimp_image_remove_layer(as_image(image), as_layer(id));
    return placed ? fail(masked.error()) : refused("move the new layer to its place");
}

// Each below the one before, so that the first answer is on top and keeps its name when GIMP numbers equal ones; only
// that one is visible.
Result<std::vector<ItemId>> insert_all(ImageId image, ItemId parent, int position, std::span<Edit const> edits, int dx,
                                       int dy, bool alpha_always) {
    std::vector<ItemId> layers;
    for (Edit const& edit : edits) {
        bool const with_alpha = alpha_always || edit.mask || has_transparency(edit.pixels);
        int const below = position + static_cast<int>(layers.size());
        Result<ItemId> layer = insert(image, parent, below, edit, edit.rect.moved(dx, dy), with_alpha);
        if (!layer) {
            for (ItemId const done : layers)
                gimp_image_remove_layer(as_image(image), as_layer(done));
            return fail(layer.error());
        }
        if (!layers.empty()) gimp_item_set_visible(as_item(*layer), FALSE);
        layers.push_back(*layer);
    }
    return layers;
}

Result<Inserted> insert_layers(Captured const& target, std::span<Edit const> edits) {
    if (Result<void> same = check_target(target); !same) return fail(same.error());
    if (id_of(gimp_image_get_floating_sel(as_image(target.image))) != none)
        return fail(ErrorCode::target_changed,
                    "A selection was made to float while the model was working, and nothing can be inserted before it "
                    "is anchored.",
                    say("answer-is-kept"));

    int dx = 0;
    int dy = 0;
    if (target.action == Action::edit_layer) {
        Rect const now = drawable_rect(target.source);
        dx = now.x - target.source_rect.x;
        dy = now.y - target.source_rect.y;
    }
    UndoGroup const one_step(target.image);
    if (target.base == GIMP_INDEXED && !gimp_image_convert_rgb(as_image(target.image)))
        return refused("convert the image to RGB");
    ItemId parent = none;
    int position = 0;
    if (item_exists(target.source)) {
        int const there = gimp_image_get_item_position(as_image(target.image), as_item(target.source));
        if (there >= 0) {
            parent = id_of(gimp_item_get_parent(as_item(target.source)));
            position = there;
        }
    }
    Result<std::vector<ItemId>> layers = insert_all(target.image, parent, position, edits, dx, dy, true);
    if (!layers) return fail(layers.error());
    if (!layers->empty()) set_active_layer(target.image, layers->front());
    return Inserted{target.image, std::move(*layers)};
}

} // namespace

Result<Inserted> apply_edits(Captured const& target, std::span<Edit const> edits) {
    return target.action == Action::generate_image ? make_image(edits) : insert_layers(target, edits);
}

void show(Inserted const& inserted, bool new_image) {
    if (new_image) gimp_display_new(as_image(inserted.image)); // without a display this gives nothing
    gimp_displays_flush();
}

Result<Inserted> make_image(std::span<Edit const> edits) {
    Rect all;
    for (Edit const& edit : edits) {
        if (all.empty()) all = edit.rect;
        int const x0 = std::min(all.x, edit.rect.x);
        int const y0 = std::min(all.y, edit.rect.y);
        all = {x0, y0, std::max(all.right(), edit.rect.right()) - x0, std::max(all.bottom(), edit.rect.bottom()) - y0};
    }
    if (all.empty()) return refused("make an image of nothing");
    ImageId const image = id_of(gimp_image_new_with_precision(all.width, all.height, GIMP_RGB, precision_u8));
    if (!image_exists(image)) return refused("make a new image");
    gimp_image_undo_disable(as_image(image)); // its history begins when it is complete
    Result<std::vector<ItemId>> layers = insert_all(image, none, 0, edits, -all.x, -all.y, false);
    if (!layers) {
        gimp_image_delete(as_image(image));
        return fail(layers.error());
    }
    gimp_image_undo_enable(as_image(image));
    set_active_layer(image, layers->front());
    return Inserted{image, std::move(*layers)};
}

} // namespace inlay::gimp

"""Does the selection become the new layer's mask, as the person drew it?"""

import pictures
import png
from shared import POINTWISE, image, place_of, refused, sent_pictures


def _mask_on_canvas(g, layer, width, height):
    """The layer mask laid out on the canvas, 0 outside of the layer."""
    there = g.describe(layer)
    assert there["mask"], "the new layer has no mask"
    mask = g.mask_pixels(there["mask"])
    out = bytearray(width * height)
    for y in range(mask.height):
        for x in range(mask.width):
            if 0 <= x + there["x"] < width and 0 <= y + there["y"] < height:
                out[(y + there["y"]) * width + x + there["x"]] = mask.data[y * mask.width + x]
    return png.Picture(width, height, 1, out)


def _outside_is(g, selection, rect):
    x, y, width, height = rect
    out = bytearray(selection.data)
    for row in range(selection.height):
        for column in range(selection.width):
            if not (x <= column < x + width and y <= row < y + height):
                out[row * selection.width + column] = 0
    return png.Picture(selection.width, selection.height, 1, out)


def an_elliptical_feathered_selection_is_the_mask(g):
    picture = pictures.gradient(240, 180)
    with image(g, 320, 240) as number:
        g.layer(number, pictures.plain(320, 240, (9, 90, 9)), "below")
        layer = g.layer(number, picture, "subject", 40, 30)
        g.select(number, "ellipse", 90, 70, 120, 80, 24)
        selection = g.selection_pixels(number)
        values = set(selection.data)
        assert len(values) > 50 and 255 in values, "the selection is feathered"
        made = g.edit(number, layer, "invert", **POINTWISE)
        pictures.expect_close(_mask_on_canvas(g, made[0], 320, 240), selection, 1, "the mask")
        pictures.expect_close(g.selection_pixels(number), selection, 0, "the person's selection")
        new = g.describe(made[0])
        left, top, wide, high = place_of(new)
        assert left >= 40 and top >= 30 and left + wide <= 280 and top + high <= 210, new
        # Inside the selection the answer, at the pixel where it belongs.
        shown = g.pixels(made[0])
        for x, y in ((150, 110), (140, 100), (170, 120)):
            got, wanted = shown.pixel(x - left, y - top)[:3], pictures.inverted(picture).pixel(x - 40, y - 30)[:3]
            assert max(abs(a - b) for a, b in zip(got, wanted)) <= 2, (x, y, got, wanted)


def what_was_sent_for_a_selection_is_a_part_of_the_layer(g):
    picture = pictures.gradient(600, 400)
    with image(g, 900, 700) as number:
        layer = g.layer(number, picture, "subject", 100, 100)
        g.select(number, "rectangle", 300, 250, 100, 80)
        made = g.edit(number, layer, "invert", **POINTWISE)
        sent = sent_pictures(g)[0]
        assert sent.width < 400 and sent.height < 300, f"{sent.size} was sent for 100x80"
        # Its first row is found in the layer, and the rest lies below it.
        row = sent.rgba().crop(0, 0, sent.width, 1).data
        at = next(y for y in range(picture.height) if row in picture.crop(0, y, picture.width, 1).data)
        left = picture.crop(0, at, picture.width, 1).data.index(row) // 4
        pictures.expect_close(sent, picture.crop(left, at, *sent.size), 0, "what was sent, and the layer there")
        pictures.expect_close(_mask_on_canvas(g, made[0], 900, 700), g.selection_pixels(number), 0, "the mask")


def a_selection_that_hangs_over_the_layer_is_cut_at_the_layer(g):
    with image(g, 200, 160) as number:
        layer = g.layer(number, pictures.gradient(100, 80), "subject", 50, 40)
        g.select(number, "rectangle", 20, 20, 70, 60)
        made = g.edit(number, layer, "invert", **POINTWISE)
        wanted = _outside_is(g, g.selection_pixels(number), (50, 40, 100, 80))
        pictures.expect_close(_mask_on_canvas(g, made[0], 200, 160), wanted, 0, "the mask")


def a_selection_beside_the_layer_gets_a_sentence(g):
    with image(g, 200, 160) as number:
        layer = g.layer(number, pictures.gradient(50, 40), "subject", 0, 0)
        g.select(number, "rectangle", 120, 100, 40, 40)
        refused(lambda: g.edit(number, layer, "invert"), "selection")
        assert g.layers(number) == [layer]


def feather_softens_a_hard_selection(g):
    with image(g, 200, 160) as number:
        layer = g.layer(number, pictures.gradient(200, 160))
        g.select(number, "rectangle", 60, 50, 80, 60)
        made = g.edit(number, layer, "invert", feather=20, **POINTWISE)
        mask = _mask_on_canvas(g, made[0], 200, 160)
        # A Gaussian of sigma 20 / 3.5: one sigma outside a straight edge there is 16 % of it.
        assert abs(mask.pixel(60 - 6, 80)[0] - 255 * 0.169) < 6, [mask.pixel(x, 80)[0] for x in range(40, 80)]
        assert mask.pixel(100, 80)[0] == 255 and 80 < mask.pixel(60, 80)[0] < 176 and 0 < mask.pixel(55, 80)[0] < mask.pixel(60, 80)[0]


def without_a_selection_there_is_no_mask(g):
    with image(g, 100, 80) as number:
        layer = g.layer(number, pictures.gradient(100, 80))
        made = g.edit(number, layer, "invert", **POINTWISE)
        assert g.describe(made[0])["mask"] == 0


def a_layer_s_own_applied_mask_becomes_transparency(g):
    with image(g, 120, 90) as number:
        layer = g.layer(number, pictures.gradient(120, 90))
        g.select(number, "rectangle", 30, 20, 50, 40)
        mask = g.add_mask(layer, "selection")
        g.select_none(number)
        before = g.fingerprint(mask)
        made = g.edit(number, layer, "invert", alpha="on", **POINTWISE)
        alpha = g.pixels(made[0]).plane(3)
        assert alpha.pixel(50, 40)[0] == 255 and alpha.pixel(10, 10)[0] == 0, "the mask counts"
        assert g.describe(layer)["mask"] == mask and g.fingerprint(mask) == before, "the source keeps its mask"
        g.set_mask_state(layer, apply=False)
        made = g.edit(number, layer, "invert", alpha="on", **POINTWISE)
        assert min(g.pixels(made[0]).plane(3).data) == 255, "a mask that is switched off does not count"


def a_layer_mask_as_drawable_means_its_layer(g):
    picture = pictures.gradient(120, 90)
    with image(g, 120, 90) as number:
        layer = g.layer(number, picture)
        mask = g.add_mask(layer, "white")
        made = g.edit(number, mask, "invert", **POINTWISE)
        assert g.layers(number) == [made[0], layer]
        pictures.expect_close(g.pixels(made[0]), pictures.inverted(picture), 1, "the new layer")

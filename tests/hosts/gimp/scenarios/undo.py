"""A person presses the menu's action, types, runs it, and presses Ctrl+Z once: is everything as it was?"""

import dialog
import pictures
import waiting

WINDOW = True


def _shown(g, base="rgb"):
    image = g.new_image(240, 160, "rgb", "u8-gamma")
    below = g.layer(image, pictures.smooth(240, 160), "below")
    layer = g.layer(image, pictures.gradient(120, 90), "subject", 60, 30)
    g.convert(image, base if base != "rgb" else None, None)
    g.select_layers(image, [layer])
    g.mark_clean(image)
    return image, below, layer


def one_ctrl_z_takes_the_edit_away(g):
    image, below, layer = _shown(g)
    marks = {one: g.fingerprint(one) for one in (below, layer)}
    display, window = dialog.image_window(g, image)
    opened = dialog.open_by_menu(g, window, dialog.EDIT)
    dialog.prompt(g, opened, "invert")
    g.screen.photograph("edit-layer", opened)
    dialog.run(g, opened)
    layers = dialog.layers_become(g, image, 3)
    assert layers[1:] == [layer, below], layers
    new = g.describe(layers[0])
    assert (new["x"], new["y"], new["width"], new["height"]) == (60, 30, 120, 90), new
    g.screen.photograph("after-the-edit")
    g.screen.focus(window)
    g.screen.key("ctrl+z")
    waiting.until(lambda: g.layers(image) == [layer, below], "the undo")
    assert not g.describe_image(image)["dirty"], "one step back is not all the way back"
    assert {one: g.fingerprint(one) for one in marks} == marks
    g.screen.key("ctrl+y")
    waiting.until(lambda: len(g.layers(image)) == 3, "the redo")
    g.mark_clean(image)
    g.close_display(display)


def one_ctrl_z_brings_the_palette_back(g):
    image, below, layer = _shown(g, "indexed")
    before = g.describe_image(image)
    assert before["base"] == "indexed" and before["palette"]
    marks = {one: g.fingerprint(one) for one in (below, layer)}
    display, window = dialog.image_window(g, image)
    opened = dialog.open_by_menu(g, window, dialog.EDIT)
    g.screen.photograph("edit-layer-indexed", opened)
    dialog.prompt(g, opened, "invert")
    dialog.run(g, opened)
    dialog.layers_become(g, image, 3)
    assert g.describe_image(image)["base"] == "rgb"
    g.screen.focus(window)
    g.screen.key("ctrl+z")
    waiting.until(lambda: g.layers(image) == [layer, below], "the undo")
    assert g.describe_image(image) == before, (before, g.describe_image(image))
    assert {one: g.fingerprint(one) for one in marks} == marks, "the palette's pixels are not those that were there"
    g.close_display(display)


def the_prompt_is_there_again_and_can_be_run_once_more(g):
    image, below, layer = _shown(g)
    display, window = dialog.image_window(g, image)
    opened = dialog.open_by_menu(g, window, dialog.EDIT)
    dialog.run(g, opened)  # nothing typed
    layers = dialog.layers_become(g, image, 3)
    assert g.describe(layers[0])["name"].startswith("invert"), g.describe(layers[0])
    g.mark_clean(image)
    g.close_display(display)


def a_layer_is_made_from_text(g):
    image, below, layer = _shown(g)
    display, window = dialog.image_window(g, image)
    opened = dialog.open_by_menu(g, window, dialog.LAYER)
    dialog.prompt(g, opened, "a boat on a lake")
    g.screen.photograph("generate-layer", opened)
    dialog.run(g, opened)
    layers = dialog.layers_become(g, image, 3, dialog.LAYER)
    assert layers[1:] == [layer, below]
    g.mark_clean(image)
    g.close_display(display)


def an_image_is_made_from_text_and_shown(g):
    image, _, _ = _shown(g)
    display, window = dialog.image_window(g, image)
    before = g.images()
    opened = dialog.open_by_menu(g, window, dialog.PICTURE)
    dialog.prompt(g, opened, "a boat on a lake")
    g.screen.photograph("generate-image", opened)
    dialog.run(g, opened)
    made = waiting.until(lambda: [one for one in g.images() if one not in before], "a new image")
    g.screen.gone(f"^{dialog.PICTURE}")
    assert len(made) == 1
    # Its window belongs to it: when that goes, the image goes.
    g.mark_clean(made[0])
    g.mark_clean(image)
    g.close_display(display)


def _after(g):
    assert g.journal() == [], "an answer is still kept although it was inserted"
    assert "segmentation" not in g.log.lower(), f"something crashed; see {g.log_path}"

"""Does the window fit on a small screen, whatever it has to say? And does it keep out of the way of what is selected?"""

import os

import dialog
import pictures
import reading
import waiting
from inlay_window import SERVED, InlayWindow, Service

WINDOW = True
SCREEN = {"size": "1280x720"}
WIDTH, HEIGHT = 1280, 720
TARGET = "Changes the selection of “subject”. The answer becomes a new layer above this one."
_kept = {}


def _prepare(setup, folder):
    _finish()
    _kept["service"] = Service(setup)
    _kept["service"].configure(os.path.join(folder, "config"), model=SERVED[0])
    _kept["service"].keep_key(os.path.join(folder, "config"))
    return {}


def _finish():
    if "service" in _kept:
        _kept.pop("service").close()


def _on_the_screen(shown, *words):
    """What says these words, all of it."""
    for text in words:
        found = [one for one in shown.things if one.text.startswith(text)]
        if not found or not all(0 <= one.x and 0 <= one.y and one.x + one.width <= WIDTH and one.y + one.height <= HEIGHT for one in found):
            return False
    return True


def what_is_happening_and_the_buttons_stay_in_sight(g):
    with InlayWindow(g, _kept["service"].gate) as window:
        window.open_group("Connection settings", "Base URL")
        window.until(lambda shown: shown.height <= HEIGHT and _on_the_screen(shown, "Edit Layer", "Cancel"), "the buttons on the screen")
        window.write("invert")
        width = window.now().width
        window.gate.hold()
        window.run()
        shown = window.until(lambda shown: _on_the_screen(shown, "Waiting for the model, ", "Cancel"), "the progress on the screen")
        assert shown.width == width, f"it became {shown.width - width} pixels wider"
        window.screen.photograph("small", window.opened)
        window.press("Cancel")
        window.until(lambda shown: _on_the_screen(shown, "Cancelled.", "Nothing was inserted.", "Edit Layer"), "the end on the screen")
        window.gate.open()


def what_may_change_is_shown_and_the_window_opens_beside_it(g):
    green, veiled = (10, 200, 30), (92, 149, 98)
    picture = pictures.plain(120, 90, green)
    for x, at_the_right in ((10, True), (90, False)):
        with InlayWindow(g, _kept["service"].gate, picture, lambda image, layer, x=x: g.select(image, "rectangle", x, 40, 20, 10)) as window:
            shown = window.says(TARGET)
            assert shown.field("Feather") and shown.field("Context"), "what belongs to a selection is hidden"
            beside = shown.x > WIDTH / 3 if at_the_right else shown.x < WIDTH / 12
            assert beside, f"it lies at {shown.x}, over the selection"
            seen = window.screen.photograph(f"selected-at-{x}", window.opened)
            near = {colour: sum(1 for y in range(0, 120) for x in range(0, 120)
                                if max(abs(a - b) for a, b in zip(seen.pixel(x, y), colour)) < 12) for colour in (green, veiled)}
            assert 20 < near[green] < near[veiled], f"the frame does not show what may change: {near}"


def a_folded_section_says_what_is_set_in_it_and_can_be_reset(g):
    with InlayWindow(g, _kept["service"].gate) as window:
        window.open_group("Adjust the answer", "Feather")
        window.fill("Feather", "20")
        window.keys("Tab")
        window.says("Adjust the answer: Feather 20 px")
        window.press("Reset")
        window.says("Adjust the answer")
        window.value_becomes("Feather", "0.0")
        assert window.now().field("Provider").text == "CometAPI"


def several_layers_get_a_sentence(g):
    image = g.new_image(120, 90, "rgb", "u8-gamma")
    layers = [g.layer(image, pictures.gradient(120, 90), name) for name in ("one", "two")]
    g.select_layers(image, layers)
    g.mark_clean(image)
    display, over = dialog.image_window(g, image)
    dialog.open_by_menu(g, over, dialog.EDIT)
    reading.until_says(g, dialog.EDIT, "Several layers are selected, and one can be edited at a time.",
                       "Select one layer, or put them into a group and select that.")
    reading.press(g, dialog.EDIT, "Close")
    waiting.until(lambda: not reading.windows(g, dialog.EDIT), "the sentence to go")
    g.mark_clean(image)
    g.close_display(display)


several_layers_get_a_sentence.versions = ("3.",)

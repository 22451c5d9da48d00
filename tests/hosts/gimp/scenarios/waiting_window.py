"""What if something happens while the model is working? The service holds its answer until the test lets it go, so nothing depends on time."""

import json
import os

import dialog
import pictures
import reading
import services
import waiting

WINDOW = True
_held = {}


def _prepare(setup, folder):
    """Inlay is told that the sandbox answers at the gate's address."""
    if not _held:
        _held["sandbox"] = services.Sandbox(setup.inlay, "--answer-size", "same", "--format", "png", "--delay", "0")
        _held["gate"] = services.Gate(_held["sandbox"].url)
    _configure(os.path.join(folder, "config"))
    return {}


def _configure(folder, model="gemini-2.5-flash-image", count=1):
    os.makedirs(os.path.join(folder, "inlay"), exist_ok=True)
    with open(os.path.join(folder, "inlay", "config.json"), "w") as file:
        json.dump({"provider": "sandbox", "retries": 0, "providers": {"sandbox": {"base_url": _held["gate"].url, "model": model}},
                   "last_values": {"edit-layer.count": str(count)}}, file)


def _finish():
    for one in ("gate", "sandbox"):
        if one in _held:
            _held[one].close()


class _Case:
    """An image in a window, and an edit that the service has received and not answered."""

    def __init__(self, g, picture=None, asked=1, **choices):
        self.g, self.gate = g, _held["gate"]
        _configure(g.config, **choices)
        self.picture = picture or pictures.gradient(120, 90)
        self.image = g.new_image(240, 160, "rgb", "u8-gamma")
        self.below = g.layer(self.image, pictures.smooth(240, 160), "below")
        self.layer = g.layer(self.image, self.picture, "subject", 60, 30)
        g.select_layers(self.image, [self.layer])
        g.mark_clean(self.image)
        self.marks = self.fingerprints()
        self.display, self.window = dialog.image_window(g, self.image)
        self.opened = dialog.open_by_menu(g, self.window, dialog.EDIT)
        self.gate.hold()
        self.before = self.gate.arrived
        dialog.prompt(g, self.opened, "invert")
        dialog.run(g, self.opened)
        self.gate.wait_for(self.before + asked)

    def fingerprints(self):
        return {one: self.g.fingerprint(one) for one in (self.below, self.layer)}

    def untouched(self):
        assert self.g.layers(self.image) == [self.layer, self.below], self.g.descriptions(self.image)
        assert self.fingerprints() == self.marks, "a layer was changed"
        assert not self.g.describe_image(self.image)["dirty"], "something was written into the image"

    def close(self):
        """The window first, when it stayed."""
        g = self.g
        if g.screen.windows(f"^{dialog.EDIT}"):
            g.screen.focus(g.screen.window(f"^{dialog.EDIT}"))
            g.screen.key("Escape")
            g.screen.gone(f"^{dialog.EDIT}")
        if self.image in g.images():
            g.mark_clean(self.image)
            g.close_display(self.display)

    def says(self, *sentences):
        return reading.until_says(self.g, dialog.EDIT, *sentences)

    def opens_as_new_image(self, sentence):
        """The window stays, says what happened, and offers the answer as an image of its own."""
        g, before = self.g, self.g.images()
        self.says(sentence, "The answer is kept: open it as a new image, or run the edit again.")
        reading.press(g, dialog.EDIT, "Open as New Image")
        made = waiting.until(lambda: [one for one in g.images() if one not in before], "the answer as a new image", 60)
        g.screen.gone(f"^{dialog.EDIT}")
        layers = g.layers(made[0])
        pictures.expect_close(g.pixels(layers[0]), pictures.inverted(self.picture), 1, "the answer")
        g.mark_clean(made[0])


def cancel_leaves_the_image_as_it_was_and_hangs_up(g):
    case = _Case(g)
    reading.press(g, dialog.EDIT, "Cancel")
    case.says("Cancelled.", "Nothing was inserted.")
    case.untouched()
    # The window stays with the prompt in it: the same can be run again, and comes through.
    arrived = case.gate.arrived
    reading.press(g, dialog.EDIT, "Edit Layer")
    case.gate.wait_for(arrived + 1)
    assert services.texts_in(case.gate.bodies[-1]) == services.texts_in(case.gate.bodies[-2]), "the prompt was lost"
    case.untouched()
    case.gate.open()
    dialog.layers_become(g, case.image, 3)
    case.close()


def escape_cancels_the_run_and_keeps_the_window(g):
    case = _Case(g)
    g.screen.focus(case.opened)
    g.screen.key("Escape")
    shown = case.says("Cancelled.", "Nothing was inserted.")
    assert shown.field("Prompt: what should change?").text == "invert", "the prompt was lost"
    case.untouched()
    case.gate.open()
    case.close()


def closing_the_window_cancels(g):
    case = _Case(g)
    g.screen.focus(case.opened)
    g.screen.key("alt+F4")
    g.screen.gone(f"^{dialog.EDIT}")
    case.untouched()
    case.gate.open()
    assert g.journal() == [], "nothing was received, so nothing is kept"
    case.close()


def a_moved_layer_gets_its_answer_where_it_is_now(g):
    case = _Case(g)
    g.set_offsets(case.layer, 15, -20)
    g.reorder(case.layer, 1)
    case.gate.open()
    layers = dialog.layers_become(g, case.image, 3)
    assert layers == [case.below, layers[1], case.layer], layers
    new = g.describe(layers[1])
    assert (new["x"], new["y"], new["width"], new["height"]) == (15, -20, 120, 90), new
    pictures.expect_close(g.pixels(new["id"]), pictures.inverted(case.picture), 1, "the new layer")
    case.close()


def a_deleted_layer_is_said_and_the_answer_is_not_lost(g):
    case = _Case(g)
    g.remove_layer(case.layer)
    case.gate.open()
    case.opens_as_new_image("The layer was deleted while the model was working.")
    assert g.layers(case.image) == [case.below]
    case.close()


def a_resized_layer_is_said_and_the_answer_is_not_lost(g):
    case = _Case(g)
    g.resize_layer(case.layer, 100, 80)
    case.gate.open()
    case.opens_as_new_image("The layer was resized while the model was working.")
    assert g.layers(case.image) == [case.layer, case.below]
    case.close()


def a_changed_mode_is_said_and_the_answer_is_not_lost(g):
    case = _Case(g)
    g.convert(case.image, "gray", None)
    case.gate.open()
    case.opens_as_new_image("The image's mode was changed while the model was working.")
    assert g.layers(case.image) == [case.layer, case.below]
    case.close()


def a_flipped_layer_is_said_and_the_answer_is_not_lost(g):
    case = _Case(g)
    g.flip(case.layer)
    case.gate.open()
    case.opens_as_new_image("The layer was flipped or turned while the model was working.")
    assert g.layers(case.image) == [case.layer, case.below]
    case.close()


def a_selection_that_floats_is_said_and_the_answer_is_not_lost(g):
    case = _Case(g)
    g.select(case.image, "rectangle", 80, 50, 40, 30)
    floating = g.float_selection(case.image, case.layer)
    before = g.layers(case.image)
    case.gate.open()
    case.opens_as_new_image("A selection was made to float while the model was working, and nothing can be inserted before it is anchored.")
    assert g.layers(case.image) == before, "something was inserted beside what floats"
    g.anchor(floating)
    case.close()


def a_closed_image_is_said_and_the_answer_is_not_lost(g):
    case = _Case(g)
    g.close_display(case.display)
    waiting.until(lambda: case.image not in g.images(), "the image to close")
    case.gate.open()
    case.opens_as_new_image("The image was closed while the model was working.")
    case.close()


def what_the_service_says_is_shown_and_the_prompt_is_kept(g):
    case = _Case(g)
    case.gate.answer(429, {"error": {"code": 429, "message": "You exceeded your current quota", "status": "RESOURCE_EXHAUSTED"}})
    case.says("The quota at the sandbox is used up: “You exceeded your current quota”",
              "Check the plan of the account, or choose another Provider.")
    case.untouched()
    case.gate.open()
    arrived = case.gate.arrived
    reading.press(g, dialog.EDIT, "Edit Layer")
    case.gate.wait_for(arrived + 1)
    assert services.texts_in(case.gate.bodies[-1]) == services.texts_in(case.gate.bodies[-2]), "the prompt was lost"
    dialog.layers_become(g, case.image, 3)
    case.close()


MAGENTA = (245, 55, 225)  # what becomes of a green layer; no theme has it


def _shows(g, window, name, colour):
    """Whether a picture of that colour can be seen in the window."""
    seen = g.screen.photograph(name, window)
    near = sum(1 for y in range(0, seen.height, 4) for x in range(0, seen.width, 4)
               if max(abs(a - b) for a, b in zip(seen.pixel(x, y), colour)) < 24)
    return near > 60


def previews_are_shown_and_only_the_answer_is_inserted(g):
    _held["gate"].in_steps()
    case = _Case(g, pictures.plain(120, 90, (10, 200, 30)), model="gpt-image-2")
    case.gate.open()
    assert not _shows(g, case.opened, "no-preview", MAGENTA)
    case.gate.step()
    waiting.until(lambda: _shows(g, case.opened, "preview", MAGENTA), "the preview", 60, pause=0.3)
    case.untouched()
    assert g.journal() != [] and not any(name.startswith("reply") for name in g.journal_files()), "a preview was kept as an answer"
    case.gate.in_one_piece()
    layers = dialog.layers_become(g, case.image, 3)
    pictures.expect_close(g.pixels(layers[0]), pictures.inverted(case.picture), 1, "the new layer")
    assert json.loads(g.parasite(layers[0], "inlay"))["model"] == "gpt-image-2"
    case.close()


def two_of_three_that_had_come_before_a_cancel_can_be_inserted(g):
    case = _Case(g, pictures.plain(120, 90, (10, 200, 30)), asked=2, count=3)
    case.gate.open_for(2)
    case.gate.wait_for(case.before + 3)
    waiting.until(lambda: len([name for name in g.journal_files() if name.startswith("reply")]) == 2, "two answers")
    waiting.until(lambda: _shows(g, case.opened, "two-of-three", MAGENTA), "the answers in the window", 60, pause=0.3)
    case.untouched()
    reading.press(g, dialog.EDIT, "Cancel")
    case.says("Cancelled. Nothing was inserted.", "2 of 3 pictures had arrived. They are kept.")
    case.untouched()
    assert len(g.journal()) == 1, "what was paid for is kept"
    arrived = case.gate.arrived
    reading.press(g, dialog.EDIT, "Insert Them")
    layers = dialog.layers_become(g, case.image, 4)
    for layer in layers[:2]:
        pictures.expect_close(g.pixels(layer), pictures.inverted(case.picture), 1, "a new layer")
        assert json.loads(g.parasite(layer, "inlay"))["model"] == "gemini-2.5-flash-image"
    assert case.gate.arrived == arrived, "something was paid for again"
    assert g.journal() == [], "the answers are in the picture and still kept"
    case.gate.open()
    case.close()


def one_of_three_that_fails_is_told_while_the_others_are_laid_in(g):
    case = _Case(g, asked=2, count=3)
    case.gate.open_for(2)
    case.gate.wait_for(case.before + 3)
    case.untouched()
    case.gate.answer(400, {"error": {"code": 400, "message": "The moon is full.", "status": "INVALID_ARGUMENT"}})
    waiting.until(lambda: len(g.layers(case.image)) == 4, "two new layers", 60)
    case.says("2 new layers are inserted; the first one is shown.", "1 of 3 pictures did not come: The sandbox found the request wrong: “The moon is full.”")
    g.screen.photograph("two-of-three-inserted", case.opened)
    for layer in g.layers(case.image)[:2]:
        pictures.expect_close(g.pixels(layer), pictures.inverted(case.picture), 1, "a new layer")
    assert g.journal() == [], "the answers are in the picture and still kept"
    case.gate.open()
    case.close()


def _after(g):
    assert g.journal() == [], f"answers are still kept although all of them were used: {g.journal()}"
    assert "segmentation" not in g.log.lower(), f"something crashed; see {g.log_path}"

"""What does the window say besides the progress: does the connection work, which models are served, what does it cost, what came of a run?"""

import json
import os

import dialog
import pictures
import png
import services
import waiting
from shared import refused

WINDOW = True
KEY = "sk-Unmistakable0123456789"
SERVED = ["gemini-3.1-flash-image", "gemini-2.5-flash-image", "gpt-image-2", "some-chat-model"]
_kept = {}


def _prepare(setup, folder):
    """CometAPI, answered by a sandbox at another address; the model used last has gone since."""
    _kept["sandbox"] = services.Sandbox(setup.inlay, "--answer-size", "same", "--format", "png", "--delay", "0")
    _kept["gate"] = services.Gate(_kept["sandbox"].url)
    _kept["gate"].serves(SERVED)
    _kept["gate"].open()
    config = os.path.join(folder, "config", "inlay")
    os.makedirs(config, exist_ok=True)
    entry = {"base_url": _kept["gate"].url, "model": "gemini-3-pro-image"}
    with open(os.path.join(config, "config.json"), "w") as file:
        json.dump({"provider": "cometapi", "retries": 0, "providers": {"cometapi": entry}}, file)
    # So small a limit that a picture has to be sent as JPEG, which is said afterwards.
    limited = [{"id": one, "max_request_bytes": 100000} for one in ("gemini-3-pro-image", SERVED[0])]
    with open(os.path.join(config, "providers.json"), "w") as file:
        json.dump({"providers": [{"id": "cometapi", "models": limited}]}, file)
    return {}


def _finish():
    for one in ("gate", "sandbox"):
        if one in _kept:
            _kept[one].close()


def _noise():
    """Smaller as JPEG than the table allows, and larger as PNG."""
    state, data = 1, bytearray()
    for _ in range(120 * 90 * 3):
        state = (state * 1103515245 + 12345) % 2 ** 31
        data.append(state >> 20 & 0xff)
    return png.Picture(120, 90, 3, bytes(data))


def _margin_is_free(picture):
    """Nothing is drawn at the right edge: what is cut off there has lost its end."""
    edge = {picture.pixel(picture.width - 4, y) for y in range(picture.height)}
    return len(edge) <= 2  # the ground, and the line that some themes draw around the window


class _Window:
    """An image with one layer, and Inlay's window for it."""

    def __init__(self, g, picture=None):
        self.g, self.gate, self.screen = g, _kept["gate"], g.screen
        self.picture = picture or pictures.gradient(120, 90)
        self.image = g.new_image(120, 90, "rgb", "u8-gamma")
        self.layer = g.layer(self.image, self.picture, "subject")
        g.select_layers(self.image, [self.layer])
        g.mark_clean(self.image)
        self.display, self.over = dialog.image_window(g, self.image)
        self.opened = dialog.open_by_menu(g, self.over, dialog.EDIT)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            return
        if self.screen.windows(f"^{dialog.EDIT}"):
            self.screen.focus(self.opened)
            self.screen.key("Escape")
            self.screen.gone(f"^{dialog.EDIT}")
        self.g.mark_clean(self.image)
        self.g.close_display(self.display)

    def press(self, *keys):
        self.screen.focus(self.opened)
        self.screen.key(*keys)

    def test_connection(self):
        """Beside the provider: its letter leads there, and Tab to the button."""
        before = len(self.gate.lists)
        self.press("alt+r", "Tab", "space")
        waiting.until(lambda: len(self.gate.lists) > before, "the question for the models")
        return self.gate.lists[-1]

    def write(self, text):
        """The key as well: each scenario can be run alone."""
        self.press("alt+y")
        self.screen.type(KEY)
        self.screen.key("alt+p")
        dialog.prompt(self.g, self.opened, text)

    def run(self):
        arrived = self.gate.arrived
        dialog.run(self.g, self.opened)
        self.gate.wait_for(arrived + 1)

    def stays(self, name):
        """Nothing moves in it any more, so the run is over; and it is still there."""
        picture = self.settled(name)
        assert self.screen.windows(f"^{dialog.EDIT}"), "the window went"
        return picture

    def settled(self, name):
        self.screen.put_pointer_away()
        return self.screen.photograph(name, self.opened, quiet=True)

    def config(self):
        with open(os.path.join(self.g.config, "inlay", "config.json")) as file:
            return json.load(file)


def without_a_key_nobody_is_asked_and_the_button_says_what_is_missing(g):
    with _Window(g) as window:
        window.settled("no-key")
        window.press("alt+r", "Tab", "space")
        window.settled("test-without-a-key")
        assert window.gate.lists == [], "there is no key, so the service has nothing to say"


def a_wrong_key_is_told_and_not_kept(g):
    with _Window(g) as window:
        window.gate.refuses_lists(401, {"error": {"code": 401, "message": "Invalid token"}})
        window.press("alt+y")
        window.screen.type("sk-wrong-0123456789")
        window.test_connection()
        window.settled("test-with-a-wrong-key")
        window.gate.serves(SERVED)
    assert not os.path.exists(os.path.join(g.config, "inlay", "keys.json")), "a key that was only tried was kept"


def the_connection_is_tested_with_the_key_as_it_is_typed(g):
    with _Window(g) as window:
        window.press("alt+y")
        window.screen.type(KEY)
        path, heads = window.test_connection()
        assert path == "/v1/models" and heads.get("Authorization") == KEY, (path, heads)
        window.settled("tested")
        assert window.gate.arrived == 0, "a test makes no picture"


def a_model_that_is_gone_is_told_and_one_that_is_served_can_be_chosen(g):
    with _Window(g) as window:  # the list is known now, so this is told without asking
        gone = {"error": {"code": 404, "message": "models/gemini-3-pro-image is not found", "status": "NOT_FOUND"}}
        window.settled("model-gone")
        window.write("invert")
        window.gate.answer(404, gone)
        window.run()
        window.stays("model-gone-run")
        window.gate.open()
        window.press("alt+Down")  # the keyboard is where the mistake is: the list opens
        window.screen.photograph("models", quiet=True)
        window.screen.key("Home", "Return")
        dialog.run(g, window.opened)
        dialog.layers_become(g, window.image, 2)
        path, _ = window.gate.heads[-1]
        assert path == f"/v1beta/models/{SERVED[0]}:generateContent", path
        assert window.config()["providers"]["cometapi"]["model"] == SERVED[0], window.config()


def the_groups_open_one_at_a_time(g):
    with _Window(g) as window:
        closed = window.settled("groups-closed")
        window.press("alt+s")
        advanced = window.settled("advanced")
        assert advanced.height > closed.height, "the advanced settings did not open"
        assert _margin_is_free(advanced), "the advanced settings are wider than the window"
        window.press("alt+j")
        adjust = window.settled("adjust")
        assert adjust.height > closed.height and adjust.data != advanced.data
        assert _margin_is_free(adjust), "the adjustments are wider than the window"


def a_run_with_something_to_say_leaves_the_window_open_and_no_box(g):
    with _Window(g, _noise()) as window:
        titles = window.screen.titles()
        window.write("invert")
        window.run()
        waiting.until(lambda: len(g.layers(window.image)) == 2, "the new layer")
        window.stays("done-with-a-note")
        boxes = [title for title in window.screen.titles() if title not in titles and "[Untitled]" not in title]
        assert not boxes, f"a box opened as well: {boxes}"
        window.press("alt+c")  # Close
        window.screen.gone(f"^{dialog.EDIT}")
        assert len(g.layers(window.image)) == 2 and g.journal() == []


def an_answer_that_changes_nothing_is_told_and_can_be_inserted_anyway(g):
    with _Window(g) as window:
        window.write("do nothing at all")
        window.gate.hold()
        window.run()
        sent = services.encoded_pictures_in(window.gate.bodies[-1])[0]
        part = {"inlineData": {"mimeType": "image/png", "data": sent}}
        window.gate.answer(200, {"candidates": [{"content": {"parts": [part]}, "finishReason": "STOP"}]})
        window.stays("almost-nothing")
        assert g.layers(window.image) == [window.layer] and len(g.journal()) == 1, "nothing is inserted, and the answer is kept"
        arrived = window.gate.arrived
        window.press("alt+e")
        layers = dialog.layers_become(g, window.image, 2)
        pictures.expect_close(g.pixels(layers[0]), window.picture, 1, "the answer")
        assert window.gate.arrived == arrived, "another picture was paid for"
        assert g.journal() == [], "the answer is in the picture and still kept"
        facts = json.loads(g.parasite(layers[0], "inlay"))
        assert (facts["provider"], facts["prompt"]) == ("cometapi", "do nothing at all"), facts
        window.gate.open()


def the_price_follows_what_is_asked_for(g):
    with _Window(g) as window:
        before = window.settled("price")
        window.press("alt+v")
        window.screen.key("ctrl+a")
        window.screen.type("4")
        window.screen.key("Tab")
        assert window.settled("price-of-four").data != before.data


def a_layer_and_a_file_go_along_as_references(g):
    with _Window(g) as window:
        other = g.layer(window.image, pictures.plain(50, 40, (10, 200, 30)), "other", 5, 5)
        g.select_layers(window.image, [window.layer])
        window.press("alt+f")
        window.screen.photograph("references-menu", quiet=True)  # open, before a key is meant for it
        window.screen.key("End", "Return")  # the layer, below the file
        window.settled("references")
        window.write("invert")
        window.run()
        layers = dialog.layers_become(g, window.image, 3)
        sent = services.pictures_in(window.gate.bodies[-1])
        assert len(sent) == 2 and sent[1].size == (50, 40) and sent[1].pixel(9, 9)[:3] == (10, 200, 30), sent
        assert layers.index(other) == 0, layers
        facts = json.loads(g.parasite(layers[1], "inlay"))
        assert facts["prompt"] == "invert", facts


def a_file_is_chosen_as_reference_in_the_window_that_lists_files(g):
    os.makedirs(os.path.join(g.config, "gtk-2.0"), exist_ok=True)
    with open(os.path.join(g.config, "gtk-2.0", "gtkfilechooser.ini"), "w") as file:  # GTK 2 shows the line for names or not, as it did last
        file.write("[Filechooser Settings]\nLocationMode=filename-entry\nStartupMode=cwd\n")
    png.write(os.path.join(g.home, "blue.png"), pictures.plain(40, 30, (20, 40, 200)))
    png.write(os.path.join(g.home, "green.png"), pictures.plain(60, 20, (10, 200, 30)))
    with _Window(g) as window:
        nothing = window.settled("no-reference")
        _choose_file(window, "blue.png", "Return")
        chosen = window.settled("one-file")
        assert chosen.data != nothing.data, "the window does not show the file"
        window.press("alt+v", "Tab", "Tab", "space")  # from the variations by way of "Add…" to "Clear"
        cleared = window.settled("cleared")
        assert cleared.data != chosen.data, "the file is still shown"
        _choose_file(window, "blue.png", "Escape")
        assert window.screen.windows(f"^{dialog.EDIT}"), "Escape closed the wrong window"
        _choose_file(window, "green.png", "Return")
        window.settled("another-file")
        window.write("invert")
        window.run()
        dialog.layers_become(g, window.image, 2)
        sent = services.pictures_in(window.gate.bodies[-1])
        assert [one.size for one in sent] == [(120, 90), (60, 20)], sent
        assert sent[1].pixel(7, 7)[:3] == (10, 200, 30), sent[1].pixel(7, 7)


def _choose_file(window, name, answer):
    """As a person does who knows where the file is: a name that begins with ~ goes into a line for names, which opens for it."""
    window.press("alt+f")
    window.screen.photograph("references-menu-for-a-file", quiet=True)  # open, before a key is meant for it
    window.screen.key("Home", "Return")
    chooser = window.screen.window("^Add Reference Pictures$")
    window.screen.focus(chooser)
    window.screen.photograph("chooser", quiet=True)
    window.screen.type("~")
    window.screen.photograph("chooser-with-a-line", quiet=True)  # what is typed while the line opens is lost
    window.screen.type("/")
    window.screen.photograph("chooser-at-home", quiet=True)  # it reads the folder, and would write into what is typed meanwhile
    window.screen.type(name)
    window.screen.photograph("chooser-with-a-name", quiet=True)
    if answer == "Escape":
        window.screen.key("Escape")  # the first one may only close the list of names that fit
        if window.screen.windows("^Add Reference Pictures$"):
            window.screen.key("Escape")
    else:
        window.screen.key(answer)
    window.screen.gone("^Add Reference Pictures$")


def the_quick_mask_gets_a_sentence(g):
    with _Window(g) as window:
        window.screen.key("Escape")
        window.screen.gone(f"^{dialog.EDIT}")
        window.screen.focus(window.over)
        window.screen.key("shift+q")
        masks = waiting.until(lambda: g.channels(window.image), "the quick mask")
        refused(lambda: g.edit(window.image, masks[0], "invert"), "quick mask", "Shift+Q")
        assert g.layers(window.image) == [window.layer]


def _after(g):
    assert "segmentation" not in g.log.lower(), f"something crashed; see {g.log_path}"

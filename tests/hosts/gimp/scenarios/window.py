"""What does the window do besides a run: is the connection tested, which models are served, what of a run that has something to say?"""

import json
import os

import dialog
import pictures
import png
import services
import waiting
from inlay_window import KEY, SERVED, InlayWindow, Service
from shared import refused

WINDOW = True
_kept = {}
GONE = "CometAPI does not serve this model now. The list has those that it does."


def _prepare(setup, folder):
    """The model used last has gone since. So small a limit that noise has to be made smaller, which is said afterwards."""
    _finish()
    _kept["service"] = Service(setup)
    _kept["service"].configure(os.path.join(folder, "config"), model="gemini-3-pro-image", limit=100000)
    return {}


def _finish():
    if "service" in _kept:
        _kept.pop("service").close()


def _window(g, *arguments, **named):
    return InlayWindow(g, _kept["service"].gate, *arguments, **named)


def _keys(g):
    path = os.path.join(g.config, "inlay", "keys.json")
    if not os.path.exists(path):
        return {}
    assert os.stat(path).st_mode & 0o777 == 0o600, oct(os.stat(path).st_mode)
    with open(path) as file:
        return json.load(file)


def _noise():
    """More than the table allows, as PNG and as JPEG."""
    state, data = 1, bytearray()
    for _ in range(120 * 90 * 3):
        state = (state * 1103515245 + 12345) % 2 ** 31
        data.append(state >> 20 & 0xff)
    return png.Picture(120, 90, 3, bytes(data))


def without_a_key_nobody_is_asked_and_the_button_says_what_is_missing(g):
    with _window(g) as window:
        window.says("No key is stored yet.")
        window.press("Test Connection")
        window.says("CometAPI needs an API key, and there is none. Type it in the field…")
        assert window.gate.lists == [], "there is no key, so the service has nothing to say"


def a_wrong_key_is_told_and_not_kept(g):
    with _window(g) as window:
        window.gate.refuses_lists(401, {"error": {"code": 401, "message": "Invalid token"}})
        window.fill("API key", "sk-wrong-0123456789")
        window.press("Test Connection")
        window.says("CometAPI does not accept the API key: “Invalid token” Check the API key.…")
        assert window.now().field("API key").text == "*" * 19, "it can be mended where it stands"
        window.gate.serves(SERVED)
    assert _keys(g) == {}, "a key that was refused was kept"


def a_key_that_the_service_accepts_is_kept(g):
    with _window(g) as window:
        window.fill("API key", KEY)
        window.press("Test Connection")
        window.says("CometAPI answers and serves 3 models that make pictures. gemini-3-pro-image is not among them.",
                    "A key is stored in a file that only you can read: sk-Un…6789", GONE)
        path, heads = window.gate.lists[-1]
        assert path == "/v1/models" and heads.get("Authorization") == KEY, (path, heads)
        assert window.now().field("API key").text == "", "it is left on the screen"
        assert window.gate.arrived == 0, "a test makes no picture"
        window.screen.photograph("tested", window.opened)
    assert _keys(g) == {"cometapi": KEY}


def a_model_that_is_gone_is_told_and_one_that_is_served_can_be_chosen(g):
    _kept["service"].keep_key(g.config)
    with _window(g) as window:
        window.says(GONE)  # the list is known now, so this is told without asking
        window.write("invert")
        window.gate.answer(404, {"error": {"code": 404, "message": "models/gemini-3-pro-image is not found", "status": "NOT_FOUND"}})
        window.run()
        window.says("CometAPI does not serve the model gemini-3-pro-image: “models/gemini-3-pro-image is not found”",
                    "Choose another model. CometAPI serves: gemini-3.1-flash-image, gpt-image-2, gemini-2.5-flash-image.")
        window.until(lambda shown: shown.field("Model").focused, "the keyboard where the mistake is")
        window.gate.open()
        assert [one for one in window.now().all("ComboBox") if one.choices == SERVED[:3]], "the list does not hold what is served"
        window.choose_model(SERVED[0])
        window.run()
        window.layers_become(2)
        path, _ = window.gate.heads[-1]
        assert path == f"/v1beta/models/{SERVED[0]}:generateContent", path
        assert window.config()["providers"]["cometapi"]["model"] == SERVED[0], window.config()


def a_run_with_something_to_say_leaves_the_window_open_and_no_box(g):
    _kept["service"].keep_key(g.config)
    with _window(g, _noise()) as window:
        titles = window.screen.titles()
        window.write("invert")
        window.run()
        waiting.until(lambda: len(g.layers(window.image)) == 2, "the new layer")
        window.says("The new layer is inserted.", "The picture was made smaller to fit the service's limit.")
        window.screen.photograph("done-with-a-note", window.opened)
        boxes = [title for title in window.screen.titles() if title not in titles and "[Untitled]" not in title]
        assert not boxes, f"a box opened as well: {boxes}"
        window.press("Close")
        window.screen.gone(f"^{dialog.EDIT}")
        assert len(g.layers(window.image)) == 2 and g.journal() == []


def a_layer_goes_along_as_reference(g):
    _kept["service"].keep_key(g.config)
    others = []

    def prepared(image, layer):
        others.append(g.layer(image, pictures.plain(50, 40, (10, 200, 30)), "other", 5, 5))
    with _window(g, prepared=prepared) as window:
        window.press("Add…")
        window.choose_from_menu("Layer “other”")
        window.says("“other”")
        window.write("invert")
        window.run()
        layers = window.layers_become(3)
        sent = services.pictures_in(window.gate.bodies[-1])
        assert len(sent) == 2 and sent[1].size == (50, 40) and sent[1].pixel(9, 9)[:3] == (10, 200, 30), sent
        assert layers.index(others[0]) == 0, layers
        facts = json.loads(g.parasite(layers[1], "inlay"))
        assert facts["prompt"] == "invert", facts


def a_file_is_chosen_as_reference_in_the_window_that_lists_files(g):
    os.makedirs(os.path.join(g.config, "gtk-2.0"), exist_ok=True)
    with open(os.path.join(g.config, "gtk-2.0", "gtkfilechooser.ini"), "w") as file:  # GTK 2 shows the line for names or not, as it did last
        file.write("[Filechooser Settings]\nLocationMode=filename-entry\nStartupMode=cwd\n")
    png.write(os.path.join(g.home, "blue.png"), pictures.plain(40, 30, (20, 40, 200)))
    png.write(os.path.join(g.home, "green.png"), pictures.plain(60, 20, (10, 200, 30)))
    _kept["service"].keep_key(g.config)
    with _window(g) as window:
        window.says("None")
        _choose_file(window, "blue.png", "Return")
        window.says("blue.png")
        window.press("Clear")
        window.says("None")
        _choose_file(window, "blue.png", "Escape")
        assert window.screen.windows(f"^{dialog.EDIT}"), "Escape closed the wrong window"
        assert "None" in window.now().words
        _choose_file(window, "green.png", "Return")
        window.says("green.png")
        window.write("invert")
        window.run()
        window.layers_become(2)
        sent = services.pictures_in(window.gate.bodies[-1])
        assert [one.size for one in sent] == [(120, 90), (60, 20)], sent
        assert sent[1].pixel(7, 7)[:3] == (10, 200, 30), sent[1].pixel(7, 7)


def _choose_file(window, name, answer):
    """As a person does who knows where the file is: a name that begins with ~ goes into a line for names, which opens for it."""
    window.press("Add…")
    window.choose_from_menu("Picture from a File…")
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
    with _window(g) as window:
        window.leave()
        window.screen.focus(window.over)
        window.screen.key("shift+q")
        masks = waiting.until(lambda: g.channels(window.image), "the quick mask")
        refused(lambda: g.edit(window.image, masks[0], "invert"), "quick mask", "Shift+Q")
        assert g.layers(window.image) == [window.layer]


def _after(g):
    assert "segmentation" not in g.log.lower(), f"something crashed; see {g.log_path}"

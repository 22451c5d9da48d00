"""A person types a key in the window: is it sent as the provider wants it, kept where only they can read it, and nowhere else?"""

import json
import os

import dialog
import pictures
import services
import waiting

WINDOW = True
KEY = "sk-Unmistakable0123456789"
_kept = {}


def _prepare(setup, folder):
    """CometAPI, answered by a sandbox at another address."""
    _kept["sandbox"] = services.Sandbox(setup.inlay, "--answer-size", "same", "--format", "png", "--delay", "0")
    _kept["gate"] = services.Gate(_kept["sandbox"].url)
    _kept["gate"].open()
    config = os.path.join(folder, "config", "inlay")
    os.makedirs(config, exist_ok=True)
    with open(os.path.join(config, "config.json"), "w") as file:
        json.dump({"provider": "cometapi", "retries": 0, "providers": {"cometapi": {"base_url": _kept["gate"].url}}}, file)
    return {}


def _finish():
    for one in ("gate", "sandbox"):
        if one in _kept:
            _kept[one].close()


def _image(g):
    image = g.new_image(120, 90, "rgb", "u8-gamma")
    layer = g.layer(image, pictures.gradient(120, 90), "subject")
    g.select_layers(image, [layer])
    g.mark_clean(image)
    return (image, *dialog.image_window(g, image))


def a_typed_key_is_sent_and_kept_for_this_person_alone(g):
    gate = _kept["gate"]
    image, display, window = _image(g)
    opened = dialog.open_by_menu(g, window, dialog.EDIT)
    dialog.prompt(g, opened, "invert")
    g.screen.key("alt+y")  # API key
    g.screen.type(KEY)
    g.screen.photograph("key", opened)
    dialog.run(g, opened)
    layers = dialog.layers_become(g, image, 2)
    path, heads = gate.heads[-1]
    assert path.startswith("/v1beta/models/") and path.endswith(":generateContent"), path
    assert heads.get("Authorization") == KEY, heads
    store = os.path.join(g.config, "inlay", "keys.json")
    assert os.stat(store).st_mode & 0o777 == 0o600, oct(os.stat(store).st_mode)
    with open(store) as file:
        assert KEY in file.read()
    assert KEY not in g.parasite(layers[0], "inlay")
    places = [os.path.join(folder, name) for folder, _, names in os.walk(g.scratch) for name in names]
    for place in places:
        if place != store and os.path.isfile(place):
            with open(place, "rb") as file:
                assert KEY.encode() not in file.read(), f"{place} holds the key"
    g.mark_clean(image)
    g.close_display(display)


def the_kept_key_is_used_the_next_time(g):
    gate = _kept["gate"]
    before = gate.arrived
    image, display, window = _image(g)
    opened = dialog.open_by_menu(g, window, dialog.EDIT)
    dialog.run(g, opened)
    dialog.layers_become(g, image, 2)
    assert gate.arrived == before + 1 and gate.heads[-1][1].get("Authorization") == KEY
    g.mark_clean(image)
    g.close_display(display)


def a_run_from_a_script_uses_it_too(g):
    gate = _kept["gate"]
    image = g.new_image(60, 40, "rgb", "u8-gamma")
    layer = g.layer(image, pictures.gradient(60, 40))
    g.edit(image, layer, "invert")
    assert gate.heads[-1][1].get("Authorization") == KEY
    waiting.until(lambda: not g.children_left(), "every process of ours to end")
    g.delete_image(image)

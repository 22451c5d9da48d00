"""A person types a key in the window: is it sent as the provider wants it, kept where only they can read it, and nowhere else?"""

import os

import dialog
import pictures
import waiting
from inlay_window import KEY, Service

WINDOW = True
_kept = {}


def _prepare(setup, folder):
    _finish()
    _kept["service"] = Service(setup)
    _kept["service"].configure(os.path.join(folder, "config"))
    return {}


def _finish():
    if "service" in _kept:
        _kept.pop("service").close()


def _image(g):
    image = g.new_image(120, 90, "rgb", "u8-gamma")
    layer = g.layer(image, pictures.gradient(120, 90), "subject")
    g.select_layers(image, [layer])
    g.mark_clean(image)
    return (image, *dialog.image_window(g, image))


def a_typed_key_is_sent_and_kept_for_this_person_alone(g):
    gate = _kept["service"].gate
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
    gate = _kept["service"].gate
    before = gate.arrived
    image, display, window = _image(g)
    opened = dialog.open_by_menu(g, window, dialog.EDIT)
    dialog.run(g, opened)
    dialog.layers_become(g, image, 2)
    assert gate.arrived == before + 1 and gate.heads[-1][1].get("Authorization") == KEY
    g.mark_clean(image)
    g.close_display(display)


def a_run_from_a_script_uses_it_too(g):
    gate = _kept["service"].gate
    image = g.new_image(60, 40, "rgb", "u8-gamma")
    layer = g.layer(image, pictures.gradient(60, 40))
    g.edit(image, layer, "invert")
    assert gate.heads[-1][1].get("Authorization") == KEY
    waiting.until(lambda: not g.children_left(), "every process of ours to end")
    g.delete_image(image)

"""Can scripts use the procedures, by the names and in the ways that the contract freezes?"""

import pictures
from shared import POINTWISE, image, refused
import services


def options_are_one_JSON_object(g):
    with image(g, 120, 90) as number:
        layer = g.layer(number, pictures.gradient(120, 90))
        count, layers = g.call("plug-in-inlay-edit-layer", 1, number, layer, "invert", '{"alpha": "on", "keep": "off", "align": "off"}')
        assert count == 1 and g.layers(number) == [layers[0], layer]
        count, layers = g.call("plug-in-inlay-edit-layer", 1, number, layer, "", '{"prompt": "sepia", "context": 10}')
        assert count == 1, "a prompt may stand among the options"
        refused(lambda: g.call("plug-in-inlay-edit-layer", 1, number, layer, "invert", '{"alpha": '), "JSON")
        refused(lambda: g.call("plug-in-inlay-edit-layer", 1, number, layer, "invert", '{"contxt": 10}'), "contxt")
        assert len(g.layers(number)) == 3


def arguments_are_named_in_script_fu(g):
    with image(g, 120, 90) as number:
        layer = g.layer(number, pictures.gradient(120, 90))
        g.script_fu(f'(plug-in-inlay-edit-layer #:run-mode RUN-NONINTERACTIVE #:image {number} #:drawables (vector {layer}) '
                    f'#:prompt "invert" #:keep "off" #:align "off")')
        layers = g.layers(number)
        assert len(layers) == 2 and layers[1] == layer, layers
        pictures.expect_close(g.pixels(layers[0]), pictures.inverted(g.pixels(layer)), 1, "the new layer")
        refused(lambda: g.script_fu(f'(plug-in-inlay-edit-layer #:image {number} #:drawables (vector {layer}) #:prompt "x" #:contxt 10)'))
        g.script_fu(f'(plug-in-inlay-generate-layer #:run-mode RUN-NONINTERACTIVE #:image {number} #:drawables (vector {layer}) '
                    f'#:prompt "a lake")')
        assert len(g.layers(number)) == 3
        before = g.images()
        g.script_fu('(plug-in-inlay-generate-image #:run-mode RUN-NONINTERACTIVE #:prompt "a lake")')
        made = [one for one in g.images() if one not in before]
        assert len(made) == 1
        g.delete_image(made[0])


def the_menus_are_where_the_contract_says(g):
    edit, layer, picture = (" ".join(g.menus("plug-in-inlay-" + name)) for name in ("edit-layer", "generate-layer", "generate-image"))
    assert "Filters/Inlay" in edit and "Filters/Inlay" in layer and "File/Create" in picture, (edit, layer, picture)


def the_last_values_are_run_again(g):
    with image(g, 120, 90) as number:
        layer = g.layer(number, pictures.gradient(120, 90))
        refused(lambda: g.edit(number, layer, mode="last"), "prompt")
        _remember(g, {"edit-layer.prompt": "invert", "edit-layer.keep": "off", "edit-layer.align": "off"})
        made = g.edit(number, layer, mode="last")
        assert len(made) == 1
        pictures.expect_close(g.pixels(made[0]), pictures.inverted(g.pixels(layer)), 1, "the new layer")
        assert "invert" in services.texts_in(services.recorded(g.sent_folder)[-1])[-1]


def neither_prompt_nor_key_is_in_the_profile_afterwards(g):
    import os
    with image(g, 60, 40) as number:
        layer = g.layer(number, pictures.gradient(60, 40))
        g.edit(number, layer, "invert the unmistakable", **POINTWISE)
    for folder, _, names in os.walk(g.profile):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                assert b"unmistakable" not in file.read(), f"{folder}/{name} holds the prompt"


def other_services_can_be_named(g):
    sandbox = services.Sandbox(g.setup.inlay, "--answer-size", "same", "--format", "jpeg", "--delay", "0")
    try:
        with image(g, 120, 90) as number:
            picture = pictures.smooth(120, 90)
            layer = g.layer(number, picture)
            made = g.edit(number, layer, "invert", base_url=sandbox.url, **POINTWISE)
            pictures.expect_close(g.pixels(made[0]), pictures.inverted(picture), 12, "the answer as JPEG")
    finally:
        sandbox.close()


def _remember(g, values):
    import json
    import os
    folder = os.path.join(g.config, "inlay")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "config.json")
    settings = {}
    if os.path.exists(path):
        with open(path) as file:
            settings = json.load(file)
    settings["last_values"] = {**settings.get("last_values", {}), **values}
    with open(path, "w") as file:
        json.dump(settings, file)


options_are_one_JSON_object.versions = ("2.10",)
arguments_are_named_in_script_fu.versions = ("3",)

"""Does everything count that can be set in the window? Each is set there with the mouse, and seen in what is sent or in the layer that comes."""

import os

import pictures
import png
import services
from inlay_window import InlayWindow, Service
from shared import by_command_line, on_canvas

WINDOW = True
DRIFTING = ("--drift", "--format", "png", "--delay", "0")
PROMPT = "add a red hat"  # the sandbox draws a frame with these words
_kept = {}


def _prepare(setup, folder):
    _finish()
    _kept["service"] = Service(setup, *DRIFTING)
    _kept["service"].configure(os.path.join(folder, "config"))
    _kept["service"].keep_key(os.path.join(folder, "config"))
    return {}


def _finish():
    if "service" in _kept:
        _kept.pop("service").close()


def _photograph(g):
    whole = png.read(os.path.join(g.setup.checkout, "tests", "data", "pictures", "cat.png"))
    return whole.crop(300, 300, 360, 270)


def _window(g, *arguments, **named):
    return InlayWindow(g, _kept["service"].gate, *arguments, **named)


def feather_context_and_transparency_are_what_was_set(g):
    def alpha(x, y):
        return 90 if y < 30 else 255
    picture = pictures.gradient(360, 270, alpha)
    with _window(g, picture, prepared=lambda image, layer: g.select(image, "rectangle", 100, 20, 120, 90)) as window:
        window.open_group("Adjust the answer", "Feather")
        window.fill("Feather", "20")
        window.fill("Context", "100")
        window.choose("Keep transparency", "Off")
        window.choose("Keep unchanged areas", "Off")
        window.choose("Align to the original", "Off")
        window.write("invert")
        window.run()
        layers = window.layers_become(2)
        # 120 pixels around 120x90 at (100, 20), cut at the layer, and grown to a ratio that the model has: more than the 30 of a quarter.
        sent = services.pictures_in(window.gate.bodies[-1])[0]
        assert sent.width >= 320 and sent.height >= 230, f"{sent.size} was sent"
        new = g.describe(layers[0])
        mask = g.mask_pixels(new["mask"])
        # A Gaussian of sigma 20 / 3.5: one sigma outside a straight edge there is 16 % of it.
        seen = mask.pixel(100 - 6 - new["x"], 65 - new["y"])[0]
        assert abs(seen - 255 * 0.169) < 6, f"{seen} one sigma outside of the selection"
        shown = g.pixels(layers[0])
        assert shown.pixel(160 - new["x"], 25 - new["y"])[3] == 255, "the transparent part stayed so"


def kept_transparency_is_the_layer_s(g):
    picture = pictures.gradient(120, 90, lambda x, y: 90 if y < 30 else 255)
    with _window(g, picture) as window:
        window.open_group("Adjust the answer", "Feather")
        window.choose("Keep transparency", "On")
        window.choose("Keep unchanged areas", "Off")
        window.choose("Align to the original", "Off")
        window.write("invert")
        window.run()
        layers = window.layers_become(2)
        pictures.expect_close(g.pixels(layers[0]).plane(3), picture.plane(3), 1, "transparency")


def unchanged_areas_alignment_and_colours_are_as_set(g):
    """The same as the command line makes of the same options, and that differs for each."""
    picture, made = _photograph(g), {}
    url = _kept["service"].sandbox.url
    cases = (({"Keep unchanged areas": "Automatic", "Align to the original": "Automatic"}, True, ()),
             ({"Keep unchanged areas": "Off", "Align to the original": "Automatic"}, True, ("--keep", "off")),
             ({"Keep unchanged areas": "Off", "Align to the original": "Off"}, True, ("--keep", "off", "--align", "off")),
             ({"Keep unchanged areas": "Automatic", "Align to the original": "Automatic"}, False, ("--match-colour", "off")))
    with _window(g, picture) as window:
        for choices, match, options in cases:
            if not window.screen.windows(f"^{window.title}"):
                window.open()
            window.open_group("Adjust the answer", "Feather")
            window.choose("Keep transparency", "Automatic")
            for label, value in choices.items():
                window.choose(label, value)
            window.tick("Match colours", match)
            window.write(PROMPT)
            window.run()
            layers = window.layers_become(2)
            made[options] = on_canvas(g, layers[0], picture.width, picture.height)
            wanted = by_command_line(g, picture, PROMPT, url, *options)
            pictures.expect_close(made[options], wanted, 1, f"the new layer and that of the command line {options}")
            g.remove_layer(layers[0])
            g.select_layers(window.image, [window.layer])
    all_made = list(made.items())
    for i, (options, one) in enumerate(all_made):
        for others, another in all_made[:i]:
            assert one.data != another.data, f"{options} and {others} give the same"


def size_and_number_are_asked_for(g):
    with _window(g) as window:
        window.choose_model("gemini-3.1-flash-image")
        window.choose("Size", "2K (about 4 megapixels)")
        window.fill("Variations", "2")
        window.write("invert")
        before = window.gate.arrived
        window.press("Edit Layer")
        window.gate.wait_for(before + 2)
        window.layers_become(3)
        assert window.gate.arrived == before + 2
        for path, _ in window.gate.heads[-2:]:
            assert path == "/v1beta/models/gemini-3.1-flash-image:generateContent", path
        for body in window.gate.bodies[-2:]:
            assert b'"imageSize":"2K"' in body.replace(b" ", b""), body[:300]

"""Are the new layer's pixels right in every mode and depth that the host has? Within 1 of the host's own conversion of the answer."""

import os

import icc
import pictures
from shared import POINTWISE, answer_to_last, image, only_opaque, sent_pictures

DEPTHS = [f"{depth}-{curve}" for depth in ("u8", "u16", "u32", "half", "float") for curve in ("gamma", "linear")]


def _prepare(setup, folder):
    """babl takes the fastest of the ways that are exact enough, as it measures them: with a tolerance two fingerprints of one layer may differ."""
    return {"env": {"BABL_TOLERANCE": "0.0"}}


def _source():
    return pictures.gradient(64, 48, lambda x, y: 255 if x < 48 else 255 - (x - 47) * 15)


def _check(g, base, depth, prompt, profile=None):
    what = f"{base} {depth} “{prompt}”"
    with image(g, 80, 60) as number:
        layer = g.layer(number, _source(), "source", 7, 5)
        g.convert(number, base if base != "rgb" else None, depth)
        if profile:
            g.set_profile(number, profile, True)
        before, shown = g.fingerprint(layer), g.pixels(layer)
        made = g.edit(number, layer, prompt, alpha="on", **POINTWISE)
        assert len(made) == 1, f"{what}: {len(made)} layers"
        new = g.describe(made[0])
        assert (new["x"], new["y"], new["width"], new["height"]) == (7, 5, 64, 48), (what, new)
        assert new["gray"] == (base == "gray") and not new["indexed"] and new["alpha"], (what, new)
        got = g.pixels(made[0])
        # What was sent is what the host itself makes of the layer.
        sent = sent_pictures(g)
        assert len(sent) == 1, what
        pictures.expect_close(only_opaque(sent[0], shown), only_opaque(shown, shown), 1, f"{what}: sent")
        answer = answer_to_last(g)
        wanted = g.host_conversion(answer, base if base == "gray" else "rgb", depth)
        pictures.expect_close(only_opaque(got, shown), only_opaque(wanted, shown), 1, f"{what}: the new layer")
        if prompt == "invert" and depth != "u8-linear":  # an oracle that knows nothing of the sandbox; 8 linear bits are too coarse for it
            pictures.expect_close(only_opaque(got, shown), only_opaque(pictures.inverted(shown), shown), 2, f"{what}: inverted")
        pictures.expect_close(got.plane(3), shown.plane(3), 1, f"{what}: transparency")
        if base != "indexed":  # that one becomes RGB; its undo is shown in a window
            assert g.fingerprint(layer) == before, f"{what}: the source layer was changed"
        else:
            pictures.expect_close(g.pixels(layer), shown, 0, f"{what}: the source layer")
            assert g.describe_image(number)["base"] == "rgb", what


def RGB_in_every_depth_is_within_1(g):
    for depth in DEPTHS:
        _check(g, "rgb", depth, "invert")


def grey_in_every_depth_is_within_1(g):
    for depth in DEPTHS:
        _check(g, "gray", depth, "invert")


def a_coloured_answer_becomes_grey_as_the_host_itself_would_do_it(g):
    for depth in ("u8-gamma", "u16-linear", "float-gamma"):
        _check(g, "gray", depth, "sepia")


def other_pointwise_changes_are_within_1(g):
    for prompt in ("greyscale", "sepia", "brighter"):
        _check(g, "rgb", "u8-gamma", prompt)


def an_indexed_image_becomes_RGB(g):
    _check(g, "indexed", "u8-gamma", "invert")


def a_wide_profile_is_converted_there_and_back(g):
    path = os.path.join(g.scratch, "wide.icc")
    with open(path, "wb") as file:
        file.write(icc.adobe_like())
    for depth in ("u8-gamma", "u16-gamma", "float-linear"):
        _check(g, "rgb", depth, "greyscale", path)

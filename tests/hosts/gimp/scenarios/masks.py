"""Is the layer mask what the model changed, when nothing is said about it and the model has moved its answer? The command line is the oracle."""

import os

import pictures
import png
import services
from shared import by_command_line, image, on_canvas, place_of

DRIFTING = ("--drift", "--format", "png", "--delay", "0")
PROMPT = "add a red hat"  # the sandbox knows no such effect, and draws a frame with these words
_kept = {}


def _prepare(setup, folder):
    if not _kept:
        _kept["sandbox"] = services.Sandbox(setup.inlay, *DRIFTING)
    return {}


def _finish():
    _kept["sandbox"].close()


def _photograph(g):
    if "photograph" not in _kept:
        whole = png.read(os.path.join(g.setup.checkout, "tests", "data", "pictures", "cat.png"))
        _kept["photograph"] = whole.crop(300, 300, 360, 270)
    return _kept["photograph"]


def _as_the_command_line_does_it(g, *options, prompt=PROMPT, **named):
    """The new layer on its canvas, and what the command line makes of the same."""
    picture = _photograph(g)
    with image(g, picture.width, picture.height) as number:
        layer = g.layer(number, picture)
        if "select" in named:
            g.select(number, "rectangle", *named.pop("select"))
        made = g.edit(number, layer, prompt, base_url=_kept["sandbox"].url, **named)
        assert len(made) == 1, made
        got, new = on_canvas(g, made[0], picture.width, picture.height), g.describe(made[0])
        mask = g.mask_pixels(new["mask"]) if new["mask"] else None
    wanted = by_command_line(g, picture, prompt, _kept["sandbox"].url, *options)
    pictures.expect_close(got, wanted, 1, f"the new layer and that of the command line ({options})")
    return got, new, mask


def what_changed_is_shown_and_nothing_else(g):
    got, new, mask = _as_the_command_line_does_it(g)
    assert mask, "there is no layer mask"
    alpha = got.plane(3)
    assert min(mask.data) == 0 and max(mask.data) == 255
    # The frame is shown, and the middle is not covered.
    assert alpha.pixel(180, 256)[0] == 255 and alpha.pixel(180, 120)[0] == 0, (alpha.pixel(180, 256), alpha.pixel(180, 120))
    assert 0.5 < alpha.data.count(0) / len(alpha.data) < 0.8, "far more or less is covered than the frame"


def within_a_selection_only_that_part(g):
    got, new, mask = _as_the_command_line_does_it(g, "--select", "60,20,180,90", prompt="make the cat green", select=(60, 20, 180, 90))
    outside = [got.data[(y * got.width + x) * 4 + 3] for y in range(got.height) for x in range(got.width)
               if not (60 <= x < 240 and 20 <= y < 110)]
    assert mask and max(outside) == 0
    assert max(mask.data) == 255


def everything_is_shown_when_it_is_asked_for(g):
    got, new, mask = _as_the_command_line_does_it(g, "--keep", "off", "--align", "off", keep="off", align="off")
    assert place_of(new) == (0, 0, got.width, got.height) and (mask is None or min(mask.data) == 255)
    aligned, _, _ = _as_the_command_line_does_it(g, "--keep", "off", keep="off")
    assert pictures.difference(got, aligned)[0] > 40, "the model had not moved its answer, so that nothing was shown here"


def the_slow_drift_of_the_colours_is_taken_back_unless_it_is_wanted(g):
    taken_back, _, _ = _as_the_command_line_does_it(g)
    left, _, _ = _as_the_command_line_does_it(g, "--match-colour", "off", match_colour=False)
    assert pictures.difference(taken_back, left)[0] > 2, "matching the colours makes no difference"

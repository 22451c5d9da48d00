"""Is anything left behind: images, processes, files, buffers, answers that were already inserted?"""

import os

import machine
import pictures
import waiting
from shared import POINTWISE, image, refused


def nothing_is_left_after_many_runs(g):
    before = g.images()
    with image(g, 160, 120) as number:
        layer = g.layer(number, pictures.gradient(160, 120))
        for prompt in ("invert", "sepia", "greyscale"):
            made = g.edit(number, layer, prompt, **POINTWISE)
            assert sorted(g.images()) == sorted([*before, number]), "an image was left"
            g.remove_layer(made[0])
        refused(lambda: g.edit(number, layer, "invert", base_url="http://127.0.0.1:9", retries=0))
        g.generate_layer(number, "a lake")
    assert g.images() == before
    waiting.until(lambda: not g.children_left(), "the sandbox's process to end")
    assert g.journal() == [], "an answer is still kept although it was inserted"
    found = [os.path.join(folder, name) for folder, _, names in os.walk(g.temporary) for name in names]
    assert not [path for path in found if "inlay" in path.lower()], found


def _after(g):
    # GEGL counts its buffers and says at the end how many were never given back.
    assert "buffers leaked" not in g.log.lower(), f"buffers were leaked; see {g.log_path}"
    assert not machine.processes_with("INLAY_TEST", g.scratch), "a process outlived GIMP"

"""What several scenarios need: the picture that was sent, the answer to it, and how a refusal is expected."""

import contextlib
import json
import os
import subprocess
import tempfile
import urllib.request

import gimp
import pictures
import png
import services

POINTWISE = {"keep": "off", "align": "off"}  # the answer itself, without the search for what changed


def sent_pictures(g):
    """Of the last request that the sandbox kept."""
    bodies = services.recorded(g.sent_folder)
    assert bodies, "the sandbox kept no request"
    return services.pictures_in(bodies[-1])


def answer_to_last(g):
    """The sandbox is deterministic: asked again, it gives the same picture. This one is the oracle."""
    body = services.recorded(g.sent_folder)[-1]
    sandbox = services.Sandbox(g.setup.inlay, "--answer-size", "same", "--format", "png", "--delay", "0")
    try:
        request = urllib.request.Request(sandbox.url + "/v1beta/models/gemini-2.5-flash-image:generateContent", body,
                                         {"Content-Type": "application/json", "Authorization": "test"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as reply:
            found = services.pictures_in(reply.read())
    finally:
        sandbox.close()
    assert len(found) == 1, f"the sandbox answered with {len(found)} pictures"
    return found[0]


def only_opaque(picture, like):
    """`picture` with every pixel cleared that is not fully opaque in `like`: what lies below half transparency is a blend."""
    out = bytearray(picture.rgba().data)
    for at in range(3, len(out), 4):
        if like.data[at] != 255:
            out[at - 3:at + 1] = b"\0\0\0\0"
    return png.Picture(picture.width, picture.height, 4, out)


@contextlib.contextmanager
def image(g, width, height, base="rgb", depth="u8-gamma"):
    number = g.new_image(width, height, base, depth)
    try:
        yield number
    finally:
        if number in g.images():
            g.delete_image(number)


def refused(action, *words):
    """The sentence of the error; the run must fail and say these words."""
    try:
        action()
    except gimp.GimpError as problem:
        said = str(problem)
        for word in words:
            assert word.lower() in said.lower(), f"“{word}” is not in “{said}”"
        return said
    raise AssertionError("it went through, and should have been refused")


def same_picture(got, wanted, within, what):
    return pictures.expect_close(got, wanted, within, what)


def facts_of(g, layer):
    return json.loads(g.parasite(layer, "inlay"))


def place_of(description):
    return tuple(description[name] for name in ("x", "y", "width", "height"))


def by_command_line(g, picture, prompt, url, *options):
    """The new layer on its canvas, as `inlay edit --layer` writes it for the same request."""
    folder = tempfile.mkdtemp(prefix="command-line-", dir=g.scratch)
    paths = [os.path.join(folder, name) for name in ("in.png", "out.png", "layer.png")]
    png.write(paths[0], picture)
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": folder, "INLAY_API_KEY": "test"}
    done = subprocess.run([g.setup.inlay, "edit", paths[0], "-p", prompt, "-o", paths[1], "--layer", paths[2], "--base-url", url, *options], env=env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return png.read(paths[2]).rgba()


def on_canvas(g, layer, width, height):
    """A layer as it lies on the canvas, with its layer mask in its transparency."""
    there, shown = g.describe(layer), g.pixels(layer)
    mask = g.mask_pixels(there["mask"]).data if there["mask"] else None
    out = bytearray(width * height * 4)
    for y in range(shown.height):
        for x in range(shown.width):
            if 0 <= x + there["x"] < width and 0 <= y + there["y"] < height:
                at, to = y * shown.width + x, ((y + there["y"]) * width + x + there["x"]) * 4
                out[to:to + 3] = shown.data[at * 4:at * 4 + 3]
                out[to + 3] = shown.data[at * 4 + 3] if mask is None else (shown.data[at * 4 + 3] * mask[at] + 127) // 255
    return png.Picture(width, height, 4, out)

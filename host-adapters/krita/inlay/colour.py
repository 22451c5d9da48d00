"""How do pixels of any Krita colour space become sRGB, 8 bit, and back? Through a scratch document of Krita's own, in pieces.

`Node.setColorSpace` on a person's layer would be a step on their undo stack; a document that nobody sees has no such stack. A piece is small enough
that Krita's window stays alive between two of them.
"""

from krita import Krita

from . import core

SRGB = ("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
PIXELS_AT_ONCE = 400_000
CHANNELS = {"A": 1, "GRAYA": 2, "RGBA": 4, "LABA": 4, "XYZA": 4, "YCbCrA": 4, "CMYKA": 5}
SAMPLES = {"U8": (core.U8, 1), "U16": (core.U16, 2), "F16": (core.F16, 2), "F32": (core.F32, 4)}


def space_of(thing):
    """The colour space of a node or document: (model, depth, profile)."""
    return thing.colorModel(), thing.colorDepth(), thing.colorProfile()


def bytes_per_pixel(space):
    model, depth, _ = space
    if model not in CHANNELS or depth not in SAMPLES:
        raise core.InlayError(f"Inlay does not know the colour model {model}, {depth}.",
                              "Convert the layer with Layer > Convert > Convert Layer Color Space.")
    return CHANNELS[model] * SAMPLES[depth][1]


def scaled(data, space, size, target):
    return core.scale(data, SAMPLES[space[1]][0], CHANNELS[space[0]], size, target)


def convert(data, size, before, after):
    """Bytes of one space in another one. Holds Krita's own thread: keep it small."""
    if before == after:
        return bytes(data)
    width, height = size
    scratch = Krita.instance().createDocument(width, height, "Inlay", *before, 72.0)
    if scratch is None:
        raise core.InlayError("Krita could not convert the layer's colours.", "Convert the layer to sRGB and try again.")
    try:
        layer = scratch.rootNode().childNodes()[0]
        layer.setPixelData(data, 0, 0, width, height)
        if not layer.setColorSpace(*after):
            raise core.InlayError(f"Krita could not convert the layer's colours from {before[2]}.",
                                  "Convert the layer to sRGB and try again.")
        scratch.waitForDone()
        return bytes(layer.pixelData(0, 0, width, height))
    finally:
        scratch.setModified(False)
        scratch.close()


class Conversion:
    """A conversion in pieces: call step() from the event loop until it gives True, then `data` is there."""

    def __init__(self, rows, size, before, after):
        """`rows(y, count)` gives the bytes of these rows, or is the bytes of the whole."""
        self.size, self.before, self.after = size, before, after
        self.next, self.pieces, self.data = 0, [], None
        stride = size[0] * bytes_per_pixel(before)
        self.rows = rows if callable(rows) else lambda y, count: bytes(rows[y * stride:(y + count) * stride])
        self.at_once = max(1, PIXELS_AT_ONCE // max(1, size[0]))

    def step(self):
        width, height = self.size
        if self.next < height:
            count = min(self.at_once, height - self.next)
            self.pieces.append(convert(self.rows(self.next, count), (width, count), self.before, self.after))
            self.next += count
        if self.next < height:
            return False
        self.data = b"".join(self.pieces)
        self.pieces = []
        return True

"""How do pixels of any Krita colour space become sRGB, 8 bit, and back? Through a scratch document of Krita's own, in pieces.

`Node.setColorSpace` on a person's layer would be a step on their undo stack; nobody sees the stack of a scratch document. A piece is small enough
that Krita's window stays alive between two of them.
"""

from krita import Krita

from . import core

SRGB = ("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
PIXELS_AT_ONCE = 200_000
# A scratch document keeps, on its stack, what it has converted; making one takes as long as converting a piece.
PIECES_OF_A_SCRATCH = 16
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


def scratch_document(space):
    """Of one pixel: its layers may be larger. Give it to let_go()."""
    document = Krita.instance().createDocument(1, 1, "Inlay", *space, 72.0)
    if document is None:
        raise core.InlayError(f"Krita could not make a document in the colours of {space[2]}.", "Convert the layer to sRGB and try again.")
    return document


def let_go(scratch):
    if scratch is not None:
        scratch.setModified(False)
        scratch.close()


class Conversion:
    """From one space into another, a piece at a time, each a generator for turns.py. close() it."""

    def __init__(self, before, after):
        self.before, self.after, self.scratch, self.pieces = before, after, None, 0

    def piece(self, data, size):
        """Gives the bytes of a piece in the new space."""
        if self.before == self.after:
            return data
        if self.scratch is None or self.pieces == PIECES_OF_A_SCRATCH:
            self.close()
            yield
            self.scratch, self.pieces = scratch_document(self.before), 0
            yield
        self.pieces += 1
        layer = self.scratch.createNode("Inlay", "paintlayer")
        layer.setPixelData(data, 0, 0, *size)
        if not layer.setColorSpace(*self.after):
            raise core.InlayError(f"Krita could not convert the layer's colours from {self.before[2]}.",
                                  "Convert the layer to sRGB and try again.")
        self.scratch.waitForDone()
        return layer.pixelData(0, 0, *size)

    def close(self):
        scratch, self.scratch = self.scratch, None
        let_go(scratch)


def strips(size, pixels):
    """(first row, number of rows) of pieces of about so many pixels."""
    width, height = size
    rows = max(1, pixels // max(1, width))
    return [(y, min(rows, height - y)) for y in range(0, height, rows)]


def converted(data, size, before, after):
    """A generator for turns.py that gives all the bytes in the new space. `data` can be sliced."""
    stride, pieces, conversion = size[0] * bytes_per_pixel(before), [], Conversion(before, after)
    try:
        for y, rows in strips(size, PIXELS_AT_ONCE):
            part = bytes(data[y * stride:(y + rows) * stride])
            pieces.append(bytes((yield from conversion.piece(part, (size[0], rows)))))
            yield
        return b"".join(pieces)
    finally:
        conversion.close()

"""What is the document, and how is it read once? Reading changes nothing, and shows one moment, although it takes several turns."""

import mmap

from krita import Krita

from . import colour, core
from .target import Target, rect_of
from .turns import Turns, aside, given

MASKS = ("transparencymask", "filtermask", "transformmask", "selectionmask", "colorizemask")
BYTES_AT_ONCE = 8 << 20


def krita_version():
    """(5, 1) ..."""
    return tuple(int(part) for part in Krita.instance().version().split("-")[0].split(".")[:2])


def has_masks():
    """In 5.1 a script cannot make a transparency mask that survives saving; there the mask goes into the alpha."""
    return krita_version() >= (5, 2)


def active():
    """The active document and the layer that is meant: a mask means its layer. Either may be None."""
    document = Krita.instance().activeDocument()
    if document is None:
        return None, None
    node = document.activeNode()
    while node is not None and node.type() in MASKS:
        node = node.parentNode()
    if node is not None and node.parentNode() is None:
        node = None  # the root, which is no layer
    return document, node


def _selection_of(document, node):
    """What is selected, as something with pixelData(): a local selection, on the layer itself, goes before that of the whole image. None: nothing is."""
    local = [child for child in node.childNodes() if child.type() == "selectionmask" and child.visible()] if node else []
    return local[0] if local else document.selection()


def context():
    """What only Krita knows of what an action would change now, as inlay_form wants it."""
    document, node = active()
    if document is None:
        return {"image_is_open": False}
    return {"layer_name": node.name() if node else None, "has_selection": _selection_of(document, node) is not None,
            "is_grey": document.colorModel() == "GRAYA",
            "look_differs": node is not None and (node.blendingMode() != "normal" or node.opacity() != 255)}


def _reading(node, rect, pixel):
    """A generator for turns.py: the bytes of a rectangle of a layer as it shows, as they are when the generator is made.

    A copy of a paint layer costs Krita nothing until one of the two is changed, and is read piece by piece. What other layers show is made by
    Krita from several parts, and only inside of the document; a frame belongs to its time: these are read at once.
    """
    x, y, width, height = rect
    if node.type() != "paintlayer" or node.childNodes() or node.animated():
        return given(node.projectionPixelData(*rect))
    return _in_pieces(node.duplicate(), x, y, (width, height), pixel)


def _in_pieces(copy, x, y, size, pixel):
    stride = size[0] * pixel
    # Memory that is not touched before it is needed: clearing it would hold Krita up.
    data = mmap.mmap(-1, stride * size[1])
    for row, rows in colour.strips(size, BYTES_AT_ONCE // pixel):
        data[row * stride:(row + rows) * stride] = memoryview(copy.pixelData(x, y + row, size[0], rows))
        yield
    return data


class Capturing(Turns):
    """Reads what a run needs. Once step() has given True, `capture` is what the job gets and `target` where its answer goes."""

    def __init__(self, action, options):
        self.capture = None
        steps = given(None)
        if action == "generate-image":
            self.target, self.capture = Target(action), core.Capture((0, 0))
        else:
            document, node = active()
            if document is None:
                raise core.cannot_capture("no-image")
            self.target = Target(action, document, node)
            if action == "generate-layer":
                self._read_canvas(document, node)
            else:
                steps = self._read_layer(document, node, options)
        super().__init__(steps)

    def _read_canvas(self, document, node):
        width, height = self.target.canvas
        rect, selected, selection = (0, 0, width, height), None, document.selection()
        if selection is not None:
            left, top = max(0, selection.x()), max(0, selection.y())
            right, bottom = min(width, selection.x() + selection.width()), min(height, selection.y() + selection.height())
            if right <= left or bottom <= top:
                raise core.cannot_capture("selection-outside")
            rect = left, top, right - left, bottom - top
            selected = bytes(selection.pixelData(*rect))
        self.capture = core.Capture(self.target.canvas, rect, node.name() if node else "", selection=selected)

    def _read_layer(self, document, node, options):
        """What has to be of one moment is taken here; the rest is in the generator that it gives."""
        if node is None:
            raise core.cannot_capture("no-layer")
        rect, name = rect_of(document, node), node.name()
        if rect[2] <= 0 or rect[3] <= 0:
            raise core.cannot_capture("layer-empty", name)
        selection = _selection_of(document, node)
        selected = bytes(selection.pixelData(*rect)) if selection is not None else None
        if selected is not None and not selected.strip(b"\0"):
            raise core.cannot_capture("selection-misses", name)
        space = colour.space_of(node)
        pixel = colour.bytes_per_pixel(space)
        self.target.remember(node)
        if space == colour.SRGB:
            return self._as_it_is(_reading(node, rect, pixel), rect, name, selected)
        # Converting is slow, so only what will be sent is converted, at the size that it is sent at.
        frame = core.frame(options, rect[2:], selected)
        part = rect[0] + frame["x"], rect[1] + frame["y"], frame["width"], frame["height"]
        if selected is not None:
            selected = bytes(selection.pixelData(*part))
        sent = frame["sent_width"], frame["sent_height"]
        return self._converted(_reading(node, part, pixel), part, sent, space, name, selected)

    def _as_it_is(self, reading, rect, name, selected):
        data = yield from reading
        self.capture = core.Capture(self.target.canvas, rect, name, data, selection=selected)

    def _converted(self, reading, part, sent, space, name, selected):
        data = yield from reading
        if sent != part[2:]:
            data = yield from aside(lambda: colour.scaled(data, space, part[2:], sent))
        pixels = yield from colour.converted(data, sent, space, colour.SRGB)
        self.capture = core.Capture(self.target.canvas, part, name, pixels, sent, selected)

"""How is Krita's document read once, and written once?

Reading changes nothing. Writing is one step of the undo stack: the new layer is made complete, with pixels and mask, before it is added.
"""

from krita import Krita, Selection

from . import colour, core
from .target import KEPT, Target, rect_of

MASKS = ("transparencymask", "filtermask", "transformmask", "selectionmask", "colorizemask")


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


class Capturing:
    """Reads what a run needs when it is made; step() then converts colours piece by piece, touching no document of the person's.

    Afterwards `capture` is what the job gets and `target` where its answer goes.
    """

    def __init__(self, action, options):
        self.conversion, self.capture = None, None
        if action == "generate-image":
            self.target, self.capture = Target(action), core.Capture((0, 0))
            return
        document, node = active()
        if document is None:
            raise core.InlayError("There is no open image.", "Open an image, or choose New Image.", "nothing_to_edit")
        self.target = Target(action, document, node)
        if action == "generate-layer":
            self._read_canvas(document, node)
        else:
            self._read_layer(document, node, options)

    def _read_canvas(self, document, node):
        width, height = self.target.canvas
        rect, selected, selection = (0, 0, width, height), None, document.selection()
        if selection is not None:
            left, top = max(0, selection.x()), max(0, selection.y())
            right, bottom = min(width, selection.x() + selection.width()), min(height, selection.y() + selection.height())
            if right <= left or bottom <= top:
                raise core.InlayError("The selection lies outside the canvas.", "Select a part of the canvas, or nothing at all.",
                                      "nothing_to_edit")
            rect = left, top, right - left, bottom - top
            selected = bytes(selection.pixelData(*rect))
        self.capture = core.Capture(self.target.canvas, rect, node.name() if node else "", selection=selected)

    def _read_layer(self, document, node, options):
        if node is None:
            raise core.InlayError("No layer is selected.", "Select a layer to edit, or choose New Layer.", "nothing_to_edit")
        rect, name = rect_of(document, node), node.name()
        if rect[2] <= 0 or rect[3] <= 0:
            raise core.InlayError(f"The layer “{name}” is empty.", "Select a layer with something on it.", "nothing_to_edit")
        selection = document.selection()
        selected = bytes(selection.pixelData(*rect)) if selection is not None else None
        if selected is not None and not selected.strip(b"\0"):
            raise core.InlayError(f"The selection does not touch the layer “{name}”.",
                                  "Select a part of the layer, or nothing at all (Select > Deselect) to edit all of it.", "nothing_to_edit")
        self.target.remember(node)
        space = colour.space_of(node)
        if space == colour.SRGB:
            self.capture = core.Capture(self.target.canvas, rect, name, node.projectionPixelData(*rect), selection=selected)
            return
        # Converting is slow, so only what will be sent is converted, at the size that it is sent at.
        frame = core.frame(options, rect[2:], selected)
        part = rect[0] + frame["x"], rect[1] + frame["y"], frame["width"], frame["height"]
        size, sent = part[2:], (frame["sent_width"], frame["sent_height"])
        colour.bytes_per_pixel(space)  # a model that is not known is told before anything is read
        data = node.projectionPixelData(*part)
        if sent != size:
            data = colour.scaled(data, space, size, sent)
        if selected is not None:
            selected = bytes(selection.pixelData(*part))
        self._after = lambda pixels: core.Capture(self.target.canvas, part, name, pixels, sent, selected)
        self.conversion = colour.Conversion(data, sent, space, colour.SRGB)

    def step(self):
        """True when `capture` is there."""
        if self.capture is None and self.conversion.step():
            self.capture = self._after(self.conversion.data)
            self.conversion = None
        return self.capture is not None


class Inserting:
    """Brings edit `index` of a finished job into the document; call step() from the event loop until it gives True."""

    def __init__(self, target, job, edit, index=0, as_new_image=False, anyway=False):
        """`anyway`: also above a layer that is no longer what it was."""
        self.target, self.job, self.edit, self.index, self.anyway = target, job, edit, index, anyway
        self.new_image = as_new_image or target.action == "generate-image"
        self.inserted, self.waiting, self.notes = None, False, []  # waiting: for the person's stroke, or a filter, to end
        width, height, mask = edit["width"], edit["height"], edit["has_mask"]
        self.mask_as_layer = mask and has_masks() and not self.new_image
        self.format = core.BGRA8 if self.mask_as_layer or not mask else core.BGRA8 | core.MASK_IN_ALPHA
        self.part, self.conversion, self.data = (0, 0, width, height), None, None
        if not self.new_image:
            self.target.find()
            if self.target.space != colour.SRGB:
                shown = edit["shown"]
                self.part = shown["x"], shown["y"], shown["width"], shown["height"]
                x, y, columns, _ = self.part
                self.conversion = colour.Conversion(lambda row, count: job.rows(index, self.format, (x, y + row, columns, count)),
                                                    self.part[2:], colour.SRGB, self.target.space)

    def step(self):
        """True when the layer is in. Raises InlayError; then nothing was inserted."""
        if self.conversion is not None:
            if not self.conversion.step():
                return False
            self.data, self.conversion = self.conversion.data, None
            return False  # inserting is the next turn's work
        if self.inserted is not None:
            # Krita's layer list hears of the new layer from its own loop; before that it cannot be the active one.
            if self.target.is_open():
                if not self._idle():
                    return False
                self.target.document.setActiveNode(self.inserted)
            return True
        if self.data is None:
            # A turn of its own: at 4096 x 4096 fetching takes as long as inserting.
            self.data = self.job.rows(self.index, self.format, self.part)
            return False
        if self.new_image:
            self._open()
            return True
        above = self.target.find()
        if not self._idle():
            return False
        moved, self.notes = self.target.fit(above, self.anyway)
        self._insert(above, moved)
        return False

    def _idle(self):
        """Inserting would cut the stroke that the person is in the middle of, and another active layer would get the rest of it."""
        self.waiting = not self.target.document.tryBarrierLock()
        if not self.waiting:
            self.target.document.unlock()
        return not self.waiting

    def _insert(self, above, moved):
        document, edit = self.target.document, self.edit
        x, y = edit["x"] + moved[0] + self.part[0], edit["y"] + moved[1] + self.part[1]
        scratch = None
        try:
            if self.mask_as_layer:
                scratch = Krita.instance().createDocument(1, 1, "Inlay", *self.target.space, 72.0)
                node = self._with_mask(scratch, x, y)
            else:
                node = document.createNode(edit["name"], "paintlayer")
                node.setPixelData(self.data, x, y, *self.part[2:])
            self._add(document, node, above)
        finally:
            if scratch is not None:
                scratch.setModified(False)
                scratch.close()

    def _with_mask(self, scratch, x, y):
        """The layer with its mask. Giving a mask to a layer is a step on the undo stack, so that is done on a scratch document's; the copy has both."""
        node = scratch.createNode(self.edit["name"], "paintlayer")
        node.setPixelData(self.data, x, y, *self.part[2:])
        selection = Selection()
        selection.setPixelData(self.job.rows(self.index, core.GREY8, self.part), x, y, *self.part[2:])
        mask = scratch.createTransparencyMask("Inlay")
        mask.setSelection(selection)
        node.addChildNode(mask, None)
        scratch.waitForDone()
        return node.duplicate()

    def _add(self, document, node, above):
        edit = self.edit
        if above is None:
            parent = document.rootNode()
            layers = parent.childNodes()
            above = layers[-1] if layers else None
        else:
            parent = above.parentNode()
        if not parent.addChildNode(node, above):
            raise core.InlayError("Krita could not insert the new layer.", KEPT)
        # How the layer was made stays with the document. The key is never in it.
        document.setAnnotation("inlay/" + node.uniqueId().toString(), "How Inlay made this layer", edit["facts"].encode())
        self.inserted = node

    def _open(self):
        instance, edit = Krita.instance(), self.edit
        document = instance.createDocument(edit["width"], edit["height"], edit["name"], *colour.SRGB, 300.0)
        layer = document.rootNode().childNodes()[0]
        layer.setPixelData(self.data, 0, 0, edit["width"], edit["height"])
        layer.setName(edit["name"])
        document.setAnnotation("inlay/" + layer.uniqueId().toString(), "How Inlay made this layer", edit["facts"].encode())
        document.refreshProjection()
        instance.activeWindow().addView(document)
        document.setModified(True)
        self.inserted = layer

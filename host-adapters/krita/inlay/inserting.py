"""How is one answer written into the document, as one step of the undo stack?

The new layer is made complete, with pixels and mask, before it is added, in a scratch document: giving a mask to a layer is a step on the undo stack
even before the layer is in the image. The copy of that layer has both. Its pixels are written strip by strip over several turns. Adding it is
one call, in which Krita draws the whole picture anew and waits for that.
"""

from krita import Krita, Selection

from . import colour, core, document as documents
from .qt import QtCore
from .turns import Turns, aside, busy_cursor

BYTES_AT_ONCE = 4 << 20


class Inserting(Turns):
    """Brings edit `index` of a finished job into the document. step() raises InlayError; then nothing was inserted."""

    def __init__(self, target, job, edit, index=0, as_new_image=False, anyway=False):
        """`anyway`: also above a layer that is no longer what it was."""
        self.target, self.job, self.edit, self.index, self.anyway = target, job, edit, index, anyway
        self.inserted, self.waiting, self.notes = None, False, []  # waiting: for the person's stroke, or a filter, to end
        self.fraction = -1  # of the pixels that are written
        new_image = as_new_image or target.action == "generate-image"
        self.mask_as_layer = edit["has_mask"] and documents.has_masks() and not new_image
        self.format = core.BGRA8 if self.mask_as_layer or not edit["has_mask"] else core.BGRA8 | core.MASK_IN_ALPHA
        # Outside of the part that is shown the mask hides everything. Somebody may uncover more of the answer later; where colours have to be
        # converted, that would cost too much time.
        shown, whole = edit["shown"], new_image or (self.mask_as_layer and target.space == colour.SRGB)
        self.part = (0, 0, edit["width"], edit["height"]) if whole else (shown["x"], shown["y"], shown["width"], shown["height"])
        if not new_image:
            target.find()
        super().__init__(self._open() if new_image else self._insert())

    def _insert(self):
        pixels, mask = yield from self._fetched()
        built = None
        while True:
            yield from self._idle()
            above = self.target.find()
            moved, self.notes = self.target.fit(above, self.anyway)
            if built is not None and moved == built[0]:
                break
            built = moved, (yield from self._built(pixels, mask, moved))  # again when it is moved in just that moment
        with busy_cursor():
            self._add(built[1], above)
        yield  # Krita's layer list hears of the new layer from its own loop; before that it cannot be the active one
        yield from self._idle()
        if self.target.is_open():
            self.target.document.setActiveNode(self.inserted)

    def _fetched(self):
        """The library turns the pixels into Krita's order beside Krita's thread. Nothing else may use the job meanwhile."""
        return (yield from aside(lambda: (self.job.picture(self.index, self.format),
                                          self.job.picture(self.index, core.GREY8) if self.mask_as_layer else None)))

    def _idle(self):
        """Inserting would cut the stroke that the person is in the middle of, and another active layer would get the rest of it."""
        while self.inserted is None or self.target.is_open():
            document = self.target.document
            if self.inserted is None:
                self.target.find()  # it may be closed at any time
            self.waiting = not document.tryBarrierLock()
            if not self.waiting:
                document.unlock()
                return
            yield

    @staticmethod
    def _bytes(picture, rect):
        """Copied once, to where Krita takes it from."""
        data = QtCore.QByteArray(rect[2] * rect[3] * picture.pixel, b"\0")
        picture.copy(rect, data)
        return data

    def _write(self, pixels, mask, node, selection, space, corner):
        """Strip by strip, in the node's own colours."""
        left, top, width, height = self.part
        conversion = colour.Conversion(colour.SRGB, space)
        try:
            for row, rows in colour.strips((width, height), BYTES_AT_ONCE // 4 if space == colour.SRGB else colour.PIXELS_AT_ONCE):
                rect = left, top + row, width, rows
                there = corner[0] + left, corner[1] + top + row, width, rows
                node.setPixelData((yield from conversion.piece(self._bytes(pixels, rect), (width, rows))), *there)
                if mask is not None:
                    selection.setPixelData(self._bytes(mask, rect), *there)
                self.fraction = (row + rows) / height
                yield
        finally:
            conversion.close()

    def _built(self, pixels, mask, moved):
        """The layer, complete, for a document that does not know it yet."""
        scratch = colour.scratch_document(self.target.space)
        try:
            yield
            node, selection = scratch.createNode(self.edit["name"], "paintlayer"), Selection()
            yield from self._write(pixels, mask, node, selection, self.target.space, (self.edit["x"] + moved[0], self.edit["y"] + moved[1]))
            if mask is not None:
                layer_mask = scratch.createTransparencyMask("Inlay")
                layer_mask.setSelection(selection)
                node.addChildNode(layer_mask, None)
                scratch.waitForDone()
            return node.duplicate()
        finally:
            colour.let_go(scratch)

    def _add(self, node, above):
        document = self.target.document
        if above is None:
            parent = document.rootNode()
            layers = parent.childNodes()
            above = layers[-1] if layers else None
        else:
            parent = above.parentNode()
        if not parent.addChildNode(node, above):
            raise core.InlayError("Krita could not insert the new layer.", "The answer is kept: open it as a new image.")
        self._note_facts(document, node)
        self.inserted = node

    def _note_facts(self, document, node):
        """How the layer was made stays with the document. The key is never in it."""
        document.setAnnotation("inlay/" + node.uniqueId().toString(), "How Inlay made this layer", self.edit["facts"].encode())

    def _open(self):
        pixels, _ = yield from self._fetched()
        instance, edit = Krita.instance(), self.edit
        document = instance.createDocument(edit["width"], edit["height"], edit["name"], *colour.SRGB, 300.0)
        try:
            yield
            layer = document.rootNode().childNodes()[0]
            yield from self._write(pixels, None, layer, None, colour.SRGB, (0, 0))
            layer.setName(edit["name"])
            self._note_facts(document, layer)
            with busy_cursor():
                document.refreshProjection()
                instance.activeWindow().addView(document)
            document.setModified(True)
            self.inserted = layer
        finally:
            if self.inserted is None:
                colour.let_go(document)

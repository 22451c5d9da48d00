"""How is one answer written into the document, as one step of the undo stack?

The new layer is made complete, with pixels and mask, before it is added, in a scratch document: giving a mask to a layer is a step on the undo stack
even before the layer is in the image. The copy of that layer has both. Its pixels are written strip by strip over several turns. Adding it is
one call, in which Krita draws the whole picture anew and waits for that.
"""

from krita import Krita, Selection

from . import colour, core, document as documents
from .inserted import Inserted
from .qt import QtCore
from .turns import Turns, aside, busy_cursor

BYTES_AT_ONCE = 4 << 20


class Inserting(Turns):
    """Brings edits of a finished job into the document: one as a layer, several as a group of layers, of which the first is visible. step() raises
    InlayError; then nothing was inserted."""

    def __init__(self, target, job, result, indices, as_new_image=False, anyway=False, others=()):
        """`anyway`: also above a layer that is no longer what it was. `others`: what came of other answers of the run, as Inserted: above the last of
        them, where there is one."""
        self.target, self.job, self.result, self.indices, self.anyway, self.others = target, job, result, indices, anyway, others
        self.edits = [result["edits"][index] for index in indices]
        self.inserted, self.waiting, self.notes = {}, False, []  # waiting: for the person's stroke, or a filter, to end
        self.fraction = -1  # of the pixels that are written
        self.new_image = as_new_image or target.action == "generate-image"
        if not self.new_image:
            target.find()
        super().__init__(self._open() if self.new_image else self._insert())

    def _insert(self):
        built = None
        while True:
            yield from self._idle()
            above = self.target.find()
            moved, self.notes = self.target.fit(above, self.anyway)
            if built is not None and moved == built[0]:
                break
            built = moved, (yield from self._built(moved))  # again when it is moved in just that moment
        with busy_cursor():
            self._add(built[1], above)
        yield  # Krita's layer list hears of the new layer from its own loop; before that it cannot be the active one
        yield from self._idle()
        shown = self.inserted[self.indices[0]].node()
        if shown is not None:
            self.target.document.setActiveNode(shown)

    def _has_layer_mask(self, edit):
        return edit["has_mask"] and documents.has_masks() and not self.new_image

    def _fetched(self, index):
        """The library turns the pixels into Krita's order beside Krita's thread. Nothing else may use the job meanwhile."""
        edit = self.result["edits"][index]
        masked = self._has_layer_mask(edit)
        kind = core.BGRA8 if masked or not edit["has_mask"] else core.BGRA8 | core.MASK_IN_ALPHA
        return (yield from aside(lambda: (self.job.picture(index, kind), self.job.picture(index, core.GREY8) if masked else None)))

    def _part(self, edit):
        """Outside of the part that is shown the mask hides everything. Somebody may uncover more of the answer later; where colours have to be
        converted, that would cost too much time."""
        shown = edit["shown"]
        whole = self.new_image or (self._has_layer_mask(edit) and self.target.space == colour.SRGB)
        return (0, 0, edit["width"], edit["height"]) if whole else (shown["x"], shown["y"], shown["width"], shown["height"])

    def _idle(self):
        """Inserting would cut the stroke that the person is in the middle of, and another active layer would get the rest of it."""
        while not self.inserted or self.target.is_open():
            document = self.target.document
            if not self.inserted:
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

    def _write(self, pixels, mask, part, node, selection, space, corner):
        """Strip by strip, in the node's own colours."""
        left, top, width, height = part
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

    def _built(self, moved):
        """The layer, or the group of layers, complete, for a document that does not know it yet."""
        scratch = colour.scratch_document(self.target.space)
        try:
            yield
            layers = []
            for index in self.indices:
                layers.append((yield from self._layer(scratch, index, moved)))
            if len(layers) == 1:
                return layers[0].duplicate()
            group = scratch.createGroupLayer(self.result["name"])
            for below, layer in zip([None, *layers], layers):
                layer.setVisible(below is None)
                group.addChildNode(layer, below)
            scratch.waitForDone()
            return group.duplicate()
        finally:
            colour.let_go(scratch)

    def _layer(self, scratch, index, moved):
        edit = self.result["edits"][index]
        pixels, mask = yield from self._fetched(index)
        node, selection = scratch.createNode(edit["name"], "paintlayer"), Selection()
        corner = edit["x"] + moved[0], edit["y"] + moved[1]
        yield from self._write(pixels, mask, self._part(edit), node, selection, self.target.space, corner)
        if mask is not None:
            layer_mask = scratch.createTransparencyMask("Inlay")
            layer_mask.setSelection(selection)
            node.addChildNode(layer_mask, None)
            scratch.waitForDone()
        return node

    def _add(self, node, above):
        document = self.target.document
        above = next((other for other in (one.node() for one in reversed(self.others) if one.document == document) if other is not None), above)
        if above is None:
            parent = document.rootNode()
            layers = parent.childNodes()
            above = layers[-1] if layers else None
        else:
            parent = above.parentNode()
        if not parent.addChildNode(node, above):
            raise core.InlayError("Krita could not insert the new layer.", "The answer is kept: open it as a new image.")
        self._note(document, [node] if len(self.indices) == 1 else node.childNodes())

    def _note(self, document, layers):
        self.inserted = {index: Inserted(document, layer, edit["facts"]) for index, layer, edit in zip(self.indices, layers, self.edits)}

    def _open(self):
        instance, edit = Krita.instance(), self.edits[0]
        document = instance.createDocument(edit["width"], edit["height"], self.result["name"], *colour.SRGB, 300.0)
        try:
            yield
            layers = document.rootNode().childNodes()[:1]
            for index, each in zip(self.indices, self.edits):
                pixels, _ = yield from self._fetched(index)
                layer = layers[0] if index == self.indices[0] else document.createNode(each["name"], "paintlayer")
                yield from self._write(pixels, None, self._part(each), layer, None, colour.SRGB, (0, 0))
                layer.setName(each["name"])
                if layer is not layers[0]:
                    layer.setVisible(False)
                    document.rootNode().addChildNode(layer, layers[-1])
                    layers.append(layer)
            self._note(document, layers)
            with busy_cursor():
                document.refreshProjection()
                instance.activeWindow().addView(document)
            document.setModified(True)
        finally:
            if not self.inserted:
                colour.let_go(document)

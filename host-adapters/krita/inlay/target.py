"""Where does the answer belong, and is what it was made from still there?

Krita tells a script neither that a person moved a layer nor that they painted on it, and a layer's bounds grow with each stroke. So some rows of the
layer, cut into short pieces, are remembered as check sums. Found again elsewhere, the layer was moved; found in part, it was painted on; found nowhere,
it has another shape, and an answer to the old one would not fit.
"""

import zlib

from krita import Krita

from . import colour, core

ROWS, PIECES = 48, 48
ENOUGH = 0.5  # of the remembered pieces: with fewer found again, the layer is not what it was


def canvas_of(document):
    return document.width(), document.height()


def rect_of(document, node):
    """The layer's own bounds. Layers without an end, such as fill and filter layers, end with the canvas."""
    bounds = node.bounds()
    rect = bounds.x(), bounds.y(), bounds.width(), bounds.height()
    width, height = canvas_of(document)
    if rect[2] > 4 * width + 64 or rect[3] > 4 * height + 64 or node.type() in ("filterlayer", "filllayer"):
        return 0, 0, width, height
    return rect


class Remembered:
    """What a layer looked like, in little memory."""

    def __init__(self, document, node):
        self.rect, self.position = rect_of(document, node), node.position()
        self.pieces = self._look(node, 0, 0)

    def _look(self, node, dx, dy):
        """Check sums of the remembered rows, with the layer moved by so much; None for what is transparent through and through."""
        left, top, width, height = self.rect
        found = []
        for row in range(min(ROWS, height)):
            y = top + (2 * row + 1) * height // (2 * min(ROWS, height))
            data = bytes(node.projectionPixelData(left + dx, y + dy, width, 1))
            pixel, count = len(data) // width, min(PIECES, width)
            ends = [width * piece // count * pixel for piece in range(count + 1)]
            found += [zlib.crc32(one) if one.strip(b"\0") else None for one in (data[a:b] for a, b in zip(ends, ends[1:]))]
        return found

    def moves(self, document, node):
        """Where it may have gone: as far as its offset says, or as its bounds say (a group has no offset of its own), or nowhere."""
        now, rect = node.position(), rect_of(document, node)
        found = [(now.x() - self.position.x(), now.y() - self.position.y())]
        if rect[2:] == self.rect[2:]:
            found.append((rect[0] - self.rect[0], rect[1] - self.rect[1]))
        return list(dict.fromkeys([*found, (0, 0)]))

    def compare(self, node, move):
        """What share of its pieces is still there, and whether nothing at all has changed."""
        now = self._look(node, *move)
        known = [(before, after) for before, after in zip(self.pieces, now) if before is not None]
        return sum(before == after for before, after in known) / max(1, len(known)), now == self.pieces


class Target:
    """Where the answer belongs, as it was when the run began."""

    def __init__(self, action, document=None, node=None):
        self.action, self.document, self.remembered = action, document, None
        if document is None:
            return
        self.canvas, self.space = canvas_of(document), colour.space_of(document)
        self.node_id = node.uniqueId() if node else None
        self.time = document.currentTime()

    def remember(self, node):
        """What the answer will be made from; the layer is not empty."""
        self.remembered = Remembered(self.document, node)

    def is_open(self):
        return self.document is not None and self.document in Krita.instance().documents()

    def find(self):
        """The node to insert above, or None for on top. Raises InlayError when the target is no longer what it was."""
        if not self.is_open():
            raise core.target_changed("image-closed")
        if colour.space_of(self.document) != self.space:
            raise core.target_changed("colours-changed")
        if canvas_of(self.document) != self.canvas:
            raise core.target_changed("canvas-resized")
        node = self._node(self.document.rootNode()) if self.node_id else None
        if node is None and self.action == "edit-layer":
            raise core.target_changed("layer-deleted")
        return node

    def fit(self, node, anyway=False):
        """How far the layer was moved meanwhile, and what a person should know about it. Raises InlayError when the answer would not fit any more,
        unless it is wanted anyway. Look only while Krita's image is idle."""
        notes = []
        if self.remembered is None:
            return (0, 0), notes
        if node.animated():
            notes.append(f"The new layer was made from frame {self.time}, and shows in every frame.")
        if self.document.currentTime() != self.time:
            return (0, 0), notes  # another frame looks different, and may lie elsewhere
        seen = []
        for move in self.remembered.moves(self.document, node):
            share, same = self.remembered.compare(node, move)
            if same:
                return move, notes
            seen.append((share, move))
        share, move = max(seen, key=lambda one: one[0])  # of equals the first
        if share < ENOUGH and not anyway:
            raise core.target_changed("layer-unlike")
        return move, [*notes, "The layer was changed meanwhile; the new one was made from it as it was before."]

    def _node(self, parent):
        for child in parent.childNodes():
            if child.uniqueId() == self.node_id:
                return child
            found = self._node(child)
            if found is not None:
                return found
        return None

"""How are reference pictures chosen: files, and layers of the document? Layers are read when the run begins, as they are then."""

import os

from krita import Krita

from . import colour, core, document
from .mnemonics import set_label
from .qt import Qt, QtCore, QtGui, QtWidgets
from .turns import at_once
from .widgets import plain, wrapped

LARGEST_SIDE = 2048  # of what is sent of a reference


def layers_of(node, depth=0):
    """[(node, depth)], the topmost first."""
    found = []
    for child in reversed(node.childNodes()):
        if child.type() not in document.MASKS:
            found.append((child, depth))
            found += layers_of(child, depth + 1)
    return found


def image_of(node):
    """A layer as a QImage in sRGB, at most LARGEST_SIDE pixels in either direction."""
    bounds, space = node.bounds(), colour.space_of(node)
    width, height = bounds.width(), bounds.height()
    if width <= 0 or height <= 0:
        raise core.InlayError(f"The reference layer “{node.name()}” is empty.", "Take it off the list, or choose another one.")
    data = node.projectionPixelData(bounds.x(), bounds.y(), width, height)
    factor = min(1.0, LARGEST_SIDE / max(width, height))
    size = max(1, int(width * factor)), max(1, int(height * factor))
    if size != (width, height):
        data = colour.scaled(data, space, (width, height), size)
    data = at_once(colour.converted(data, size, space, colour.SRGB))
    return QtGui.QImage(data, *size, size[0] * 4, QtGui.QImage.Format.Format_ARGB32).copy()


class ReferencesRow(QtWidgets.QWidget):
    changed = QtCore.pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(parent)
        self.entries = []  # (label, path or None, node id or None)
        self.label, self.note, self.words = None, wrapped(), {}
        rows = QtWidgets.QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.button = QtWidgets.QToolButton()
        self.button.setObjectName("inlay_add_reference")
        self.button.setPopupMode(QtWidgets.QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setSizePolicy(QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Fixed)
        self.menu = QtWidgets.QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.button.setMenu(self.menu)
        rows.addWidget(self.button)
        self.list = QtWidgets.QVBoxLayout()
        self.list.setSpacing(2)
        rows.addLayout(self.list)

    def show_field(self, field, words):
        """The form's words for it."""
        self.words = words
        set_label(self.label, field["label"])
        self.label.setBuddy(self.button)
        self.button.setText(words["add"])
        self.button.setAccessibleName(plain(field["label"]))
        self.button.setToolTip(field["help"])
        self.note.setText(field["note"])
        self.note.setVisible(bool(field["note"]))

    @property
    def paths(self):
        return [path for _, path, _ in self.entries if path is not None]

    def _layer_label(self, name):
        return self.words["layer"].replace("{layer}", name)

    def _fill_menu(self):
        self.menu.clear()
        self.menu.addAction(self.words["file"]).triggered.connect(lambda _=False: self._ask_for_files())
        current = Krita.instance().activeDocument()
        if current is None:
            return
        self.menu.addSeparator()
        for node, depth in layers_of(current.rootNode())[:40]:
            entry = self.menu.addAction("    " * depth + self._layer_label(node.name()).replace("&", "&&"))
            entry.triggered.connect(lambda _=False, name=node.name(), node_id=node.uniqueId(): self.add(self._layer_label(name), None, node_id))

    def _ask_for_files(self):
        names, _ = QtWidgets.QFileDialog.getOpenFileNames(self, self.words["title"], "", self.words["kinds"] + " (*.png *.jpg *.jpeg *.webp)")
        for name in names:
            self.add(os.path.basename(name), name, None)

    def add(self, label, path, node_id):
        self.entries.append((label, path, node_id))
        self._show()

    def _remove(self, at):
        del self.entries[at]
        self._show()

    def _show(self):
        while self.list.count():
            self.list.takeAt(0).widget().deleteLater()
        for at, (label, path, _) in enumerate(self.entries):
            row = QtWidgets.QWidget()
            line = QtWidgets.QHBoxLayout(row)
            line.setContentsMargins(2, 0, 0, 0)
            line.setSpacing(4)
            name = QtWidgets.QLabel(label)
            name.setToolTip(path or label)
            name.setSizePolicy(QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Preferred)
            gone = QtWidgets.QToolButton()
            gone.setAutoRaise(True)
            gone.setText("×")
            gone.setToolTip(self.words["remove"])
            gone.setAccessibleName(self.words["remove"])
            gone.clicked.connect(lambda _=False, at=at: self._remove(at))
            line.addWidget(name, 1)
            line.addWidget(gone)
            self.list.addWidget(row)
        self.changed.emit()

    def files(self, references):
        """Paths for the run; layers are written to files that go with it. Raises InlayError."""
        names = []
        current = Krita.instance().activeDocument()
        for label, path, node_id in self.entries:
            if path is not None:
                names.append(path)
                continue
            node = None if current is None else next(
                (one for one, _ in layers_of(current.rootNode()) if one.uniqueId() == node_id), None)
            if node is None:
                raise core.InlayError(f"The reference {label} is not in this image.", "Take it off the list, or go back to its image.")
            names.append(references.file_for(image_of(node)))
        return names

"""How do scenarios find Inlay's parts inside Krita, and what do they compare?"""

import os
import urllib.request

from krita import Krita, Selection

try:
    from PyQt5 import QtCore, QtGui, QtTest, QtWidgets
except ImportError:
    from PyQt6 import QtCore, QtGui, QtTest, QtWidgets

K = Krita.instance()
SRGB = "sRGB-elle-V2-srgbtrc.icc"
FOLDER = os.environ["INLAY_TEST"]
Key, Modifier = QtCore.Qt.Key, QtCore.Qt.KeyboardModifier
INVERSION = bytes(255 - value for value in range(256))


def has_masks():
    return tuple(int(one) for one in K.version().split("-")[0].split(".")[:2]) >= (5, 2)


def window():
    return K.activeWindow().qwindow()


def docker():
    return next(one for one in K.dockers() if one.objectName() == "inlay")


def part(kind, name):
    """A widget of the docker or of a dialog by its object name."""
    found = [one for one in QtWidgets.QApplication.allWidgets() if one.objectName() == name and isinstance(one, kind)]
    assert found, f"there is no {name}"
    return found[-1]


def photograph(name, widget=None):
    """`yield from` it: what was changed is drawn in a later turn, so it is taken once two looks in a row are the same."""
    screen, seen = QtWidgets.QApplication.primaryScreen(), []

    def at_rest():
        if widget is None:
            seen.append(screen.grabWindow(0).toImage())
        else:
            place = widget.mapToGlobal(QtCore.QPoint(0, 0))
            seen.append(screen.grabWindow(0, place.x(), place.y(), widget.width(), widget.height()).toImage())
        return seen[-2:-1] == seen[-1:]
    yield at_rest
    seen[-1].save(os.path.join(FOLDER, name + ".png"))


def gradient(width, height, alpha=255):
    """BGRA; every pixel differs from its neighbours, so that a shift of one pixel is seen."""
    out = bytearray()
    for y in range(height):
        for x in range(width):
            out += bytes(((250 - x * 2 + y * 3) % 256, (40 + y * 4 + x // 3) % 256, (x * 5 + y) % 256, alpha))
    return bytes(out)


def inverted(bgra):
    """As the sandbox answers “invert”: the colours, not the alpha."""
    out = bytearray(bgra.translate(INVERSION))
    out[3::4] = bgra[3::4]
    return bytes(out)


def open_document(width, height, model="RGBA", depth="U8", profile=SRGB):
    """A document in a window; wait for ready()."""
    document = K.createDocument(width, height, "test", model, depth, profile, 72.0)
    K.activeWindow().addView(document)
    K.setActiveDocument(document)
    return document


def ready(document):
    return K.activeDocument() == document and document.activeNode() is not None


def layer(document, name, data, x, y, width, height, parent=None):
    """`yield from` it: a new layer on top, which is the active one then."""
    node = document.createNode(name, "paintlayer")
    node.setPixelData(data, x, y, width, height)
    (parent or document.rootNode()).addChildNode(node, None)
    document.waitForDone()
    yield from activate(document, node)
    return node


def activate(document, node):
    """`yield from` it. Krita's layer list hears of a new layer from Krita's own loop; before that it cannot be the active one."""
    def active():
        now = document.activeNode()
        if now is not None and now.uniqueId() == node.uniqueId():
            return True
        document.setActiveNode(node)
        return False
    yield active


def is_active(name):
    """Krita makes a node the active one from its own loop."""
    node = K.activeDocument().activeNode() if K.activeDocument() else None
    return node is not None and node.name() == name


def painted_document(width, height, name, *rect):
    """`yield from` it: a document with a gradient on an active layer of that name and rectangle. Gives document, layer and the layer's bytes."""
    document = open_document(width, height)
    yield lambda: ready(document)
    data = gradient(*rect[2:])
    node = yield from layer(document, name, data, *rect)
    return document, node, data


def is_idle(document):
    """Neither a stroke nor a filter runs."""
    locked = document.tryBarrierLock()
    if locked:
        document.unlock()
    return locked


def close(document):
    document.setModified(False)
    document.close()


def undo_steps():
    """The texts of the undo stack, the oldest first, without the empty beginning."""
    view = next(one for one in window().findChildren(QtWidgets.QListView) if one.inherits("KisUndoView"))
    model = view.model()
    return [model.data(model.index(row, 0)) for row in range(1, model.rowCount())]


def pixels(node, x, y, width, height):
    return bytes(node.projectionPixelData(x, y, width, height))


def visible(bgra):
    """Without the colours of what is transparent: Krita leaves now these and now those in what a mask hides."""
    return b"".join(bgra[at:at + 4] if bgra[at + 3] else bytes(4) for at in range(0, len(bgra), 4))


def options(keep="off", align="off", **others):
    """The pointwise comparison wants the answer as it is."""
    for name, value in dict(others, keep=keep, align=align).items():
        docker().fields[name.replace("_", "-")].set_text(value)


def canvas_widget():
    """Where a person paints in the active view."""
    found = [one for one in window().findChildren(QtWidgets.QWidget)
             if one.metaObject().className() in ("KisQPainterCanvas", "KisOpenGLCanvas2") and one.isVisible()]
    assert found, "no canvas is visible"
    return found[-1]


def move(widget, place):
    """The pointer, with the left button held down; QTest's own leaves the button out."""
    event = QtGui.QMouseEvent(QtCore.QEvent.Type.MouseMove, QtCore.QPointF(place), QtCore.QPointF(widget.mapToGlobal(place)),
                              QtCore.Qt.MouseButton.NoButton, QtCore.Qt.MouseButton.LeftButton, Modifier.NoModifier)
    QtWidgets.QApplication.sendEvent(widget, event)


def service(what):
    """Tells the service of held_service.py: “hold”, “open”, “open_for/2”, “in_steps”, “step”."""
    with urllib.request.urlopen(os.environ["INLAY_TEST_SERVICE"] + "/test/" + what, timeout=20) as reply:
        reply.read()


def press_run(prompt):
    field = part(QtWidgets.QPlainTextEdit, "inlay_prompt")
    field.setPlainText(prompt)
    QtTest.QTest.keyClick(field, Key.Key_Return, Modifier.ControlModifier)


def idle():
    return docker().run is None


def message():
    shown = docker().message
    return shown.sentence.text() if shown.isVisibleTo(docker()) else ""


def layers(document):
    return [one.name() for one in document.rootNode().childNodes()]


def worst(a, b, step=1):
    assert len(a) == len(b), (len(a), len(b))
    return max((abs(p - q) for p, q in zip(a[::step], b[::step])), default=0)


class Ticks:
    """How often has a timer's turn come? Proof that the event loop runs, which no load on the machine can take away."""

    EVERY_MS = 10

    def __init__(self):
        self.count, self.timer = 0, QtCore.QTimer()
        self.timer.timeout.connect(self._tick)
        self.timer.start(self.EVERY_MS)

    def _tick(self):
        self.count += 1


class Looks:
    """How often has the run that goes on looked at its job, and told what it saw?"""

    def __init__(self):
        self.count = 0
        docker().run.progressed.connect(self._look)

    def _look(self, *_):
        self.count += 1

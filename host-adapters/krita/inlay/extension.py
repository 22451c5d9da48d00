"""What does Krita see of Inlay? A docker, the actions in Tools > Inlay, and an orderly end when it quits."""

from krita import DockWidgetFactory, Extension, Krita

from . import core, run
from .docker import InlayDocker
from .qt import Qt, QtCore, QtWidgets, dock_right

DOCKER_ID = "inlay"
WIDE = 1200  # pixels of the window
MENU = (("inlay_edit_layer", "Edit Layer with Prompt…", "edit-layer"),
        ("inlay_generate_layer", "Generate Layer from Text…", "generate-layer"),
        ("inlay_generate_image", "New Image from Text…", "generate-image"))


def docker():
    """The docker of the active window; None when there is no window."""
    return next((one for one in Krita.instance().dockers() if one.objectName() == DOCKER_ID), None)


class InlayExtension(Extension):
    def __init__(self, parent):
        super().__init__(parent)

    def setup(self):
        notifier = Krita.instance().notifier()
        notifier.setActive(True)
        notifier.applicationClosing.connect(quitting)
        # Krita 5.2 and later hide a new docker; somebody who has just installed Inlay looks for it. Krita keeps where its dockers are once an image
        # was open (docker.py notes that), and not before. An image may be open before Krita says that its window is there.
        self.looked_for = Krita.instance().readSetting("inlay", "shown", "") != "yes"
        notifier.windowCreated.connect(self.window_created)

    def window_created(self):
        if self.looked_for:
            self.looked_for = False
            QtCore.QTimer.singleShot(0, _show_once)

    def createActions(self, window):
        # Krita looks the sub-menu up by the name of the action that carries it.
        window.createAction("inlay", "Inlay", "tools").setMenu(QtWidgets.QMenu("Inlay", window.qwindow()))
        for name, label, action in MENU:
            window.createAction(name, label, "tools/inlay").triggered.connect(lambda _=False, action=action: ask(action))
        window.createAction("inlay_settings", "Inlay Settings…", "tools/inlay").triggered.connect(lambda _=False: settings())


def ask(action):
    shown = docker()
    if shown is not None:
        shown.ask(action)


def settings():
    shown = docker()
    if shown is not None and shown.ready:
        shown.show_settings()


def _show_once():
    shown = docker()
    if shown is None:
        return
    give_place(shown)


def give_place(shown):
    """A column of its own where the window is wide enough; otherwise a tab beside the brushes, so that the layers stay in sight."""
    main, dockers = Krita.instance().activeWindow().qwindow(), {one.objectName(): one for one in Krita.instance().dockers()}
    if main.width() >= WIDE:
        main.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, shown, Qt.Orientation.Horizontal)
    elif "PresetDocker" in dockers:
        main.tabifyDockWidget(dockers["PresetDocker"], shown)
    shown.show()
    shown.raise_()


def quitting():
    """Jobs are joined while Krita is still whole, and the sandbox ends. Windows and dockers are gone by now."""
    try:
        run.free_all()
    finally:
        core.quit_library()


def start():
    Krita.instance().addDockWidgetFactory(DockWidgetFactory(DOCKER_ID, dock_right(), InlayDocker))
    Krita.instance().addExtension(InlayExtension(Krita.instance()))

"""Which Qt does this Krita have? Krita 5 has PyQt5, Krita 6 has PyQt6; the rest of the plug-in imports Qt from here alone."""

try:
    from PyQt5 import QtCore, QtGui, QtWidgets
    PYQT = 5
except ImportError:
    from PyQt6 import QtCore, QtGui, QtWidgets
    PYQT = 6

Qt = QtCore.Qt


def dock_right():
    from krita import DockWidgetFactoryBase
    places = getattr(DockWidgetFactoryBase, "DockPosition", DockWidgetFactoryBase)
    return places.DockRight

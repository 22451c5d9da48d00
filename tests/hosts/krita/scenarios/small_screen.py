"""Can the docker be used on a small screen, as a tab beside the brushes in Krita's own column? small_screen.outside.py has the hand."""

import re

import by_hand
from inlay_in_krita import *  # noqa: F403

LIMIT = 600.0
COLUMN = 262  # pixels, of Krita's own layout


def _cut_off():
    """What does not show all of its words, or reaches beyond what is seen of the docker."""
    page, found = docker().parts.page, []
    right = page.viewport().mapToGlobal(QtCore.QPoint(page.viewport().width(), 0)).x()
    for widget in page.widget().findChildren(QtWidgets.QWidget):
        if not widget.isVisible() or widget.window() is not page.window():
            continue
        beyond = widget.mapToGlobal(QtCore.QPoint(widget.width(), 0)).x() - right
        needed = 0
        if isinstance(widget, QtWidgets.QLabel) and widget.text():
            words = re.split("[\\s\u200b-]", widget.text()) if widget.wordWrap() else [widget.text()]
            needed = max(widget.fontMetrics().horizontalAdvance(word) for word in words if "<" not in word and ">" not in word)
        elif isinstance(widget, (QtWidgets.QPushButton, QtWidgets.QToolButton)):
            needed = widget.fontMetrics().horizontalAdvance(widget.text())
        if beyond > 0 or needed > widget.width():
            found.append([widget.objectName() or type(widget).__name__, getattr(widget, "text", str)(), beyond, needed, widget.width()])
    return found


def _plain(text):
    return text.replace("&", "")


def _krita_is():
    """What Krita's own shortcuts would change, and where the docker is scrolled to."""
    page = docker().parts.page
    view = K.activeWindow().activeView()
    focus = QtWidgets.QApplication.focusWidget()
    return {"canvas_only": K.action("view_show_canvas_only").isChecked(), "brush": view.currentBrushPreset().name() if view.document() else "",
            "eraser": K.action("erase_action").isChecked(), "sideways": page.horizontalScrollBar().maximum() or page.widget().x(),
            "width": docker().width(), "height": page.viewport().height(), "in_front": not docker().visibleRegion().isEmpty(), "cut_off": _cut_off(),
            "menu": _plain(getattr(QtWidgets.QApplication.activePopupWidget(), "title", str)()),
            "in_docker": focus is not None and docker().isAncestorOf(focus), "focus": focus.objectName() if focus else ""}


def _fields_are():
    """Those that can be seen now, and take text."""
    return [[name, field.kind] for name, field in docker().fields.items() if field.widget.isVisible() and field.widget.isEnabled() and field.kind != "boolean"]


def _floating(floating):
    docker().setFloating(floating)
    docker().raise_()  # back in its tab it lies behind
    docker().window().activateWindow()


def _narrow(width):
    """Floating, with every section open."""
    docker().setFloating(True)
    for section in docker().inputs.sections.values():
        section.open()
    docker().resize(width, 600)
    return docker().width()


def _documents_closed():
    for document in K.documents():
        close(document)


by_hand.ANSWERS.update(krita=_krita_is, fields=_fields_are, floating=_floating, narrow=_narrow, close_all=_documents_closed)


def what_a_person_sees_is_told_until_they_have_seen_enough():
    yield lambda: docker().isVisible()
    main, brushes = window(), next(one for one in K.dockers() if one.objectName() == "PresetDocker")
    document = open_document(160, 120)
    yield lambda: ready(document)

    def in_krita_s_own_column():
        if brushes not in main.tabifiedDockWidgets(docker()):
            main.tabifyDockWidget(brushes, docker())
            docker().raise_()
        elif docker().width() > COLUMN:
            main.resizeDocks([docker()], [COLUMN], QtCore.Qt.Orientation.Horizontal)
        else:
            return not docker().visibleRegion().isEmpty()
        return False
    yield in_krita_s_own_column
    yield from layer(document, "a layer whose name is very long and has alonglonglonglonglonglonglonglonglonglongword", gradient(100, 80), 10, 20, 100, 80)
    yield from by_hand._answer_questions(FACTS)

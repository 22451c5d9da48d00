"""Answers what a person at the screen sees. Nothing is pressed, typed or chosen here: by_hand.outside.py does that, through the X server."""

import base64
import json
import re

from inlay_in_krita import *  # noqa: F403

LIMIT = 900.0
_kept = {}


def _plain(text):
    """Without mnemonics."""
    return re.sub("&(.)", r"\1", text)


def _widget(name, kind=None):
    """By its object name, by the name of a parameter, or by what stands on it."""
    if kind == "field":
        return docker().fields[name].widget
    for one in QtWidgets.QApplication.allWidgets():
        if one.isVisible() and (one.objectName() == name or isinstance(one, QtWidgets.QAbstractButton) and _plain(one.text()) == name):
            return one
    return None


def _where(widget, rect):
    """A rectangle of a widget on the screen. When the docker has scrolled it away: where to turn the wheel, and which way."""
    seen = widget.visibleRegion().boundingRect().intersected(rect)
    middle = widget.mapToGlobal(seen.center())
    found = {"hidden": seen.height() < min(rect.height(), 12), "enabled": widget.isEnabled(), "x": middle.x(), "y": middle.y()}
    scroll = docker().widget()
    if found["hidden"]:
        view = scroll.viewport()
        over = view.mapToGlobal(QtCore.QPoint(8, view.height() // 2))
        below = widget.mapToGlobal(rect.center()).y() > over.y()
        found["wheel"] = [over.x(), over.y(), 1 if below else -1]
    return found


def _action_place(title):
    """Of an entry in the menu bar or in a menu that is open, the newest first."""
    menus = [one for one in QtWidgets.QApplication.topLevelWidgets() if isinstance(one, QtWidgets.QMenu) and one.isVisible()]
    for menu in [*reversed(menus), window().menuBar()]:
        for action in menu.actions():
            if _plain(action.text()).strip() == title and action.isVisible():
                return dict(_where(menu, menu.actionGeometry(action)), enabled=action.isEnabled())
    return None


def _choice_place(text):
    """Of an entry in the list of a combo box that is open."""
    for view in (one.view() for one in docker().findChildren(QtWidgets.QComboBox)):
        row = next((row for row in range(view.model().rowCount()) if view.model().index(row, 0).data() == text), None) if view.isVisible() else None
        if row is not None:
            return _where(view.viewport(), view.visualRect(view.model().index(row, 0)))
    return None


def _place(name, kind=None, row=None):
    if kind == "action":
        return _action_place(name)
    if kind == "choice":
        return _choice_place(name)
    if kind == "layer":
        view = next(one for one in window().findChildren(QtWidgets.QTreeView) if one.objectName() == "listLayers")
        found = view.model().match(view.model().index(0, 0), QtCore.Qt.ItemDataRole.DisplayRole, name, 1, QtCore.Qt.MatchFlag.MatchExactly)
        return _where(view.viewport(), view.visualRect(found[0])) if found else None
    widget = _widget(name, kind)
    if widget is None:
        return None
    if row is not None:
        return _where(widget.viewport(), widget.visualItemRect(widget.item(row)))
    return _where(widget, widget.rect())


def _focus(name, kind=None):
    widget = _widget(name, kind)
    return widget is not None and (widget.hasFocus() or widget.isAncestorOf(QtWidgets.QApplication.focusWidget() or widget.window()))


def _text(name, kind=None):
    widget = _widget(name, kind)
    for way in ("currentText", "toPlainText", "text"):
        if hasattr(widget, way):
            shown = getattr(widget, way)()
            return shown.removesuffix(widget.suffix()) if isinstance(widget, QtWidgets.QSpinBox) else shown
    return None


def _docker_says():
    one = docker()
    shown = one.message.isVisible()
    return {"sentence": one.message.sentence.text() if shown else "", "advice": one.message.advice.text() if shown and one.message.advice.isVisible() else "",
            "progress": one.bar.format() if one.bar.isVisible() else "", "price": one.price.text(), "target": one.target.text(),
            "run": _plain(one.run_button.text()) if one.run_button.isVisible() else "", "cancel": one.cancel_button.isVisible(), "idle": one.run is None,
            "tips": [one.answers.item(row).toolTip() for row in range(one.answers.count())] if one.answers.isVisible() else [],
            "references": [label.text() for label in one.references.findChildren(QtWidgets.QLabel) if label.isVisible()]}


def _document_is():
    now = K.activeDocument()
    if now is None:
        return None
    return {"count": len(K.documents()), "name": now.name(), "size": [now.width(), now.height()], "active": now.activeNode().name() if now.activeNode() else "",
            "steps": undo_steps()}


def _layers_are():
    return layers(K.activeDocument())


def _pixels_of(layer, rect):
    return base64.b64encode(pixels(K.activeDocument().nodeByName(layer), *rect)).decode()


def _visible_in(group):
    """Of the topmost group of that name."""
    node = [one for one in K.activeDocument().rootNode().childNodes() if one.name() == group and one.childNodes()][-1]
    return [[one.name(), one.visible()] for one in node.childNodes()]


def _deleted(layer):
    """What another plug-in, or the person in Krita's own window, may do meanwhile."""
    K.activeDocument().nodeByName(layer).remove()


ANSWERS = {"place": _place, "focus": _focus, "text": _text, "docker": _docker_says, "document": _document_is, "layers": _layers_are,
           "pixels": _pixels_of, "delete": _deleted, "visible": _visible_in}


def _answer_questions(facts):
    """`yield from` it: until the hand has seen enough. Then the hand quits."""
    number = 1
    while True:
        path = os.path.join(FOLDER, f"question-{number}.json")
        yield lambda: os.path.exists(path)
        with open(path) as file:
            question = json.load(file)
        what = question.pop("what")
        try:
            value = {"value": None if what == "over" else ANSWERS[what](**question)}
        except Exception as problem:
            value = {"problem": f"{what} {question}: {problem!r}"}
        name = os.path.join(FOLDER, f"answer-{number}.json")
        with open(name + ".new", "w") as file:
            json.dump(value, file)
        os.replace(name + ".new", name)
        number += 1
        if what == "over":
            break
    for one in K.documents():
        one.setModified(False)
    facts["quits by itself"] = True


def what_a_person_sees_is_told_until_they_have_seen_enough():
    yield lambda: docker().isVisible()  # Inlay has given it its place
    document = open_document(160, 120)
    yield lambda: ready(document)
    yield from layer(document, "colours", gradient(100, 80), 10, 20, 100, 80)
    yield from layer(document, "style", inverted(gradient(64, 48))[::-1][3:] + b"\xff" * 3, 60, 50, 64, 48)
    yield from layer(document, "top", gradient(12, 12), 140, 100, 12, 12)
    yield from activate(document, document.nodeByName("colours"))
    yield from _answer_questions(FACTS)

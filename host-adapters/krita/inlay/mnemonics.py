"""How are fields and buttons reached with Alt and a letter, where Krita's menus want the same letters? Only while the keyboard is in the docker: letters
are underlined then, and Alt with one of them is the docker's; outside of it all of them are Krita's."""

from .qt import Qt, QtCore, QtWidgets

LABEL = "inlay_label"  # a property: the form's label, with "_" before its letter
LETTER = "inlay_letter"  # a property: the letter alone


def set_label(widget, label):
    widget.setProperty(LABEL, label)
    widget.setText(label.replace("_", "").replace("&", "&&"))


def set_letter(widget, label):
    """Of what shows no label itself."""
    widget.setProperty(LETTER, _letter(label))


def _letter(label):
    return label.partition("_")[2][:1].upper()


class Mnemonics(QtCore.QObject):
    def __init__(self, page):
        """Goes with the page, whose parts are meant."""
        super().__init__(page)
        self.page, self.focused = page, None
        QtWidgets.QApplication.instance().focusChanged.connect(self._follow)

    def _labelled(self):
        return [widget for widget in self.page.findChildren(QtWidgets.QWidget) if widget.property(LABEL)]

    def _follow(self, _, now):
        inside = now is not None and self.page.isAncestorOf(now)
        was_inside, before, self.focused = self.focused is not None, self.focused, now if inside else None
        if before is not None:
            before.removeEventFilter(self)
        if inside:
            now.installEventFilter(self)
        if inside == was_inside:
            return
        for widget in self._labelled():
            label = widget.property(LABEL)
            widget.setText(label.replace("&", "&&").replace("_", "&" if inside else "", 1))

    def eventFilter(self, _, event):
        kind = event.type()
        if kind not in (QtCore.QEvent.Type.ShortcutOverride, QtCore.QEvent.Type.KeyPress) or event.modifiers() != Qt.KeyboardModifier.AltModifier:
            return False
        meant = self._meant(event.key())
        if meant is None:
            return False
        event.accept()
        if kind == QtCore.QEvent.Type.KeyPress:
            self._press(meant)
        return True

    def _meant(self, key):
        for widget in self.page.findChildren(QtWidgets.QPlainTextEdit):
            if widget.property(LETTER) and key == ord(widget.property(LETTER)):
                return widget
        for widget in self._labelled():
            letter = _letter(widget.property(LABEL))
            if letter and key == ord(letter) and widget.isVisible() and (widget.buddy() if isinstance(widget, QtWidgets.QLabel) else widget).isEnabled():
                return widget
        return None

    def _press(self, widget):
        if isinstance(widget, QtWidgets.QLabel):
            widget = widget.buddy()
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if isinstance(widget, QtWidgets.QAbstractButton):
                widget.click()
        self.page.ensureWidgetVisible(widget)

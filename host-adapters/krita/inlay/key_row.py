"""How is a key typed, and a connection tested? What the docker says of both is the form's; what came of it is connection.py's."""

import html

from .mnemonics import set_label
from .qt import Qt, QtCore, QtWidgets
from .widgets import plain, wrapped


class KeyRow(QtWidgets.QWidget):
    written = QtCore.pyqtSignal(str)
    forgotten = QtCore.pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(parent)
        rows = QtWidgets.QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.label = QtWidgets.QLabel()
        self.line = QtWidgets.QLineEdit()
        self.line.setObjectName("inlay_api_key")
        self.line.setEchoMode(QtWidgets.QLineEdit.EchoMode.Password)
        self.line.textChanged.connect(self.written)
        self.label.setBuddy(self.line)
        self.note = wrapped()
        self.note.setObjectName("inlay_key_note")
        self.note.setOpenExternalLinks(True)
        self.forget = QtWidgets.QPushButton()
        self.forget.setObjectName("inlay_forget_key")
        self.forget.clicked.connect(lambda _=False: self.forgotten.emit())
        for part in (self.label, self.line, self.note, self.forget):
            rows.addWidget(part)

    def show_key(self, key, typed):
        """`key`: of the form, None where a service takes none. `typed`: one that is not stored yet."""
        self.setVisible(key is not None)
        if key is None:
            return
        set_label(self.label, key["label"])
        self.line.setAccessibleName(plain(key["label"]))
        self.line.setToolTip(key["help"])
        self.line.setPlaceholderText(key["placeholder"])
        if self.line.text().strip() != typed:
            blocked = self.line.blockSignals(True)
            self.line.setText(typed)
            self.line.blockSignals(blocked)
        link = f'<a href="{html.escape(key["link"])}">{html.escape(key["link_label"])}</a>' if key["link"] else ""
        self.note.setText(" ".join(part for part in (html.escape(key["note"]), link) if part))
        self.note.setVisible(bool(self.note.text()))
        set_label(self.forget, key["forget_label"])
        self.forget.setToolTip(key["forget_help"])
        self.forget.setVisible(key["can_be_forgotten"])


class TestRow(QtWidgets.QWidget):
    pressed = QtCore.pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(parent)
        rows = QtWidgets.QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.button = QtWidgets.QPushButton()
        self.button.setObjectName("inlay_test")
        self.button.clicked.connect(lambda _=False: self.pressed.emit())
        self.note = wrapped()
        self.note.setObjectName("inlay_test_note")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.running = ""
        rows.addWidget(self.button)
        rows.addWidget(self.note)
        self.say("")

    def show_words(self, test, there):
        """`there`: it is a service that can be reached, and not the sandbox."""
        self.running = test["running"]
        set_label(self.button, test["label"])
        self.button.setToolTip(test["help"])
        self.setVisible(there)

    def say(self, text):
        self.note.setText(text.strip())
        self.note.setVisible(bool(text))

    def set_running(self, running):
        self.button.setEnabled(not running)
        if running:
            self.say(self.running)

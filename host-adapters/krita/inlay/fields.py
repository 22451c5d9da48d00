"""How is a field of the form shown as a widget, and read back? All of its words, ranges and choices come from the form."""

from .mnemonics import set_label
from .qt import Qt, QtCore, QtWidgets
from .widgets import Combo, plain, wrapped


class Field(QtCore.QObject):
    """One parameter. `text()` and `set_text()` speak the table's own language; show() is not heard of."""

    written = QtCore.pyqtSignal(str)  # its name: what it says is another text
    settled = QtCore.pyqtSignal(str)  # its name: and a person has left it

    def __init__(self, field, parent=None):
        super().__init__(parent)
        self.name, self.kind = field["name"], "suggestions" if field["other_text"] else field["type"]
        self.values, self.choices = [], []
        self.label = None if self.kind == "boolean" else QtWidgets.QLabel()
        self.note = wrapped()
        self.widget = getattr(self, "_make_" + self.kind)()
        if not self.widget.objectName():
            self.widget.setObjectName("inlay_" + self.name)
        if self.label is not None:
            self.label.setBuddy(self.widget)
        self.show(field)

    def _make_integer(self):
        return self._spin(QtWidgets.QSpinBox())

    def _make_real(self):
        box = self._spin(QtWidgets.QDoubleSpinBox())
        box.setDecimals(1)
        return box

    def _spin(self, box):
        # A long word for the smallest number does not make the docker wide.
        box.setSizePolicy(QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Fixed)
        box.setMinimumWidth(64)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.valueChanged.connect(self._settle)
        return box

    def _make_boolean(self):
        box = QtWidgets.QCheckBox()
        box.toggled.connect(self._settle)
        return box

    def _make_choice(self):
        box = Combo()
        box.currentIndexChanged.connect(self._settle)
        return box

    def _make_suggestions(self):
        box = Combo()
        box.setEditable(True)
        box.setInsertPolicy(QtWidgets.QComboBox.InsertPolicy.NoInsert)
        box.editTextChanged.connect(self._write)
        box.activated.connect(self._settle)
        box.lineEdit().editingFinished.connect(self._settle_if_written)
        return box

    def _make_text(self):
        box = QtWidgets.QPlainTextEdit()
        box.setTabChangesFocus(True)
        box.setFixedHeight(52)
        box.textChanged.connect(self._write)
        return box

    def _make_string(self):
        line = QtWidgets.QLineEdit()
        line.textChanged.connect(self._write)
        line.editingFinished.connect(self._settle_if_written)
        return line

    def _write(self, *_):
        self._unsettled = True
        self.written.emit(self.name)

    def _settle(self, *_):
        self._unsettled = False
        self.written.emit(self.name)
        self.settled.emit(self.name)

    def _settle_if_written(self):
        """Leaving a field that was not touched means nothing: what it shows may be a proposal."""
        if self._unsettled:
            self._settle()

    def text(self):
        if self.kind == "integer":
            return str(self.widget.value())
        if self.kind == "real":
            return repr(self.widget.value())  # "." as the point, whatever the language is
        if self.kind == "boolean":
            return "on" if self.widget.isChecked() else "off"
        if self.kind == "choice":
            return self.values[max(0, self.widget.currentIndex())] if self.values else ""
        if self.kind == "suggestions":
            return self.widget.currentText().strip()
        return self.widget.toPlainText() if self.kind == "text" else self.widget.text().strip()

    def set_text(self, text):
        """As a person does it."""
        self._show_text(text)
        self._settle()

    def _show_text(self, text):
        if self.kind in ("integer", "real"):
            self.widget.setValue(float(text) if self.kind == "real" else int(text))
        elif self.kind == "boolean":
            self.widget.setChecked(text == "on")
        elif self.kind == "choice":
            self.widget.setCurrentIndex(self.values.index(text) if text in self.values else 0)
        elif self.text() == text:
            return  # the cursor stays where it is
        elif self.kind == "suggestions":
            self.widget.setEditText(text)
            self.widget.lineEdit().setCursorPosition(0)
        elif self.kind == "text":
            self.widget.setPlainText(text)
        else:
            self.widget.setText(text)

    def show(self, field):
        self._field = field
        if self.kind == "suggestions" and self.widget.lineEdit().hasFocus() and self.widget.lineEdit().isModified():
            return  # somebody is typing
        blocked = self.widget.blockSignals(True)
        if self.kind in ("integer", "real"):
            number = float if self.kind == "real" else int
            self.widget.setRange(number(field["minimum"]), number(field["maximum"]))
            self.widget.setSuffix(" " + field["unit"] if field["unit"] else "")
            self.widget.setSpecialValueText(field["at_minimum"])
        elif self.kind in ("choice", "suggestions"):
            self._show_choices(field["choices"])
            if self.kind == "suggestions":
                self.widget.lineEdit().setPlaceholderText(field["placeholder"])
        elif field["placeholder"]:
            self.widget.setPlaceholderText(field["placeholder"])
        self._show_text(field["value"])
        self.widget.blockSignals(blocked)
        self._unsettled = False
        self._show_words(field)

    def _show_choices(self, choices):
        if choices == self.choices:
            return
        self.choices, self.values = choices, [choice["value"] for choice in choices]
        self.widget.clear()
        for row, choice in enumerate(choices):
            self.widget.addItem(choice["value"] if self.kind == "suggestions" else choice["label"], choice["value"])
            self.widget.setItemData(row, choice["label"], Qt.ItemDataRole.ToolTipRole)

    def _show_words(self, field):
        label, help_text = plain(field["label"]), field["why_not"] or field["help"]
        set_label(self.label or self.widget, field["label"])
        self.widget.setAccessibleName(label)
        self.widget.setAccessibleDescription(help_text)
        for part in (self.label, self.widget):
            if part is not None:
                part.setToolTip(help_text)
        self.widget.setEnabled(field["enabled"])
        self.note.setText(field["note"])
        bold = self.note.font()
        bold.setBold(field["warning"])
        self.note.setFont(bold)

    def set_visible(self, shown):
        for part in (self.label, self.widget):
            if part is not None:
                part.setVisible(shown)
        self.note.setVisible(shown and bool(self.note.text()))

    @property
    def is_as_at_first(self):
        return self.text() == self._field["default"] or not self.widget.isEnabled()

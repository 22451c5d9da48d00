"""How is a row of the parameter table shown as a widget, and read back? Labels, help, ranges and choices come from the table alone."""

from .qt import QtCore, QtWidgets

UNITS = {"feather": " px", "context": " %", "timeout": " s"}


def plain(label):
    """The table's labels carry mnemonics, which would take Krita's own keys away."""
    return label.replace("_", "")


class Combo(QtWidgets.QComboBox):
    """Does not take the wheel from the docker that is being scrolled, and lets the docker be narrow."""

    def __init__(self, parent=None):
        super().__init__(parent)
        policies = QtWidgets.QComboBox.SizeAdjustPolicy
        self.setSizeAdjustPolicy(getattr(policies, "AdjustToMinimumContentsLengthWithIcon"))
        self.setMinimumContentsLength(8)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event):
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Field:
    """One parameter. `text()` and `set_text()` speak the table's own language."""

    def __init__(self, parameter):
        self.parameter, self.name = parameter, parameter["name"]
        kind = parameter["type"]
        self.values = [choice["value"] for choice in parameter["choices"]]
        if kind == "integer" or kind == "real":
            self.widget = QtWidgets.QDoubleSpinBox() if kind == "real" else QtWidgets.QSpinBox()
            number = float if kind == "real" else int
            self.widget.setRange(number(parameter["minimum"]), number(parameter["maximum"]))
            if kind == "real":
                self.widget.setDecimals(1)
            self.widget.setSuffix(UNITS.get(self.name, ""))
        elif kind == "boolean":
            self.widget = QtWidgets.QCheckBox(plain(parameter["label"]))
        elif kind == "choice":
            self.widget = Combo()
            for choice in parameter["choices"]:
                self.widget.addItem(choice["label"])
        elif kind == "text":
            self.widget = QtWidgets.QPlainTextEdit()
            self.widget.setTabChangesFocus(True)
            self.widget.setFixedHeight(52)
        else:
            self.widget = QtWidgets.QLineEdit()
        self.widget.setToolTip(parameter["help"])
        self.set_text(parameter["default"])

    def label(self):
        """None for what carries its label itself."""
        if self.parameter["type"] == "boolean":
            return None
        label = QtWidgets.QLabel(plain(self.parameter["label"]))
        label.setToolTip(self.parameter["help"])
        return label

    def text(self):
        kind = self.parameter["type"]
        if kind == "integer":
            return str(self.widget.value())
        if kind == "real":
            return repr(self.widget.value())  # "." as the point, whatever the language is
        if kind == "boolean":
            return "on" if self.widget.isChecked() else "off"
        if kind == "choice":
            return self.values[max(0, self.widget.currentIndex())] if self.values else ""
        if kind == "text":
            return self.widget.toPlainText()
        return self.widget.text().strip()

    def set_text(self, text):
        kind = self.parameter["type"]
        if kind in ("integer", "real"):
            try:
                self.widget.setValue(float(text) if kind == "real" else int(text))
            except ValueError:
                pass  # what an older version kept and is no number any more leaves the default
        elif kind == "boolean":
            self.widget.setChecked(text == "on")
        elif kind == "choice":
            if self.values:
                self.widget.setCurrentIndex(self.values.index(text) if text in self.values else 0)
        elif kind == "text":
            self.widget.setPlainText(text)
        else:
            self.widget.setText(text)

    def offer(self, choices):
        """Replaces the choices: [(value, label)]. Keeps what was chosen where it is still offered."""
        kept = self.text() if self.values else ""
        self.widget.blockSignals(True)
        self.widget.clear()
        self.values = [value for value, _ in choices]
        for _, label in choices:
            self.widget.addItem(label)
        self.set_text(kept)
        self.widget.blockSignals(False)
        self.widget.setEnabled(len(choices) > 1)


class RatioField(Field):
    """The ratio is free text in the table; here it is chosen from what the model offers."""

    def __init__(self, parameter):
        super().__init__(dict(parameter, type="choice", choices=[{"value": "", "label": "Automatic"}]))

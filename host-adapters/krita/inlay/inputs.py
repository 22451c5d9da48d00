"""What can be chosen for a run, beside its prompt? The part of the docker below the answers: the sections of the form, one below the other, as wide as
the docker is."""

from .fields import Field
from .key_row import KeyRow, TestRow
from .qt import QtCore, QtWidgets
from .references_row import ReferencesRow
from .widgets import Section

SIDE_BY_SIDE = 300  # pixels of the docker; with fewer, labels of the folded sections stand above their fields


class Rows(QtWidgets.QFormLayout):
    def __init__(self, parent=None):
        super().__init__(parent)
        self.setFieldGrowthPolicy(QtWidgets.QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.setRowWrapPolicy(QtWidgets.QFormLayout.RowWrapPolicy.WrapLongRows)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(6)

    def add(self, field, below=None):
        """`below`: another field, or at the end."""
        row = self.rowCount() if below is None else self.getWidgetPosition(below.note)[0] + 1
        if field.label is not None:
            self.insertRow(row, field.label, field.widget)
        else:
            self.insertRow(row, field.widget)
        self.insertRow(row + 1, field.note)

    def take(self, field):
        self.takeRow(field.widget)
        self.takeRow(field.note)


class Inputs(QtWidgets.QWidget):
    written = QtCore.pyqtSignal(str)  # a field says something else
    settled = QtCore.pyqtSignal(str)  # and a person has left it

    def __init__(self, forms, parent=None):
        """`forms`: one of each action; a field that one of them has is made once."""
        super().__init__(parent)
        self.fields, self.sections, self.folded = {}, {}, []
        self.key, self.test, self.references = KeyRow(), TestRow(), ReferencesRow()
        self.references.changed.connect(lambda: self.settled.emit("reference"))
        self.rows = QtWidgets.QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.layouts = {}
        self._make("service", forms)
        # What reaches the service stands with it.
        self._make("connection", forms)
        for form in forms:
            for section in form["sections"]:
                self._make(section["name"], forms)

    def _make(self, name, forms):
        if name in self.layouts:
            return
        rows = self.layouts[name] = Rows()
        for form in forms:
            for section in form["sections"]:
                for field in section["fields"] if section["name"] == name else ():
                    self._add(field, rows)
        opened = next(section["open"] for form in forms for section in form["sections"] if section["name"] == name)
        if opened:
            self.rows.addLayout(rows)
            return
        content = QtWidgets.QWidget()
        inside = QtWidgets.QVBoxLayout(content)
        inside.setContentsMargins(12, 0, 0, 0)
        for part in (self.key, self.test) if name == "connection" else ():
            inside.addWidget(part)
        inside.addLayout(rows)
        self.folded.append(rows)
        section = self.sections[name] = Section(content)
        section.button.setObjectName("inlay_section_" + name)
        self.rows.addWidget(section)

    def _add(self, field, rows):
        name = field["name"]
        if name in self.fields or name == "reference":
            if name == "reference" and self.references.label is None:
                self.references.label = QtWidgets.QLabel()
                rows.addRow(self.references.label, self.references)
                rows.addRow(self.references.note)
            return
        made = self.fields[name] = Field(field, self)
        made.written.connect(self.written)
        made.settled.connect(self.settled)
        made.rows = rows
        rows.add(made)

    def _stand_in_order(self, section):
        """Where a service is asked for by its address, that stands beside it and not with the other settings."""
        rows, before = self.layouts[section["name"]], None
        for name in (field["name"] for field in section["fields"] if field["name"] in self.fields):
            field = self.fields[name]
            if field.rows is not rows:
                field.rows.take(field)
                field.rows = rows
                rows.add(field, before)
            before = field

    def show_form(self, form, typed_key):
        shown = {}
        for section in form["sections"]:
            if section["name"] in self.sections:
                self.sections[section["name"]].show_title(section["title"], section["summary"])
            self._stand_in_order(section)
            for field in section["fields"]:
                shown[field["name"]] = field
        for name, field in self.fields.items():
            if name in shown:
                field.show(shown[name])
            field.set_visible(name in shown)
        self.references.show_field(shown["reference"], form["references"])
        for name, section in self.sections.items():
            section.setVisible(any(one["name"] == name for one in form["sections"]))
        self.key.show_key(form["key"], typed_key)
        self.test.show_words(form["test"], form["key"] is not None)

    def values(self):
        """What the fields say, whoever wrote it."""
        return {name: field.text() for name, field in self.fields.items()}

    def resizeEvent(self, event):
        super().resizeEvent(event)
        policies = QtWidgets.QFormLayout.RowWrapPolicy
        for rows in self.folded:
            rows.setRowWrapPolicy(policies.WrapLongRows if self.width() >= SIDE_BY_SIDE else policies.WrapAllRows)

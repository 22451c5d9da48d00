"""What can be chosen for a run, beside its prompt? The part of the docker below the answers: service and model, size, references, and two folded
sections."""

from . import core
from .fields import Field, RatioField
from .qt import QtCore, QtWidgets
from .references_row import ReferencesRow
from .widgets import Section

PLACEMENT = ("keep", "align", "alpha", "match-colour", "feather", "context")
ADVANCED = ("system", "safety", "stream")


def _form():
    form = QtWidgets.QFormLayout()
    form.setFieldGrowthPolicy(QtWidgets.QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


class Inputs(QtWidgets.QWidget):
    priced = QtCore.pyqtSignal()  # something that the price depends on

    def __init__(self, service, actions, parent=None):
        super().__init__(parent)
        self.service, self.services = service, service.services
        tables = {action: {parameter["name"]: parameter for parameter in core.parameters(action)} for action in actions}
        table = {name: parameter for action in actions for name, parameter in tables[action].items()}
        self.applies = {action: set(names) for action, names in tables.items()}
        self.fields = {name: Field(table[name]) for name in ("size", "count", *PLACEMENT, *ADVANCED)}
        self.fields["aspect"] = RatioField(table["aspect"])
        rows = QtWidgets.QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._choices(table))
        self.placement = Section("Placement of the answer", self._section(PLACEMENT))
        rows.addWidget(self.placement)
        rows.addWidget(Section("More for the model", self._section(ADVANCED)))

    def _choices(self, table):
        form = _form()
        form.setSpacing(6)
        self.service.add_rows(form, table)
        self.aspect_label = self.fields["aspect"].label()
        form.addRow(self.aspect_label, self.fields["aspect"].widget)
        sizes = QtWidgets.QHBoxLayout()
        sizes.setSpacing(6)
        sizes.addWidget(self.fields["size"].widget, 1)
        sizes.addWidget(self.fields["count"].label())
        sizes.addWidget(self.fields["count"].widget)
        form.addRow(self.fields["size"].label(), sizes)
        self.references = ReferencesRow()
        form.addRow("References", self.references)
        self.fields["size"].widget.currentIndexChanged.connect(lambda _: self.priced.emit())
        self.fields["count"].widget.valueChanged.connect(lambda _: self.priced.emit())
        return form

    def _section(self, names):
        content, form = QtWidgets.QWidget(), _form()
        content.setLayout(form)
        form.setContentsMargins(12, 0, 0, 0)
        for name in names:
            label = self.fields[name].label()
            form.addRow(label or "", self.fields[name].widget)
        return content

    def show_action(self, action):
        self.placement.setVisible(action == "edit-layer")
        shape = action == "generate-image"  # elsewhere the layer or the selection gives it
        self.aspect_label.setVisible(shape)
        self.fields["aspect"].widget.setVisible(shape)

    def show_model(self):
        """What the chosen model offers."""
        model = self.services.model()
        labels = {choice["value"]: choice["label"] for choice in self.fields["size"].parameter["choices"]}
        sizes = [size for size in model["sizes"] if size in labels]
        self.fields["size"].offer([("", labels[""])] + [(size, labels[size]) for size in sizes if len(sizes) > 1])
        self.fields["aspect"].offer([("", "Automatic")] + [(aspect, aspect) for aspect in model["aspects"]])
        self.priced.emit()

    def price(self, action):
        """In words."""
        asked = {"model": self.services.model_id(), "size": self.fields["size"].text(), "count": int(self.fields["count"].text())}
        try:
            return core.price(action, asked)["sentence"]
        except core.InlayError:  # no model is chosen yet: the run says so
            return ""

    def values(self, action):
        return {name: field.text() for name, field in self.fields.items() if name in self.applies[action]}

    def options(self, action):
        """As a run wants them."""
        values = self.values(action)
        if action != "generate-image":
            values["aspect"] = ""
        return values

    def recall(self, kept):
        """The last values, as they are in the settings."""
        for name, field in self.fields.items():
            for action in self.applies:
                if f"{action}.{name}" in kept:
                    field.set_text(kept[f"{action}.{name}"])
                    break

"""How does a person choose who makes the picture? The docker's rows for provider and model, and the way to the settings."""

from krita import Krita

from . import core, dialogs
from .fields import Combo, plain
from .qt import Qt, QtCore, QtWidgets

SANDBOX = "<b>Sandbox</b>: works offline, no key needed. It shows what Inlay does; no model is asked."


class ServicePanel(QtCore.QObject):
    changed = QtCore.pyqtSignal(bool)   # True: another provider
    failed = QtCore.pyqtSignal(object)  # an InlayError

    def __init__(self, services, docker):
        super().__init__(docker)
        self.services, self.docker = services, docker
        self.background = dialogs.Background()
        self.provider = Combo()
        self.provider.setObjectName("inlay_provider")
        self.provider.setToolTip("The service that makes the picture.")
        self.provider.currentIndexChanged.connect(lambda _: self._choose_provider())
        self.settings = QtWidgets.QToolButton()
        self.settings.setObjectName("inlay_settings_button")
        self.settings.setIcon(Krita.instance().icon("configure"))
        self.settings.setToolTip("Key and connection of the service")
        self.settings.clicked.connect(lambda _=False: self.show_settings())
        self.model = Combo()
        self.model.setObjectName("inlay_model")
        self.model.setEditable(True)
        self.model.setInsertPolicy(QtWidgets.QComboBox.InsertPolicy.NoInsert)
        self.model.setToolTip("Choose a model, or type the id of another one.")
        self.model.activated.connect(lambda _: self.choose_model())
        self.model.lineEdit().editingFinished.connect(self.choose_model)
        self.note = dialogs.wrapped()
        self.note.setObjectName("inlay_service_note")

    def add_rows(self, form, table):
        line = QtWidgets.QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.provider, 1)
        line.addWidget(self.settings)
        form.addRow(plain(table["provider"]["label"]), line)
        form.addRow(plain(table["model"]["label"]), self.model)
        form.addRow(self.note)

    def show_services(self):
        self.provider.blockSignals(True)
        self.provider.clear()
        for one in self.services.providers:
            self.provider.addItem(one["name"], one["id"])
        self.provider.setCurrentIndex(max(0, self.provider.findData(self.services.chosen["id"])))
        self.provider.blockSignals(False)
        self._show_models(True)

    def _show_models(self, another):
        self.model.blockSignals(True)
        self.model.clear()
        for number, one in enumerate(self.services.models()):
            self.model.addItem(one["id"])
            self.model.setItemData(number, one["name"], Qt.ItemDataRole.ToolTipRole)
        self.model.setEditText(self.services.model_id())
        self.model.lineEdit().setCursorPosition(0)
        self.model.blockSignals(False)
        self._show_note(another)

    def _show_note(self, another):
        model = self.services.model()
        self.note.setText(SANDBOX if self.services.is_sandbox else model["name"] if model["name"] != model["id"] else "")
        self.note.setVisible(bool(self.note.text()))
        self.changed.emit(another)

    def _choose_provider(self):
        try:
            self.services.choose(self.provider.currentData())
        except core.InlayError as problem:
            self.failed.emit(problem)
            return
        self._show_models(True)
        self._ask_for_models()

    def _ask_for_models(self):
        """What the service serves now, asked beside the window; the table's word until then, and when nobody answers."""
        provider = self.services.chosen["id"]
        if provider == "sandbox" or provider in self.services.live:
            return

        def came(found):
            if not found["live"]:
                return
            self.services.live[provider] = found["models"]
            if self.services.chosen["id"] == provider and not self.model.lineEdit().isModified():  # nobody is typing
                self._show_models(False)

        self.background.run("models", came, lambda problem: None, provider=provider, refresh=False, **self.services.typed_key())

    def look_at_models_again(self):
        """The chosen one is gone: the list as it is now, and the keyboard where another is chosen."""
        self.services.live.pop(self.services.chosen["id"], None)
        self._ask_for_models()
        self.model.setFocus()

    def choose_model(self):
        chosen = self.model.currentText().strip()
        if chosen == self.services.model_id():
            return
        try:
            self.services.choose_model(chosen)
        except core.InlayError as problem:
            self.failed.emit(problem)
        self._show_note(False)

    def show_settings(self):
        dialog = dialogs.SettingsDialog(self.services, self.docker)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setModal(True)
        dialog.accepted.connect(self._settings_changed)
        dialog.show()

    def _settings_changed(self):
        self.services.live.clear()
        self.show_services()
        self._ask_for_models()

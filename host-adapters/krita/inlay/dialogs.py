"""What does the settings dialog look like? Which service makes the pictures, its key, and how it is reached."""

import html

from . import core
from .fields import Combo, Field
from .qt import Qt, QtCore, QtWidgets

LOOK_EVERY_MS = 60
CONNECTION = ("base-url", "wire", "auth", "timeout", "retries", "proxy", "ca-bundle")


def wrapped(text=""):
    label = QtWidgets.QLabel(text)
    label.setWordWrap(True)
    return label


class Background(QtCore.QObject):
    """Tasks of the library, looked at from the event loop: run(task, done, failed, ...) calls one of the two later. Nobody's child, so that it can be
    stopped when the widgets are gone."""

    def __init__(self):
        super().__init__()
        self.waiting = []
        self.timer = QtCore.QTimer(self)
        self.timer.timeout.connect(self._look)

    def run(self, task, done, failed, **request):
        self.waiting.append((core.Task(task, **request), done, failed))
        self.timer.start(LOOK_EVERY_MS)

    def _look(self):
        for entry in list(self.waiting):
            task, done, failed = entry
            try:
                value = task.poll()
            except core.InlayError as problem:
                self._over(entry)
                failed(problem)
                continue
            if value is not None:
                self._over(entry)
                done(value)

    def _over(self, entry):
        self.waiting.remove(entry)
        entry[0].free()
        if not self.waiting:
            self.timer.stop()

    def stop(self):
        self.timer.stop()
        for task, _, _ in self.waiting:
            task.free()
        self.waiting = []


class SettingsDialog(QtWidgets.QDialog):
    def __init__(self, services, parent=None):
        super().__init__(parent)
        self.services, self.background = services, Background()
        self.setWindowTitle("Inlay Settings")
        self.setObjectName("inlay_settings_dialog")
        self.setMinimumWidth(460)
        rows = QtWidgets.QVBoxLayout(self)
        rows.setSpacing(12)
        rows.addWidget(self._service_box())
        rows.addWidget(self._connection_box())
        rows.addWidget(self._test_row())
        rows.addStretch(1)
        kinds = QtWidgets.QDialogButtonBox.StandardButton
        buttons = QtWidgets.QDialogButtonBox(kinds.Ok | kinds.Cancel)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        rows.addWidget(buttons)
        self.finished.connect(lambda _: self.background.stop())
        self.destroyed.connect(lambda _=None, background=self.background: background.stop())
        self._load_provider()

    def _service_box(self):
        box = QtWidgets.QGroupBox("Service")
        form = QtWidgets.QFormLayout(box)
        form.setFieldGrowthPolicy(QtWidgets.QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.provider = Combo()
        self.provider.setObjectName("inlay_settings_provider")
        for one in self.services.providers:
            self.provider.addItem(one["name"], one["id"])
        self.provider.setCurrentIndex(max(0, self.provider.findData(self.services.chosen["id"])))
        self.provider.currentIndexChanged.connect(lambda _: self._load_provider())
        form.addRow("Provider", self.provider)
        self.provider_note = wrapped()
        form.addRow("", self.provider_note)
        self.key = QtWidgets.QLineEdit()
        self.key.setObjectName("inlay_settings_key")
        self.key.setEchoMode(QtWidgets.QLineEdit.EchoMode.Password)
        self.key.setToolTip("Kept in the keyring, or in a file that only you can read; never with the picture.")
        self.forget = QtWidgets.QPushButton("Forget")
        self.forget.setToolTip("Takes the stored key away.")
        self.forget.clicked.connect(self._forget_key)
        self.key_row = QtWidgets.QWidget()
        line = QtWidgets.QHBoxLayout(self.key_row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.key, 1)
        line.addWidget(self.forget)
        self.key_label = QtWidgets.QLabel("API key")
        form.addRow(self.key_label, self.key_row)
        self.key_note = wrapped()
        self.key_note.setOpenExternalLinks(True)
        self.key_note.setObjectName("inlay_settings_key_note")
        form.addRow("", self.key_note)
        return box

    def _connection_box(self):
        box = QtWidgets.QGroupBox("Connection")
        form = QtWidgets.QFormLayout(box)
        form.setFieldGrowthPolicy(QtWidgets.QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        table = {parameter["name"]: parameter for parameter in core.parameters("generate-image")}
        self.fields = {name: Field(table[name]) for name in CONNECTION}
        for field in self.fields.values():
            form.addRow(field.label(), field.widget)
        settings = self.services.settings
        self.fields["retries"].widget.setMinimum(0)
        self.fields["retries"].set_text(str(settings["retries"]))
        self.fields["timeout"].set_text(str(settings["timeout_seconds"]))
        self.fields["timeout"].widget.setSpecialValueText("As the provider needs it")
        self.fields["proxy"].set_text(settings["proxy"])
        self.fields["proxy"].widget.setPlaceholderText("As the system has it")
        self.fields["ca-bundle"].set_text(settings["ca_bundle"])
        self.fields["ca-bundle"].widget.setPlaceholderText("The system's certificates")
        return box

    def _test_row(self):
        row = QtWidgets.QWidget()
        line = QtWidgets.QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        self.test = QtWidgets.QPushButton("Test Connection")
        self.test.setObjectName("inlay_settings_test")
        self.test.clicked.connect(self._test_connection)
        self.test_note = wrapped()
        self.test_note.setObjectName("inlay_settings_test_note")
        self.test_note.setMinimumHeight(self.fontMetrics().height() * 2 + 6)
        line.addWidget(self.test, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.test_note, 1)
        return row

    def _provider(self):
        return self.services.providers[self.provider.currentIndex()]

    def _load_provider(self):
        provider, settings = self._provider(), self.services.settings
        sandbox = provider["id"] == "sandbox"
        self.provider_note.setText("Works offline, no key needed: a stand-in that shows what Inlay does. No model is asked." if sandbox else "")
        self.provider_note.setVisible(sandbox)
        self.key.clear()
        for widget in (self.key_label, self.key_row, self.key_note):
            widget.setVisible(not sandbox)
        self.fields["base-url"].set_text(settings["base_url_of"].get(provider["id"], ""))
        self.fields["base-url"].widget.setPlaceholderText(provider["base_url"] or "https://…")
        self.fields["wire"].set_text(settings["wire_of"].get(provider["id"], ""))
        self.fields["auth"].set_text(settings["auth_of"].get(provider["id"], ""))
        for name in ("base-url", "wire", "auth", "proxy", "ca-bundle"):
            self.fields[name].widget.setEnabled(not sandbox)
        self.test_note.setText("")
        self.test.setEnabled(not sandbox)
        self.forget.setEnabled(False)
        if not sandbox:
            self._say_key("Looking for a stored key…")
            self._look_for_key(provider["id"])

    def _look_for_key(self, provider):
        self.background.run("key-status", self._show_key, lambda problem: self._say_key(problem.message), provider=provider)

    def _say_key(self, text):
        url = self._provider()["key_help_url"]
        self.key_note.setText(text + (f' <a href="{url}">Get a key</a>' if url else ""))

    def _show_key(self, found):
        provider = self._provider()
        places = {"environment": f"The key in {provider['key_environment']} is used.", "keyring": "A key is stored in the keyring.",
                  "file": "A key is stored in a file that only you can read."}
        typed = provider["id"] in self.services.typed
        if typed:
            self._say_key("The key that was typed is kept as soon as a run starts with it.")
            self.key.setPlaceholderText("Type another one to replace it")
        elif found["from"]:
            self._say_key(f"{places[found['from']]} <nobr>({html.escape(found['key'])})</nobr>")
            self.key.setPlaceholderText("Type another one to replace it")
        else:
            self._say_key("No key is stored yet." if provider["needs_key"] else "Only needed if the service asks for one.")
            self.key.setPlaceholderText("")
        self.forget.setEnabled(typed or found["from"] in ("keyring", "file"))

    def _forget_key(self):
        self.services.typed.pop(self._provider()["id"], None)
        self.background.run("key-delete", lambda _: self._load_provider(), lambda problem: self._say_key(problem.message),
                            provider=self._provider()["id"])

    def _typed_key(self):
        """{} or {"key": one that is not stored}: it goes with a question, and is kept once the service has accepted it."""
        key = "" if self.key_row.isHidden() else self.key.text().strip()
        key = key or self.services.typed.get(self._provider()["id"], "")
        return {"key": key} if key else {}

    def _say(self, text):
        self.test_note.setText(text.strip())

    def _test_connection(self):
        self._say("Asking…")
        self.test.setEnabled(False)
        provider = self._provider()["id"]
        typed = {name.replace("-", "_"): self.fields[name].text() for name in ("base-url", "wire", "auth", "proxy", "ca-bundle")}

        def works(value):
            self.test.setEnabled(True)
            self._say("✓ " + value["message"])
            if tried:
                self.services.typed.pop(provider, None)
                self.key.clear()
                self._look_for_key(provider)

        def fails(problem):
            self.test.setEnabled(True)
            self._say(problem.message + " " + problem.advice)

        tried = self._typed_key()
        self.background.run("test-connection", works, fails, provider=provider, **{name: text for name, text in typed.items() if text}, **tried)

    def _accept(self):
        provider = self._provider()["id"]
        try:
            core.change_settings(provider=provider, base_url_of={provider: self.fields["base-url"].text()},
                                 wire_of={provider: self.fields["wire"].text()}, auth_of={provider: self.fields["auth"].text()},
                                 timeout_seconds=int(self.fields["timeout"].text()), retries=int(self.fields["retries"].text()),
                                 proxy=self.fields["proxy"].text(), ca_bundle=self.fields["ca-bundle"].text())
        except core.InlayError as problem:
            self._say(problem.message + " " + problem.advice)
            return
        self.services.typed.update({provider: key for key in self._typed_key().values()})
        self.services.reload()
        self.accept()

"""What does the docker look like, and what happens when a person uses it?"""

from krita import DockWidget, Krita

from . import core, dialogs, document, service
from .fields import Field, RatioField
from .qt import Qt, QtCore, QtWidgets
from .references_row import ReferencesRow
from .run import References, Run
from .service_panel import ServicePanel
from .target import Unfit
from .widgets import THUMBNAIL, Answers, Message, Prompt, Section

ACTIONS = ("edit-layer", "generate-layer", "generate-image")
TABS = {"edit-layer": "Edit", "generate-layer": "New Layer", "generate-image": "New Image"}
RUN = {"edit-layer": "Edit Layer", "generate-layer": "Generate Layer", "generate-image": "Generate Image"}
HINTS = {"edit-layer": "What should change?", "generate-layer": "What should the new layer show?",
         "generate-image": "What should the picture show?"}
PLACEMENT = ("keep", "align", "alpha", "match-colour", "feather", "context")
ADVANCED = ("system", "safety", "stream")
MOST_RUNS = 6  # whose answers stay in the list: each holds its pictures in memory
LOOK_AT_LAYER_MS = 600

# Krita owns the docker's widget, and nobody its Python half once Krita's main window has been handed the widget (addDockWidget): the next collection
# of garbage would take it away, and leave a docker that does nothing.
_alive = set()


class InlayDocker(DockWidget):
    def __init__(self):
        super().__init__()
        _alive.add(self)
        self.destroyed.connect(lambda _=None, docker=self: _alive.discard(docker))
        self.setWindowTitle("Inlay")
        self.run, self.runs, self.action = None, [], ACTIONS[0]
        self.ready = False
        try:
            self.services = service.Services()
            self.service = ServicePanel(self.services, self)
            self.service.changed.connect(self._service_changed)
            self.service.failed.connect(self._say)
            self._build()
            self._recall()
            self.ready = True
        except core.InlayError as problem:
            # Without its library the docker still says what is wrong.
            words = dialogs.wrapped(f"{problem.message}\n\n{problem.advice}")
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            words.setMargin(8)
            self.setWidget(words)

    def canvasChanged(self, canvas):
        if self.ready:
            self._show_target()

    # ---- building ---------------------------------------------------------------------------------------------------------------------

    def _build(self):
        table = {}
        for action in ACTIONS:
            for parameter in core.parameters(action):
                table[parameter["name"]] = parameter
        self.applies = {action: {parameter["name"] for parameter in core.parameters(action)} for action in ACTIONS}
        self.fields = {name: Field(table[name]) for name in ("size", "count", *PLACEMENT, *ADVANCED)}
        self.fields["aspect"] = RatioField(table["aspect"])

        inside = QtWidgets.QWidget()
        rows = QtWidgets.QVBoxLayout(inside)
        rows.setContentsMargins(6, 6, 6, 6)
        rows.setSpacing(6)
        rows.addLayout(self._tabs())
        self.target = QtWidgets.QLabel()
        self.target.setObjectName("inlay_target")
        self.target.setSizePolicy(QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Preferred)
        rows.addWidget(self.target)
        self.prompt = Prompt()
        self.prompt.submitted.connect(self.start)
        rows.addWidget(self.prompt)
        rows.addLayout(self._run_row())
        self.bar = QtWidgets.QProgressBar()
        self.bar.setObjectName("inlay_progress")
        self.bar.setRange(0, 100)
        self.bar.hide()
        rows.addWidget(self.bar)
        self.message = Message()
        rows.addWidget(self.message)
        self.answers = Answers()
        self.answers.itemDoubleClicked.connect(self._insert_item)
        self.answers.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.answers.customContextMenuRequested.connect(self._answers_menu)
        self.answers.hide()
        rows.addWidget(self.answers)
        self.inputs = QtWidgets.QWidget()
        inputs = QtWidgets.QVBoxLayout(self.inputs)
        inputs.setContentsMargins(0, 0, 0, 0)
        inputs.addLayout(self._choices(table))
        self.placement = Section("Placement of the answer", self._form(PLACEMENT))
        self.advanced = Section("More for the model", self._form(ADVANCED))
        inputs.addWidget(self.placement)
        inputs.addWidget(self.advanced)
        rows.addWidget(self.inputs)
        rows.addStretch(1)

        scroll = QtWidgets.QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.setMinimumWidth(230)
        self.setWidget(scroll)
        self.looking = QtCore.QTimer(self)
        self.looking.timeout.connect(self._show_target)
        self.looking.start(LOOK_AT_LAYER_MS)

    def _tabs(self):
        line = QtWidgets.QHBoxLayout()
        line.setSpacing(0)
        self.tabs = QtWidgets.QButtonGroup(self)
        for number, action in enumerate(ACTIONS):
            button = QtWidgets.QToolButton()
            button.setText(TABS[action])
            button.setObjectName("inlay_tab_" + action)
            button.setCheckable(True)
            button.setSizePolicy(QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Fixed)
            self.tabs.addButton(button, number)
            line.addWidget(button)
        self.tabs.button(0).setChecked(True)
        self.tabs.buttonClicked.connect(lambda _: self.choose_action(ACTIONS[self.tabs.checkedId()]))
        return line

    def _run_row(self):
        line = QtWidgets.QHBoxLayout()
        self.price = QtWidgets.QLabel()
        self.price.setObjectName("inlay_price")
        self.price.setWordWrap(True)
        self.price.setEnabled(False)
        line.addWidget(self.price, 1)
        self.cancel_button = QtWidgets.QPushButton("Cancel")
        self.cancel_button.setObjectName("inlay_cancel")
        self.cancel_button.clicked.connect(lambda _=False: self.cancel())
        self.cancel_button.hide()
        self.run_button = QtWidgets.QPushButton()
        self.run_button.setObjectName("inlay_run")
        self.run_button.setToolTip("Ctrl+Enter")
        self.run_button.clicked.connect(lambda _=False: self.start())
        bold = self.run_button.font()
        bold.setBold(True)
        self.run_button.setFont(bold)
        line.addWidget(self.cancel_button)
        line.addWidget(self.run_button)
        return line

    def _choices(self, table):
        form = QtWidgets.QFormLayout()
        form.setFieldGrowthPolicy(QtWidgets.QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
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
        self.fields["size"].widget.currentIndexChanged.connect(lambda _: self._show_price())
        self.fields["count"].widget.valueChanged.connect(lambda _: self._show_price())
        return form

    def _form(self, names):
        content = QtWidgets.QWidget()
        form = QtWidgets.QFormLayout(content)
        form.setFieldGrowthPolicy(QtWidgets.QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setContentsMargins(12, 0, 0, 0)
        for name in names:
            label = self.fields[name].label()
            form.addRow(label or "", self.fields[name].widget)
        return content

    # ---- what is shown ----------------------------------------------------------------------------------------------------------------

    def choose_action(self, action):
        self._remember()
        self.action = action
        self.tabs.button(ACTIONS.index(action)).setChecked(True)
        self._show_action()

    def _show_action(self):
        self.run_button.setText(RUN[self.action])
        self.prompt.setPlaceholderText(HINTS[self.action])
        self.placement.setVisible(self.action == "edit-layer")
        shape = self.action == "generate-image"  # elsewhere the layer or the selection gives it
        self.aspect_label.setVisible(shape)
        self.fields["aspect"].widget.setVisible(shape)
        self._show_target()
        self._show_price()

    def _show_target(self):
        if not self.isVisible():
            return
        words = "The picture opens as a new image."
        if self.action != "generate-image":
            current, node = document.active()
            if current is None:
                words = "There is no open image."
            elif self.action == "edit-layer":
                words = f"Changes “{node.name()}”" if node else "No layer is selected."
            else:
                words = f"A new layer above “{node.name()}”" if node else "A new layer on top"
            if current is not None and current.selection() is not None:
                words += ", within the selection"
        self.target.setText(words)
        self.target.setToolTip(words)

    def _show_model(self):
        """What the chosen model offers."""
        model = self.services.model()
        labels = {choice["value"]: choice["label"] for choice in self.fields["size"].parameter["choices"]}
        sizes = [size for size in model["sizes"] if size in labels]
        self.fields["size"].offer([("", labels[""])] + [(size, labels[size]) for size in sizes if len(sizes) > 1])
        self.fields["aspect"].offer([("", "Automatic")] + [(aspect, aspect) for aspect in model["aspects"]])
        self._show_price()

    def _show_price(self):
        asked = {"model": self.services.model_id(), "size": self.fields["size"].text(), "count": int(self.fields["count"].text())}
        try:
            words = core.price(self.action, asked)["sentence"]
        except core.InlayError:  # no model is chosen yet: the run says so
            words = ""
        self.price.setText(words)

    def _service_changed(self, another):
        if another and self.run is None:
            self.message.hide()  # what was wrong with the other service
        self._show_model()

    def _say(self, problem):
        self.message.show_words(problem.message, problem.advice, warning=problem.code != "cancelled")

    def show_settings(self):
        self.service.show_settings()

    # ---- last values ------------------------------------------------------------------------------------------------------------------

    def _recall(self):
        kept = self.services.settings["last_values"]
        for name, field in self.fields.items():
            for action in ACTIONS:
                if f"{action}.{name}" in kept:
                    field.set_text(kept[f"{action}.{name}"])
                    break
        self.prompt.setPlainText(kept.get(f"{self.action}.prompt", ""))
        self.service.show_services()
        self._show_action()

    def _remember(self):
        values = {f"{self.action}.{name}": field.text() for name, field in self.fields.items() if name in self.applies[self.action]}
        values[f"{self.action}.prompt"] = self.prompt.toPlainText()
        try:
            core.change_settings(last_values=values)
        except core.InlayError as problem:
            self._say(problem)

    # ---- running ----------------------------------------------------------------------------------------------------------------------

    def ask(self, action):
        """What the menu does: the docker comes up with the keyboard in the prompt."""
        self.show()
        self.raise_()
        if not self.ready:
            return
        if not self.run:
            self.choose_action(action)
        self.prompt.setFocus()
        self.prompt.selectAll()

    def options(self):
        values = {name: field.text() for name, field in self.fields.items() if name in self.applies[self.action]}
        if self.action != "generate-image":
            values["aspect"] = ""
        values["prompt"] = self.prompt.toPlainText()
        return values

    def start(self):
        if self.run is not None or not self.ready:
            return
        self.service.choose_model()
        self._remember()
        self.message.hide()
        references = References()
        try:
            if not self.prompt.toPlainText().strip():
                raise core.InlayError("There is no prompt.", "Write what should change, or what the new picture should show.", "usage")
            options = self.options()
            options["reference"] = self.references.files(references)
            run = Run(self.action, options, references, self)
        except core.InlayError as problem:
            references.forget()
            self._say(problem)
            self.prompt.setFocus()
            return
        run.progressed.connect(self._show_progress)
        run.ended.connect(self._ended)
        self._set_running(run)

    def cancel(self):
        if self.run is not None:
            self.run.cancel()

    def _set_running(self, run):
        self.run = run
        running = run is not None
        self.inputs.setEnabled(not running)
        self.prompt.setReadOnly(running)
        for button in self.tabs.buttons():
            button.setEnabled(not running)
        self.run_button.setVisible(not running)
        self.cancel_button.setVisible(running)
        self.bar.setVisible(running)
        if running:
            self._show_progress("Preparing", -1)

    def _show_progress(self, text, fraction):
        """An unknown fraction leaves the bar empty and its words say what is going on: a bar that moves by itself would cost a tenth of Krita's time
        and hide the words."""
        value = max(0, round(fraction * 100))
        shown = self.bar.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.bar.width() - 12)
        if (shown, value) != (self.bar.format(), self.bar.value()):
            self.bar.setFormat(shown)
            self.bar.setToolTip(text if shown != text else "")
            self.bar.setValue(value)

    def _ended(self):
        run = self.run
        self._set_running(None)
        self._show_price()
        if run.result is not None and run not in self.runs:
            self.runs.insert(0, run)
        for old in self.runs[MOST_RUNS:]:
            old.free()
        del self.runs[MOST_RUNS:]
        if run.error is not None:
            self._show_error(run)
        elif run.almost_nothing:
            self._show_almost_nothing(run)
        else:
            self._show_success(run)
        if run.result is None:
            run.free()
        self._show_answers()
        if run.error is not None and run.error.code == "model_unavailable":
            self.service.look_at_models_again()
        else:
            self.prompt.setFocus()

    def _show_error(self, run):
        problem, buttons = run.error, ()
        if problem.code == "cancelled":
            self.message.show_words("Cancelled.", "Nothing was inserted.")
            return
        if run.edits:
            buttons = (("inlay_open_as_new_image", "Open as New Image", lambda: self._insert(run, run.wanted, True)),)
        if isinstance(problem, Unfit):
            buttons = (("inlay_insert_anyway", "Insert Anyway", lambda: self._insert(run, run.wanted, anyway=True)), *buttons)
        self.message.show_words(problem.message, problem.advice, True, buttons)

    def _show_almost_nothing(self, run):
        self.message.show_words(
            "The model changed almost nothing.",
            "Nothing was inserted. Say more clearly what should change, or insert the answer as it is.", False,
            (("inlay_insert_anyway", "Insert Anyway", lambda: self._again(run)),))

    def _show_success(self, run):
        notes = list(dict.fromkeys([*run.result["notes"], *run.notes]))
        waiting = len(run.edits) - len(run.inserted)
        if waiting:
            notes.append(f"{waiting} more below: a double click inserts one.")
        if notes:
            self.message.show_words("Done.", " ".join(notes))
        view = Krita.instance().activeWindow().activeView() if Krita.instance().activeWindow() else None
        if view is not None:
            view.showFloatingMessage("Inlay: done", Krita.instance().icon("dialog-ok"), 1500, 1)

    def _again(self, run):
        self.message.hide()
        self._set_running(run)
        run.insert_anyway()

    def _insert(self, run, index, as_new_image=False, anyway=False):
        if self.run is not None:
            return
        self.message.hide()
        self._set_running(run)
        run.insert(index, as_new_image, anyway)

    # ---- answers ----------------------------------------------------------------------------------------------------------------------

    def _show_answers(self):
        self.answers.clear()
        for run in self.runs:
            for index in range(len(run.edits)):
                thumbnail = run.job.thumbnail(index, THUMBNAIL)
                if thumbnail is not None:
                    self.answers.add(self.answers.count(), thumbnail, run.options["prompt"], (run, index), index in run.inserted)
        self.answers.fit()
        self.answers.setVisible(self.answers.count() > 0)

    def _insert_item(self, item, as_new_image=False):
        run, index = item.data(Qt.ItemDataRole.UserRole)
        self._insert(run, index, as_new_image)

    def _answers_menu(self, place):
        item = self.answers.itemAt(place)
        if item is None or self.run is not None:
            return
        menu = QtWidgets.QMenu(self)
        menu.addAction("Insert").triggered.connect(lambda _=False: self._insert_item(item))
        menu.addAction("Open as New Image").triggered.connect(lambda _=False: self._insert_item(item, True))
        menu.popup(self.answers.viewport().mapToGlobal(place))

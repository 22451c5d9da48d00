"""What does the docker look like, and what happens when a person uses it?"""

from krita import DockWidget, Krita

from . import core, dialogs, document, service
from .answers import Answers
from .inputs import Inputs
from .outcome import INSERT_ANYWAY, NEW_IMAGE, PLACE, PLACE_ANYWAY, outcome
from .qt import Qt, QtCore, QtWidgets
from .run import References, Run
from .service_panel import ServicePanel
from .widgets import Message, Prompt, Tabs

ACTIONS = ("edit-layer", "generate-layer", "generate-image")
TABS = {"edit-layer": "Edit", "generate-layer": "New Layer", "generate-image": "New Image"}
RUN = {"edit-layer": "Edit Layer", "generate-layer": "Generate Layer", "generate-image": "Generate Image"}
HINTS = {"edit-layer": "What should change?", "generate-layer": "What should the new layer show?",
         "generate-image": "What should the picture show?"}
MOST_RUNS = 6  # whose answers stay in the list: each holds its pictures in memory
LOOK_AT_LAYER_MS = 600

# Krita owns the docker's widget, and nobody its Python half once Krita's main window has been handed the widget (addDockWidget): the next collection
# of garbage would take it away, and leave a docker that does nothing.
_alive = set()


class InlayDocker(DockWidget):
    def __init__(self):
        super().__init__()
        _alive.add(self)
        self.destroyed.connect(lambda _=None, docker=self: docker.let_go())
        self.setWindowTitle("Inlay")
        self.run, self.runs, self.action = None, [], ACTIONS[0]
        self.unfinished = None  # a run that was cancelled when some of its answers had arrived
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

    def let_go(self):
        """Krita has taken the widget away, with the window that it belonged to: nobody is left who could see what becomes of its runs."""
        _alive.discard(self)
        if self.ready:
            for run in {self.run, self.unfinished, *self.runs} - {None}:
                run.free()
            self.service.background.stop()

    def canvasChanged(self, canvas):
        if Krita.instance().documents():
            Krita.instance().writeSetting("inlay", "shown", "yes")
        if self.ready:
            self._show_target()

    # ---- building ---------------------------------------------------------------------------------------------------------------------

    def _build(self):
        self.inputs = Inputs(self.service, ACTIONS)
        self.inputs.priced.connect(self._show_price)
        self.fields, self.references = self.inputs.fields, self.inputs.references
        inside = QtWidgets.QWidget()
        rows = QtWidgets.QVBoxLayout(inside)
        rows.setContentsMargins(6, 6, 6, 6)
        rows.setSpacing(6)
        self.tabs = Tabs(TABS, "inlay_tab_")
        self.tabs.chosen.connect(self.choose_action)
        rows.addWidget(self.tabs)
        self.target = QtWidgets.QLabel()
        self.target.setObjectName("inlay_target")
        self.target.setSizePolicy(QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Preferred)
        rows.addWidget(self.target)
        self.forewarning = dialogs.wrapped()
        self.forewarning.setObjectName("inlay_forewarning")
        self.forewarning.hide()
        rows.addWidget(self.forewarning)
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
        self.answers.chosen.connect(self._insert)
        rows.addWidget(self.answers)
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

    # ---- what is shown ----------------------------------------------------------------------------------------------------------------

    def choose_action(self, action):
        self._remember()
        self.action = action
        self.tabs.choose(action)
        self._show_action()

    def _show_action(self):
        self.run_button.setText(RUN[self.action])
        self.prompt.setPlaceholderText(HINTS[self.action])
        self.inputs.show_action(self.action)
        self._show_target()
        self._show_price()

    def _show_target(self):
        if not self.isVisible():
            return
        words = document.described(self.action)
        self.target.setText(words)
        self.target.setToolTip(words)
        self.forewarning.setText(document.forewarning(self.action))
        self.forewarning.setVisible(bool(self.forewarning.text()))

    def _show_price(self):
        self.price.setText(self.inputs.price(self.action))

    def _service_changed(self, another):
        if another and self.run is None:
            self.message.hide()  # what was wrong with the other service
        self.inputs.show_model()

    def _say(self, problem):
        self.message.show_words(problem.message, problem.advice, warning=problem.code != "cancelled")

    def show_settings(self):
        self.service.show_settings()

    # ---- last values ------------------------------------------------------------------------------------------------------------------

    def _recall(self):
        kept = self.services.settings["last_values"]
        self.inputs.recall(kept)
        self.prompt.setPlainText(kept.get(f"{self.action}.prompt", ""))
        self.service.show_services()
        self._show_action()

    def _remember(self):
        values = {f"{self.action}.{name}": text for name, text in self.inputs.values(self.action).items()}
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
            options = dict(self.inputs.options(self.action), prompt=self.prompt.toPlainText(), reference=self.references.files(references))
            run = Run(self.action, options, references, self.services.keeping_typed_key())
        except core.InlayError as problem:
            references.forget()
            self._say(problem)
            self.prompt.setFocus()
            return
        self._forget_unfinished()
        run.progressed.connect(self._show_progress)
        run.arriving.connect(self._show_answers)
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
        self.tabs.setEnabled(not running)
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
        if run.result is None:
            self._forget_unfinished()
            if run.arrived:
                self.unfinished = run
            else:
                run.free()
        self._tell(run)
        self._show_answers()
        if run.error is not None and run.error.code == "model_unavailable":
            self.service.look_at_models_again()
        else:
            self.prompt.setFocus()

    def _forget_unfinished(self):
        """What had arrived of it stays in the journal."""
        if self.unfinished is not None:
            self.unfinished.free()
        self.unfinished = None

    def _tell(self, run):
        does = {INSERT_ANYWAY: lambda: self._insert(run, run.wanted, anyway=True), NEW_IMAGE: lambda: self._insert(run, run.wanted, True),
                PLACE_ANYWAY: lambda: self._again(run, keep="off"), PLACE: lambda: self._again(run)}
        told = outcome(run)
        if told is not None:
            self.message.show_words(told.sentence, told.advice, told.warning, [(name, label, does[what]) for name, label, what in told.offers])
        window = Krita.instance().activeWindow()
        if run.error is None and run.inserted and window is not None and window.activeView() is not None:
            window.activeView().showFloatingMessage("Inlay: done", Krita.instance().icon("dialog-ok"), 1500, 1)

    def _again(self, run, **options):
        if self.run is not None:
            return
        self.message.hide()
        if self.unfinished is run:
            self.unfinished = None
        self._set_running(run)
        run.place_again(options)

    def _insert(self, run, index, as_new_image=False, anyway=False):
        if self.run is not None:
            return
        self.message.hide()
        self._set_running(run)
        run.insert(index, as_new_image, anyway)

    def _show_answers(self):
        self.answers.show_runs(self.runs, self.run)

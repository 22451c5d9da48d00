"""What happens when a person uses the docker? What it looks like is said in layout.py."""

from krita import DockWidget, Krita

from . import core, document
from .connection import Connection
from .layout import Layout
from .qt import Qt, QtCore
from .run import References, Run
from .widgets import wrapped
from .written import ACTIONS, Written

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
        self.run, self.runs = None, []
        self.asking = False  # a service what it serves, before a run
        self.opened_for = set()  # providers for which the connection's section came up by itself
        self.unfinished = None  # a run that was cancelled when some of its answers had arrived
        self.ready = False
        try:
            self._begin()
            self.ready = True
        except core.InlayError as problem:
            # Without its library the docker still says what is wrong.
            words = wrapped(f"{problem.message}\n\n{problem.advice}")
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            words.setMargin(8)
            self.setWidget(words)

    def _begin(self):
        self.written, self.connection, self.context = Written(), Connection(), {}
        forms = []
        for action in ACTIONS:
            self.written.action = action
            forms.append(core.form(action, self.written.options(), {}))
        self.written.action = ACTIONS[0]
        self.parts = Layout(forms)
        for name in ("target", "forewarning", "prompt", "price", "cancel_button", "run_button", "bar", "message", "answers", "inputs", "mode", "service_note"):
            setattr(self, name, getattr(self.parts, name))
        self.fields, self.references = self.inputs.fields, self.inputs.references
        self.setWidget(self.parts.page)
        self.prompt.setPlainText(self.written.last_prompt)
        self.prompt.submitted.connect(self.start)
        self.prompt.textChanged.connect(lambda: self.message.mended("prompt"))
        self.run_button.clicked.connect(lambda _=False: self.start())
        self.cancel_button.clicked.connect(lambda _=False: self.cancel())
        self.parts.page.escaped.connect(self.cancel)
        self.mode.currentIndexChanged.connect(lambda row: self.choose_action(ACTIONS[row]))
        self.answers.chosen.connect(self._choose_answer)
        self.inputs.written.connect(self._write)
        self.inputs.settled.connect(self._settle)
        self.inputs.key.written.connect(self._write_key)
        self.inputs.key.forgotten.connect(lambda: self.connection.forget_key(self.written.provider))
        self.inputs.test.pressed.connect(self.test_connection)
        self.connection.changed.connect(self._know_more)
        self.show_form()
        self.looking = QtCore.QTimer(self)
        self.looking.timeout.connect(self._look)
        self.looking.start(LOOK_AT_LAYER_MS)

    def let_go(self):
        """Krita has taken the widget away, with the window that it belonged to: nobody is left who could see what becomes of its runs."""
        _alive.discard(self)
        if self.ready:
            for run in {self.run, self.unfinished, *self.runs} - {None}:
                run.free()
            self.connection.background.stop()

    def canvasChanged(self, canvas):
        if Krita.instance().documents():
            Krita.instance().writeSetting("inlay", "shown", "yes")
        if self.ready:
            self._look()

    @property
    def action(self):
        return self.written.action

    # ---- what is shown ----------------------------------------------------------------------------------------------------------------

    def show_form(self):
        """Asked again whenever something was chosen, or is known."""
        provider = self.written.provider
        self.written.prompt, self.written.references = self.prompt.toPlainText(), self.references.paths
        context = {**self.context, **self.connection.context(provider),
                   "reference_layers": len(self.references.entries) - len(self.references.paths)}
        try:
            self.form = core.form(self.action, self.written.options(), context)
        except core.InlayError as problem:  # an address that is none: what is shown stays
            self._say(problem)
            return
        self.parts.show_form(self.form, self.connection.typed.get(provider, ""))
        self._open_what_is_needed(provider)

    def _open_what_is_needed(self, provider):
        """Once for each: what is missing before the first run with it."""
        service = next(section for section in self.form["sections"] if section["name"] == "service")
        needs_address = any(field["name"] == "base-url" for field in service["fields"])
        if provider not in self.opened_for and self.form["key"] is not None and (self.form["key"]["missing"] or needs_address):
            self.opened_for.add(provider)
            self.inputs.sections["connection"].open()

    def choose_action(self, action):
        self.written.action = action
        self.mode.setCurrentIndex(ACTIONS.index(action))
        self.show_form()

    def _look(self):
        """Krita does not tell which layer is chosen, nor what is selected."""
        if any([run.look() for run in self.runs]) and self.run is None:
            self._show_answers()
        if not self.isVisible():
            return
        context = document.context()
        if context != self.context:
            self.context = context
            self.message.image_changed()
            self.show_form()
        if context.get("image_is_open", True):
            self._ask_service()

    def _ask_service(self):
        """When somebody may be about to use it."""
        if self.form["key"] is not None:
            self.connection.look_for_key(self.written.provider)
            self.connection.ask_for_models(self.written.provider)

    def _know_more(self, provider):
        if provider == self.written.provider:
            self.show_form()

    def _say(self, problem):
        self._tell(core.message(self.action, **problem.outcome))

    # ---- what is written --------------------------------------------------------------------------------------------------------------

    def _write(self, name):
        self.message.mended(name, name in self.written.service)
        self.written.write(name, self.fields[name].text())

    def _write_key(self, text):
        self.message.mended("api-key", True)
        self.connection.type_key(self.written.provider, text)

    def _settle(self, name):
        if name == "provider":
            self._choose_provider()
            return
        if name == "model":
            self._keep(model_of={self.written.provider: self.fields["model"].text()})
        self.show_form()

    def _keep(self, **settings):
        try:
            core.change_settings(**settings)
        except core.InlayError as problem:
            self._say(problem)

    def _choose_provider(self):
        provider = self.fields["provider"].text()
        self.written.choose_provider(provider)
        self._keep(provider=provider)
        if self.run is None:
            self.message.hide()  # what was wrong with the other service
        self.inputs.test.say("")
        self.show_form()
        self._ask_service()

    def test_connection(self, then=None):
        """`then`: what is done once it is known what the service serves."""
        provider = self.written.provider
        self.asking = then is not None
        self.inputs.test.set_running(True)

        def over(text):
            self.asking = False
            self.inputs.test.set_running(False)
            if provider == self.written.provider:
                self.inputs.test.say(text)

        def works(sentence):
            over("✓ " + sentence)
            if provider != self.written.provider:
                return
            self.show_form()
            if then is not None:
                then()

        def fails(problem):
            over(" ".join((problem.message, problem.advice)) if then is None else "")
            if then is not None:
                self._say(problem)

        self.connection.test(provider, self.inputs.values(), works, fails)

    def show_settings(self):
        """What the menu does: how the service is reached, with the keyboard where it is chosen."""
        self._come_up()
        if self.ready:
            self.inputs.sections["connection"].open()
            self.fields["provider"].widget.setFocus()

    # ---- running ----------------------------------------------------------------------------------------------------------------------

    def _come_up(self):
        self.show()
        self.raise_()

    def ask(self, action):
        """What the menu does: the docker comes up with the keyboard in the prompt."""
        self._come_up()
        if not self.ready:
            return
        if not self.run:
            self.choose_action(action)
        self._look()
        self.prompt.setFocus()
        self.prompt.selectAll()

    def start(self):
        if self.run is not None or not self.ready or self.asking:
            return
        self.message.hide()
        if self.prompt.toPlainText().strip() and self.fields["base-url"].text() and not self.fields["model"].text():
            self.test_connection(then=self._start)  # an address alone is enough: the service says what it serves
        else:
            self._start()

    def _start(self):
        self.written.prompt = self.prompt.toPlainText()
        provider, references = self.written.provider, References()
        try:
            options = core.remember(self.action, dict(self.written.options(), reference=[]))
            options.update(self.connection.typed_key(provider, "typed_key"), reference=self.references.files(references))
            run = Run(self.action, options, references)
        except core.InlayError as problem:
            references.forget()
            self._say(problem)
            if not self.written.prompt.strip():
                self.message.concerns = "prompt"
            self.prompt.setFocus()
            return
        self._forget_unfinished()
        run.progressed.connect(self.parts.show_progress)
        run.arriving.connect(self._show_answers)
        run.key_stored.connect(lambda: self.connection.key_was_stored(provider))
        run.ended.connect(self._ended)
        self._set_running(run)

    def cancel(self):
        if self.run is not None:
            self.run.cancel()

    def _set_running(self, run):
        self.run = run
        self.parts.set_running(run is not None)
        if run is not None:
            self.parts.show_progress("Preparing", -1)

    def _ended(self):
        run = self.run
        self._set_running(None)
        self.show_form()
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
        said = core.message("generate-image" if run.as_new_image else run.action, **run.outcome())
        if said["can_be_passed_over"]:
            self._float(said["sentence"])
        else:
            self._tell(said, run)
        self._show_answers()
        if said["field"] in self.fields:
            self.fields[said["field"]].widget.setFocus()
        else:
            self.prompt.setFocus()

    def _forget_unfinished(self):
        """What had arrived of it stays in the journal."""
        if self.unfinished is not None:
            self.unfinished.free()
        self.unfinished = None

    def _tell(self, said, run=None):
        does = {"insert-anyway": lambda: self._again(run, keep="off") if run.almost_nothing else self._insert(run, run.wanted, anyway=True),
                "insert-arrived": lambda: self._again(run), "open-as-new-image": lambda: self._insert(run, run.wanted, True)}
        buttons = [("inlay_" + button["offer"].replace("-", "_"), button["label"], does[button["offer"]]) for button in said["buttons"]]
        self.message.tell(said, buttons)

    @staticmethod
    def _float(sentence):
        window = Krita.instance().activeWindow()
        if window is not None and window.activeView() is not None:
            window.activeView().showFloatingMessage(sentence, Krita.instance().icon("dialog-ok"), 1500, 1)

    def _again(self, run, **options):
        if self.run is not None:
            return
        self.message.hide()
        if self.unfinished is run:
            self.unfinished = None
        self._set_running(run)
        run.place_again(options)

    def _choose_answer(self, run, index, as_new_image):
        """One that is in the image is shown, and the others of its run are hidden."""
        node = run.inserted[index].node() if index in run.inserted and not as_new_image else None
        if node is None:
            self._insert(run, index, as_new_image)
            return
        document = run.inserted[index].document
        for other in run.inserted.values():
            layer = other.node() if other.document == document else None
            if layer is not None and layer.parentNode() == node.parentNode():
                layer.setVisible(other is run.inserted[index])
        document.setActiveNode(node)
        document.refreshProjection()

    def _insert(self, run, index, as_new_image=False, anyway=False):
        if self.run is not None:
            return
        self.message.hide()
        self._set_running(run)
        run.insert(index, as_new_image, anyway)

    def _show_answers(self):
        self.answers.show_runs(self.runs, self.run)

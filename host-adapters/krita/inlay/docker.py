"""What happens when a person uses the docker? What it looks like is said in layout.py."""

from krita import DockWidget, Krita

from . import core, document
from .connection import Connection
from .layout import Layout
from .qt import Qt, QtCore
from .runs import Runs
from .widgets import wrapped
from .written import ACTIONS, Written

LOOK_AT_LAYER_MS = 600

# Krita owns the docker's widget, and nobody its Python half once Krita's main window has been handed the widget (addDockWidget): the next collection
# of garbage would take it away, and leave a docker that does nothing.
_alive = set()


class InlayDocker(DockWidget, Runs):
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
        for name in ("edit_undo", "edit_redo"):
            action = Krita.instance().action(name)
            if action is not None:
                action.triggered.connect(self._look_soon)

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

    def _look_soon(self):
        """After an undo, so that what is saved at once does not tell of what is gone."""
        QtCore.QTimer.singleShot(0, self._look_at_answers)

    def _look_at_answers(self):
        if any([run.look() for run in self.runs]) and self.run is None:
            self._show_answers()

    def _look(self):
        """Krita does not tell which layer is chosen, nor what is selected."""
        self._look_at_answers()
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

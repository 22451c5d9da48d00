"""What happens in the docker from the button to the message: runs, one at a time, and their answers? The other half of docker.py."""

from krita import Krita

from . import core
from .run import References, Run

MOST_RUNS = 6  # whose answers stay in the list: each holds its pictures in memory


class Runs:
    """`run`: the one that goes on; `runs`: those that have answers, the newest first; `unfinished`: one that was cancelled when some of its answers had
    arrived."""

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

"""How does one run go, from the button to the layer? Everything that takes time is done piece by piece from Krita's event loop, or by the library's
threads, so that the window stays alive."""

import shutil
import tempfile

from . import core
from .document import Capturing
from .inserting import Inserting
from .qt import QtCore
from .turns import Turns, aside, busy_cursor

CAPTURING, WORKING, INSERTING, ENDED = range(4)
LOOK_EVERY_MS = 50
NEXT_PIECE_MS = 5

_runs = []


class References:
    """Pictures that the model should also look at: files, and layers, which are written to files that go with the run."""

    def __init__(self):
        self.folder = None

    def file_for(self, image):
        if self.folder is None:
            self.folder = tempfile.mkdtemp(prefix="inlay-")  # readable by its owner alone
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".png", delete=False) as file:
            name = file.name
        if not image.save(name, "PNG"):
            raise core.InlayError("The reference layer could not be written to a temporary file.", "Look whether the disk is full.")
        return name

    def forget(self):
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None


class Run(QtCore.QObject):
    """Signals: progressed(text, fraction; negative: not known), ended(). After the end: `error`, or `result` and what was `inserted`.

    Nobody's child: Krita takes a docker and all its children away before it says that it closes, and the job has to be joined then. Lives until free().
    """

    progressed = QtCore.pyqtSignal(str, float)
    arriving = QtCore.pyqtSignal()  # `ready` or `preview` is another one
    key_stored = QtCore.pyqtSignal()  # the one that was typed
    ended = QtCore.pyqtSignal()

    def __init__(self, action, options, references=None):
        super().__init__()
        self.action, self.options, self.references = action, options, references or References()
        self.job = self.paid = self.result = self.error = self.inserting = None
        self.inserted, self.past, self.notes = {}, [], []  # inserted: index of an answer -> Inserted
        self.just_inserted = 0
        self.thumbnails = {}
        self.asked = self.arrived = self.ready = self.preview = 0  # as in the library's status
        self.wanted, self.as_new_image = None, False  # which of the answers are, or were to be, inserted (None: all), and where
        self.has_stored_key = False
        with busy_cursor():
            capturing = Capturing(action, options)  # raises InlayError
        self.target, self.starting = capturing.target, Turns(self._start(capturing))
        self.state = CAPTURING
        self.timer = QtCore.QTimer(self)
        self.timer.timeout.connect(self._look)
        self.timer.start(NEXT_PIECE_MS)
        _runs.append(self)

    @property
    def running(self):
        return self.state != ENDED

    @property
    def edits(self):
        return self.result["edits"] if self.result else []

    @property
    def almost_nothing(self):
        return self.result is not None and not self.result["edits"]

    def outcome(self):
        """As the library wants to know it."""
        error = self.error.outcome if self.error else {}
        inserted = 0 if self.error else self.just_inserted
        return {"asked": self.asked, "arrived": self.arrived, "ready": inserted or len(self.edits), "inserted": inserted,
                "notes": [*self.result["notes"], *self.notes] if self.result else [], "answers_are_listed": bool(self.edits),
                "may_insert_anyway": error.get("target_change") == "layer-unlike", **error}

    def cancel(self):
        if self.state == CAPTURING:
            self._end(core.InlayError("Cancelled.", "", "cancelled"))
        elif self.state == WORKING:
            self.job.cancel()
            self._look()
        elif self.state == INSERTING and not self.inserting.inserted:
            self._end(core.InlayError("Cancelled.", "", "cancelled"))

    def insert(self, index=None, as_new_image=False, anyway=False):
        """Brings one of the answers into the document, or into a new one; None: all of them. `anyway`: above a layer that they were not made from."""
        if self.running:
            return
        self.error, self.wanted, self.as_new_image = None, index, as_new_image
        try:
            self._begin_inserting(anyway)
        except core.InlayError as problem:
            self._end(problem)

    def _begin_inserting(self, anyway=False):
        indices = list(range(len(self.edits))) if self.wanted is None else [self.wanted]
        others = [self.inserted[index] for index in sorted(self.inserted)]
        self.inserting = Inserting(self.target, self.job, self.result, indices, self.as_new_image, anyway, others)
        self.state = INSERTING
        self.timer.start(NEXT_PIECE_MS)

    def look(self):
        """Whether one of the layers has gone since, or is back."""
        return any([inserted.look() for inserted in self.inserted.values()])

    def thumbnail(self, index, side):
        if index not in self.thumbnails:
            self.thumbnails[index] = self.job.thumbnail(index, side)
        return self.thumbnails[index]

    def place_again(self, options):
        """Places what came once more, with other options. No network."""
        if self.running or not (self.almost_nothing or self.arrived):
            return
        self.past.append(self.job)
        self.result = self.error = None
        self.wanted, self.as_new_image, self.just_inserted = None, False, 0
        self.thumbnails.clear()
        self.job = self.job.place_again(options)
        self.state = WORKING
        self.timer.start(LOOK_EVERY_MS)

    def free(self):
        """Cancels and joins: at most half a second."""
        self.timer.stop()
        self.state = ENDED
        self._leave_off()
        for job in [self.job, *self.past]:
            if job is not None:
                job.free()
        self.job, self.past = None, []
        self.references.forget()
        if self in _runs:
            _runs.remove(self)

    def _look(self):
        try:
            if self.state == CAPTURING:
                self._capture()
            elif self.state == WORKING:
                self._work()
            elif self.state == INSERTING:
                self._insert()
        except core.InlayError as problem:
            self._end(problem)

    def _start(self, capturing):
        """Copying a large layer into the job takes a while, too."""
        while not capturing.step():
            yield
        made = []
        try:
            yield from aside(lambda: made.append(core.Job.start(self.action, self.options, capturing.capture)))
        finally:
            if made:
                self.job = self.paid = made[0]

    def _capture(self):
        self.progressed.emit("Reading the layer", -1)
        if not self.starting.step():
            return
        self.state = WORKING
        self.timer.start(LOOK_EVERY_MS)

    def _work(self):
        status = self.job.poll()
        if not status.finished:
            self.progressed.emit(self.job.text, status.fraction)
        self.asked, self.arrived = status.asked, status.arrived
        before, (self.ready, self.preview) = (self.ready, self.preview), (status.ready, status.preview)
        if before != (self.ready, self.preview):
            self.arriving.emit()
        if status.key_stored and not self.has_stored_key:
            self.has_stored_key = True
            self.key_stored.emit()
        if not status.finished:
            return
        self.references.forget()
        self.result = self.job.result()
        if not self.edits:
            self._end()
            return
        self._begin_inserting()

    def _insert(self):
        done = self.inserting.step()
        if self.inserting.waiting:
            self.progressed.emit("Ready; waiting until Krita has finished", -1)
        else:
            self.progressed.emit("Inserting the layer", self.inserting.fraction)
        self.timer.setInterval(LOOK_EVERY_MS if self.inserting.waiting else NEXT_PIECE_MS)
        if not done:
            return
        self.inserted.update(self.inserting.inserted)
        self.just_inserted, self.notes = len(self.inserting.inserted), self.inserting.notes
        self.inserting = None
        # An answer that waits in the list is not let go by the journal: Krita may end before somebody looks at it.
        if len(self.inserted) == len(self.edits):
            self.paid.confirm()
        self._end()

    def _leave_off(self):
        self.starting.end()
        if self.inserting is not None:
            self.inserting.end()
        self.inserting = None

    def _end(self, error=None):
        self.timer.stop()
        self._leave_off()
        self.error, self.state = error, ENDED
        self.ended.emit()


def free_all():
    """Before Krita quits; whose dockers are gone by then."""
    for run in list(_runs):
        run.free()

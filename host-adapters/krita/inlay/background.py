"""How are questions asked that take a while, without Krita waiting for the answer?"""

from . import core
from .qt import QtCore

LOOK_EVERY_MS = 60


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

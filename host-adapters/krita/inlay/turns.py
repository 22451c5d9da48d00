"""How is long work divided over the turns of Krita's event loop, so that its window stays alive?

Work is written as a generator, and each `yield` ends a turn. What needs nothing of Krita is done by a thread of its own meanwhile: ctypes lets Python
go on while the library works.
"""

import contextlib
import threading

from .qt import Qt, QtWidgets


class Turns:
    """Call step() from the event loop until it gives True, or end() to leave off: `finally` in the generator clears away."""

    def __init__(self, steps):
        self._steps = steps

    def step(self):
        if self._steps.gi_running:
            return False  # a call of Krita's that lets its event loop run
        try:
            next(self._steps)
        except StopIteration:
            return True
        return False

    def end(self):
        if not self._steps.gi_running:
            self._steps.close()


def given(value):
    """For what takes no turn at all."""
    return value
    yield


def at_once(steps):
    """What the generator gives, in one turn."""
    while True:
        try:
            next(steps)
        except StopIteration as over:
            return over.value


def aside(work):
    """`value = yield from aside(work)`. Leaving off waits for the thread."""
    outcome = {}

    def run():
        try:
            outcome["value"] = work()
        except BaseException as problem:  # raised where it is waited for
            outcome["problem"] = problem

    thread = threading.Thread(target=run, name="inlay")
    thread.start()
    try:
        while thread.is_alive():
            yield
    finally:
        thread.join()
    if "problem" in outcome:
        raise outcome["problem"]
    return outcome["value"]


@contextlib.contextmanager
def busy_cursor():
    """For the few calls of Krita's that take long and cannot be divided."""
    QtWidgets.QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QtWidgets.QApplication.restoreOverrideCursor()

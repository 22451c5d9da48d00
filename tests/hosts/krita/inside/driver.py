"""How does a scenario run inside Krita? As a generator on Krita's own event loop.

    yield lambda: thing     when thing is true (it fails after LIMIT seconds, which the file may set)
    yield                   in a later turn of the loop

A scenario file's functions are run in order; the name of each is the sentence that it shows. What was seen is written to result.json after each.
At the end Krita quits as a person quits it, with the boxes that a person would see: run.py looks at it from outside.
"""

import importlib.util
import inspect
import json
import os
import sys
import time
import traceback

from krita import Extension, Krita

try:
    from PyQt5 import QtCore, QtWidgets
except ImportError:
    from PyQt6 import QtCore, QtWidgets

FOLDER = os.environ.get("INLAY_TEST", "")
LIMIT = 40.0
LOOK_EVERY_MS = 20


class Driver(Extension):
    def __init__(self, parent):
        super().__init__(parent)
        self.results = {"version": Krita.instance().version(), "cases": [], "facts": {}, "over": False}
        self.waiting_for, self.since, self.stack, self.todo, self.name = None, 0, None, [], ""

    def setup(self):
        self.krita_hook, sys.excepthook = sys.excepthook, self._caught
        self.problem, self.limit = None, LIMIT
        self.timer = QtCore.QTimer()
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._first)
        self.timer.start(50)

    def createActions(self, window):
        pass

    def _caught(self, kind, value, trace):
        """An error in a slot would open a window that nobody closes."""
        self.problem = "".join(traceback.format_exception(kind, value, trace))

    def _first(self):
        window = Krita.instance().activeWindow()
        if window is None or not window.qwindow().isVisible():
            self.timer.start(50)
            return
        room = QtWidgets.QApplication.primaryScreen().size()
        window.qwindow().resize(room.width() - 40, room.height() - 60)
        window.qwindow().move(10, 30)
        try:
            self.todo = list(self._load())
        except Exception:
            self._record("the scenarios can be read", traceback.format_exc())
            self._over()
            return
        self._next()

    def _load(self):
        """The functions of one file, or of several ("start+editing") in one Krita."""
        folder = os.environ["INLAY_TEST_SCENARIOS"]
        sys.path.insert(0, folder)
        for file in os.environ["INLAY_TEST_FILE"].split("+"):
            spec = importlib.util.spec_from_file_location("scenario", os.path.join(folder, file + ".py"))
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            module.FACTS = self.results["facts"]
            self.limit = max(self.limit, getattr(module, "LIMIT", LIMIT))
            functions = [one for name, one in inspect.getmembers(module, inspect.isfunction)
                         if one.__module__ == "scenario" and not name.startswith("_")]
            yield from sorted(functions, key=lambda one: one.__code__.co_firstlineno)

    def _next(self):
        if not self.todo:
            self._over()
            return
        function = self.todo.pop(0)
        self.name, self.began, self.problem = function.__name__.replace("_", " "), time.monotonic(), None
        try:
            self.stack = function()
        except Exception:
            self._record(self.name, traceback.format_exc())
            self._next()
            return
        if not inspect.isgenerator(self.stack):
            self._record(self.name, self.problem)
            self._next()
            return
        self._step()

    def _step(self):
        try:
            if self.problem:
                raise AssertionError("an error in a slot:\n" + self.problem)
            if self.waiting_for is not None:
                if not self.waiting_for():
                    if time.monotonic() - self.since > self.limit:
                        what = inspect.getsource(self.waiting_for).strip()
                        self.waiting_for = None
                        self.stack.throw(AssertionError(f"waited {self.limit:.0f} s in vain: {what}"))
                    self._later(LOOK_EVERY_MS)
                    return
                self.waiting_for = None
            wanted = next(self.stack)
            if wanted is not None and not callable(wanted):
                raise TypeError(f"a scenario waits for a condition, and not for {wanted!r}")
            self.waiting_for, self.since = wanted, time.monotonic()
            self._later(0)
        except StopIteration:
            self._record(self.name, None)
            self._next()
        except Exception:
            self.waiting_for = None
            problem = traceback.format_exc()
            self._photograph("failed-" + self.name.replace(" ", "-"))
            self._record(self.name, problem)
            self._clear_away()
            self._next()

    def _later(self, milliseconds):
        QtCore.QTimer.singleShot(milliseconds, self._step)

    def _photograph(self, name):
        QtWidgets.QApplication.primaryScreen().grabWindow(0).save(os.path.join(FOLDER, name + ".png"))

    @staticmethod
    def _clear_away():
        """Windows and documents that a failed scenario left would spoil the next one."""
        window = QtWidgets.QApplication.activeModalWidget()
        if window is not None:
            window.close()

    def _record(self, name, problem):
        self.results["cases"].append({"name": name, "problem": problem, "seconds": time.monotonic() - getattr(self, "began", time.monotonic())})
        self._write()

    def _write(self):
        path = os.path.join(FOLDER, "result.json")
        with open(path + ".new", "w") as file:
            json.dump(self.results, file)
        os.replace(path + ".new", path)

    def _over(self):
        self.results["over"] = True
        self.results["windows"] = [int(window.qwindow().winId()) for window in Krita.instance().windows()]
        self._write()
        # What goes wrong from here on is Krita's to show.
        sys.excepthook = self.krita_hook
        if self.results["facts"].get("quits by itself"):
            return
        for document in Krita.instance().documents():
            document.setModified(False)  # left by a scenario that failed: Krita would ask
        QtCore.QTimer.singleShot(0, Krita.instance().action("file_quit").trigger)


def start():
    if FOLDER:
        Krita.instance().addExtension(Driver(Krita.instance()))

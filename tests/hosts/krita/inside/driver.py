"""How does a scenario run inside Krita? As a generator on Krita's own event loop.

    yield 300               milliseconds later
    yield lambda: thing     when thing is true (it fails after LIMIT seconds, which the file may set)

A scenario file's functions are run in order; the name of each is the sentence that it shows. What was seen is written to result.json after each.
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
        sys.excepthook = self._caught
        self.problem = None
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
        window.qwindow().resize(1240, 940)
        window.qwindow().move(10, 30)
        try:
            self.todo = list(self._load())
        except Exception:
            self._record("the scenarios can be read", traceback.format_exc())
            self._over()
            return
        self._next()

    def _load(self):
        folder = os.environ["INLAY_TEST_SCENARIOS"]
        sys.path.insert(0, folder)
        path = os.path.join(folder, os.environ["INLAY_TEST_FILE"] + ".py")
        spec = importlib.util.spec_from_file_location("scenario", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.FACTS = self.results["facts"]
        self.limit = getattr(module, "LIMIT", LIMIT)
        functions = [one for name, one in inspect.getmembers(module, inspect.isfunction)
                     if one.__module__ == "scenario" and not name.startswith("_")]
        return sorted(functions, key=lambda one: one.__code__.co_firstlineno)

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
            if callable(wanted):
                self.waiting_for, self.since = wanted, time.monotonic()
                self._later(0)
            else:
                self._later(int(wanted or 0))
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
        self._write()
        if self.results["facts"].get("quits by itself"):
            return
        sys.stdout.flush()
        os._exit(0)


def start():
    if FOLDER:
        Krita.instance().addExtension(Driver(Krita.instance()))

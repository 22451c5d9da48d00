#!/usr/bin/env python3
"""Runs one file of scenarios inside one real GIMP:  run.py --host gimp3.0 ... NAME   (CTest calls it; NAME “seed” makes the profile first).

A scenario is a function whose name is the sentence that it shows. It is given a running GIMP, or with WINDOW = True a GIMP with a screen.
"""

import argparse
import importlib
import inspect
import os
import shutil
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "scenarios"), os.path.join(os.path.dirname(HERE), "support")]
sys.dont_write_bytecode = True

import gimp  # noqa: E402
import leftovers  # noqa: E402
import machine  # noqa: E402
import screen  # noqa: E402


def scenarios_of(module, only):
    found = [function for name, function in inspect.getmembers(module, inspect.isfunction)
             if function.__module__ == module.__name__ and not name.startswith("_")]
    found.sort(key=lambda function: function.__code__.co_firstlineno)
    return [function for function in found if not only or only in function.__name__]


def serves(function, version):
    """A scenario may name the versions that it is for: `function.versions = ("2.10",)`."""
    wanted = getattr(function, "versions", None)
    return wanted is None or any(version.startswith(one) for one in wanted)


class Session:
    """One GIMP for all scenarios of a file, started again when one of them ended it."""

    def __init__(self, setup, scratch, module):
        self.setup, self.scratch, self.module = setup, scratch, module
        self.screen, self.gimp, self.starts = None, None, 0

    def running(self):
        if self.gimp and self.gimp.process.poll() is None:
            return self.gimp
        self.starts += 1
        folder = os.path.join(self.scratch, f"run-{self.starts}")
        if getattr(self.module, "WINDOW", False) and not self.screen:
            self.screen = screen.Screen(os.path.join(self.scratch, "screen"), **getattr(self.module, "SCREEN", {}))
        prepare = getattr(self.module, "_prepare", None)
        settings = prepare(self.setup, folder) if prepare else {}
        self.gimp = self.setup.gimp(folder, screen=self.screen, **settings).__enter__()
        return self.gimp

    def end(self, failed):
        try:
            if self.gimp and self.gimp.process.poll() is None:
                self.gimp.__exit__(AssertionError if failed else None, None, None)
        finally:
            finish = getattr(self.module, "_finish", None)
            if finish:
                finish()
            if self.screen:
                self.screen.close()


def main():
    parser = argparse.ArgumentParser()
    for option in ("--host", "--root", "--plugin", "--inlay", "--build", "--checkout", "--reader", "--only"):
        parser.add_argument(option, default="")
    parser.add_argument("name")
    given = parser.parse_args()
    version = given.host.removeprefix("gimp")
    stops = "INLAY_TEST_STOP" in os.environ  # at the first failure: somebody only wants to know whether there is one
    machine.begin()
    os.makedirs(given.build, exist_ok=True)
    if not os.access(os.path.join(given.plugin, "inlay"), os.X_OK):
        print(f"There is no plug-in at {given.plugin}/inlay: build it first.")
        return 1
    setup = gimp.Setup(version, given.root or None, os.path.abspath(given.checkout), os.path.abspath(given.plugin), given.inlay,
                       os.path.abspath(given.build), os.path.abspath(given.reader))
    if given.name == "seed":
        print(f"GIMP {gimp.make_seed(setup)} knows Inlay; its profile is ready.")
        return 0

    scratch = os.path.join(setup.build, given.name)
    shutil.rmtree(scratch, ignore_errors=True)
    os.makedirs(scratch)
    module = importlib.import_module(given.name)
    session, failures, done = Session(setup, scratch, module), [], 0
    for function in scenarios_of(module, given.only):
        if not serves(function, version):
            continue
        sentence, began = function.__name__.replace("_", " "), time.monotonic()
        try:
            # A scenario that takes the setup starts GIMP in its own way.
            function(setup, os.path.join(scratch, function.__name__)) if len(inspect.signature(function).parameters) == 2 \
                else function(session.running())
            done += 1
            print(f"ok      {sentence} ({time.monotonic() - began:.1f} s)", flush=True)
        except Exception as problem:
            failures.append(sentence)
            print(f"FAILED  {sentence}: {problem}", flush=True)
            if not isinstance(problem, (AssertionError, gimp.GimpError)):
                traceback.print_exc(file=sys.stdout)
            if session.screen:
                session.screen.photograph("failed-" + function.__name__)
            # Windows and servers that are left would spoil what comes next.
            if session.gimp:
                session.gimp.end_everything()
            if stops:
                break
    try:
        session.end(bool(failures))
        after = getattr(module, "_after", None)
        if after and session.gimp:
            after(session.gimp)
    except Exception as problem:
        failures.append("the end")
        print(f"FAILED  at the end: {problem}")
    left = leftovers.end_all(grace=0 if failures else 10)
    crash = leftovers.crash_of(scratch, "/usr/bin/" + gimp.kind_of(version).program, setup.machine.root)
    for what, found in (("was left running", ", ".join(left)), ("crashed", crash)):
        if found:
            failures.append(what)
            print(f"FAILED  something {what}: {found}")
    print(f"GIMP {version}, {given.name}: {done} passed, {len(failures)} failed." + (f" Logs: {scratch}" if failures else ""))
    if not done and not failures:
        print("No scenario ran.")
        return 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

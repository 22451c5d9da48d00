#!/usr/bin/env python3
"""Runs one file of scenarios, or several (start+editing), inside one real Krita:  run.py --host krita5.2 ... NAME   (CTest calls it; NAME “seed” makes
the profile first).

scenarios/NAME.py runs inside Krita (inside/driver.py). A scenarios/NAME.outside.py beside it may change how Krita is started and look at it from
outside: SANDBOX, ENV, PLUGIN, SCREEN, USER (a number, for Krita without root), before(krita), run(krita, screen), which is called once Krita has
been started, and after(krita), once it has ended. How Krita ended is looked at after every file (ending.py).
"""

import argparse
import importlib.util
import json
import os
import shutil
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "scenarios"), os.path.join(os.path.dirname(HERE), "support")]
sys.dont_write_bytecode = True

import ending  # noqa: E402
import krita  # noqa: E402
import leftovers  # noqa: E402
import machine  # noqa: E402
import screen  # noqa: E402
import seed  # noqa: E402


def outside(name):
    path = os.path.join(HERE, "scenarios", name + ".outside.py")
    if not os.path.exists(path):
        return None
    spec = importlib.util.spec_from_file_location("outside", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(results):
    failures = 0
    for case in results["cases"]:
        if case["problem"]:
            failures += 1
            print(f"FAILED  {case['name']}:\n{case['problem']}")
        else:
            print(f"ok      {case['name']} ({case['seconds']:.1f} s)")
    for name, value in results["facts"].items():
        print(f"        {name}: {value if isinstance(value, str) else json.dumps(value)}")
    return failures


def run_file(one, module, shown):
    """Runs one file's scenarios in one Krita; gives what was wrong as seen from outside, in words."""
    problems = []

    def attempt(name, *arguments):
        try:
            if hasattr(module, name):
                getattr(module, name)(one, *arguments)
            return True
        except Exception:
            problems.append(f"from outside, {name}:\n{traceback.format_exc()}")
            return False

    try:
        if attempt("before"):
            one.start()
            if attempt("run", shown):
                try:
                    status = one.wait(shown)
                    if status != 0:
                        problems.append(f"Krita ended with {status}")
                except AssertionError as caught:
                    problems.append(str(caught))
            if problems:
                shown.photograph("when-it-failed")
            attempt("after")
            left = [] if problems else leftovers.end_all(spared=shown.processes, grace=10)
            if left:
                problems.append("something was left running: " + ", ".join(left))
    finally:
        one.end()
    if one.process is not None:
        crash, said = leftovers.crash_of(one.folder, "/usr/bin/krita", one.setup.machine.root), ending.said(one)
        if crash:
            problems.append(f"something crashed: {crash}")
        if said:
            problems.append("Krita said of Inlay or Python (its own noise is listed in noise.py):" + "".join(f"\n        {line}" for line in said))
    results = one.results()
    if results is None or not results["cases"]:
        problems.append("no scenario ran")
    elif not results["over"]:
        problems.append("Krita ended before all scenarios ran")
    return problems, results or {"version": one.setup.version, "cases": [], "facts": {}}


def main():
    parser = argparse.ArgumentParser()
    for option in ("--host", "--root", "--package", "--inlay", "--build", "--checkout", "--profiles"):
        parser.add_argument(option, default="")
    parser.add_argument("name")
    given = parser.parse_args()
    os.makedirs(given.build, exist_ok=True)
    version = given.host.removeprefix("krita")
    machine.begin()
    if not os.path.isfile(os.path.join(given.package, "inlay", "lib", "libinlay.so")):
        print(f"There is no plug-in at {given.package}: build the target inlay_krita first.")
        return 1
    setup = krita.Setup(version, given.root or None, os.path.abspath(given.checkout), os.path.abspath(given.package), given.inlay,
                        os.path.abspath(given.build))
    folder = os.path.join(setup.build, given.name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    module = None if given.name == "seed" else outside(given.name.split("+")[-1])
    shown = screen.Screen(os.path.join(folder, "screen"), getattr(module, "SCREEN", "1280x1000"))
    try:
        if given.name == "seed":
            found = seed.make(setup, shown, given.profiles or os.path.join(setup.build, "profiles"))
            assert found.startswith(version), f"this is Krita {found}, not {version}"
            print(f"This is Krita {found}; its profile is ready.")
            return 0
        one = krita.Krita(setup, folder, shown, given.name, getattr(module, "PLUGIN", True), getattr(module, "ENV", None),
                          getattr(module, "SANDBOX", "--answer-size same --format png --delay 0"), getattr(module, "USER", None))
        problems, results = run_file(one, module, shown)
    finally:
        shown.close()
        leftovers.end_all()
    failures = report(results)
    for problem in problems:
        print(f"FAILED  {problem}")
    print(f"Krita {results['version']}, {given.name}: {len(results['cases']) - failures} passed, {failures} failed. Logs: {folder}")
    return 1 if failures or problems else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Runs one file of scenarios inside one real Krita:  run.py --host krita5.2 ... NAME   (CTest calls it; NAME “seed” makes the profile first).

scenarios/NAME.py runs inside Krita (inside/driver.py). A scenarios/NAME.outside.py beside it may change how Krita is started and look at it from
outside: SANDBOX, ENV, PLUGIN, USER (a number, for Krita without root), before(krita), run(krita, screen), which is called once Krita has
been started, and after(krita), once it has ended.
"""

import argparse
import importlib.util
import json
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "scenarios"), os.path.join(os.path.dirname(HERE), "support")]
sys.dont_write_bytecode = True

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
    shown = screen.Screen(os.path.join(folder, "screen"), "1280x1000")
    try:
        if given.name == "seed":
            found = seed.make(setup, shown, given.profiles or os.path.join(setup.build, "profiles"))
            assert found.startswith(version), f"this is Krita {found}, not {version}"
            print(f"This is Krita {found}; its profile is ready.")
            return 0
        module = outside(given.name)
        one = krita.Krita(setup, folder, shown, given.name, getattr(module, "PLUGIN", True), getattr(module, "ENV", None),
                          getattr(module, "SANDBOX", "--answer-size same --format png --delay 0"), getattr(module, "USER", None))
        problem = None
        try:
            if hasattr(module, "before"):
                module.before(one)
            one.start()
            try:
                if hasattr(module, "run"):
                    module.run(one, shown)
                status = one.wait()
            except Exception as caught:
                shown.photograph("when-it-failed")
                problem, status = caught, None
            if hasattr(module, "after"):
                module.after(one)
        finally:
            one.end()
        results = one.results()
        if results is None:
            print(f"Krita {version} ended with {status} before a scenario ran ({problem}); see {one.log_path}")
            print(leftovers.crash_of(folder, "/usr/bin/krita", setup.machine.root))
            return 1
        failures = report(results)
        if problem:
            print(f"FAILED  from outside: {problem}")
        elif status != 0:
            print(f"FAILED  Krita ended with {status}; see {one.log_path}")
        if not results["over"]:
            print("FAILED  Krita ended before all scenarios ran")
        left = leftovers.end_all(spared=shown.processes, grace=0 if failures or problem else 10)
        crash = leftovers.crash_of(folder, "/usr/bin/krita", setup.machine.root)
        if left:
            print(f"FAILED  something was left running: {', '.join(left)}")
        if crash:
            print(f"FAILED  something crashed: {crash}")
        print(f"Krita {results['version']}, {given.name}: {len(results['cases']) - failures} passed, {failures} failed. Logs: {folder}")
        if not results["cases"]:
            print("No scenario ran.")
        return 1 if failures or problem or status != 0 or left or crash or not results["over"] or not results["cases"] else 0
    finally:
        shown.close()
        leftovers.end_all()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""What does the suite catch? Puts small defects into a copy of the tree, one at a time, and runs the tests that should notice.

    tests/mutants/run.py core                 every defect of core.py, a table at the end
    tests/mutants/run.py krita --only k3,k7   some of them
    tests/mutants/run.py cli --list           what they are
    tests/mutants/run.py plugin --check       whether each still finds its place in the sources; builds nothing

An area's file says which editors its tests need (HOSTS) and, where that is less than everything, what has to be built (TARGETS).
All defects of an area are compiled in at once, each behind a switch that is read when a program starts (a file in the copy), so that one build serves all
of them. A defect is caught when a test fails with it that passes without it.
"""

import argparse
import collections
import importlib
import os
import re
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True

# In `new`, the word ON stands for the switch: `return ON ? false : ready;`. `old` must be found exactly once in `file` (white space counts).
# `tests` is a regular expression for ctest -R: those that should notice.
Mutant = collections.namedtuple("Mutant", "name file old new harm tests")

SWITCH = {
    "c": """#ifndef INLAY_MUTANT
#define INLAY_MUTANT
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <stdio.h>
#include <string.h>
static int inlay_mutant(char const* name) {{
    static char on[16];
    static int known = 0;
    if (!known) {{
        FILE* const file = fopen("{which}", "r");
        if (file && fscanf(file, "%15s", on) != 1) on[0] = 0;
        if (file) fclose(file);
        known = 1;
    }}
    return strcmp(on, name) == 0;
}}
#endif
""",
    "py": """def inlay_mutant(name):
    try:
        with open({which!r}) as file:
            return file.read().strip() == name
    except OSError:
        return False


""",
    "sh": """inlay_mutant() {{ [ "$(cat "{which}" 2>/dev/null)" = "$1" ]; }}
""",
}


def language(file):
    return {".py": "py", ".sh": "sh"}.get(os.path.splitext(file)[1], "c")


def with_switch(file, text, which):
    """The switch stands in front of the file, behind what has to come first."""
    switch = SWITCH[language(file)].format(which=which)
    if language(file) == "sh":
        first, rest = text.split("\n", 1)
        return first + "\n" + switch + rest
    if language(file) == "py":
        lines = text.split("\n")
        at = next((number for number, line in enumerate(lines) if line.startswith(("def ", "class ", "@"))), len(lines))
        return "\n".join(lines[:at]) + "\n\n" + switch + "\n".join(lines[at:])
    return switch + '#line 1 "' + os.path.basename(file) + '"\n' + text


def mutated(mutants, which):
    """{file: its text with all defects in it}; complains of those that no longer find their place."""
    texts, lost = {}, []
    for mutant in mutants:
        if not os.path.exists(os.path.join(CHECKOUT, mutant.file)):
            lost.append(f"{mutant.name}: there is no {mutant.file}")
            continue
        if mutant.file not in texts:
            with open(os.path.join(CHECKOUT, mutant.file)) as file:
                texts[mutant.file] = file.read()
        found = texts[mutant.file].count(mutant.old)
        if found != 1:
            lost.append(f"{mutant.name}: {found} places in {mutant.file} for: {mutant.old.strip()}")
            continue
        on = f'inlay_mutant "{mutant.name}"' if language(mutant.file) == "sh" else f'inlay_mutant("{mutant.name}")'
        texts[mutant.file] = texts[mutant.file].replace(mutant.old, re.sub(r"\bON\b", lambda _: on, mutant.new))
    return {file: with_switch(file, text, which) for file, text in texts.items()}, lost


def copy_of_the_tree(tree, but):
    """What git tracks, as it stands in the checkout; what did not change keeps its time, so that a second run compiles little."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")
    for name in filter(None, listed):
        source, target = os.path.join(CHECKOUT, name), os.path.join(tree, name)
        if os.path.isfile(source) and name not in but:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            put(target, open(source, "rb").read())
            shutil.copymode(source, target)


def put(path, data):
    if not os.path.exists(path) or open(path, "rb").read() != data:
        with open(path, "wb") as file:
            file.write(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("area", choices=sorted(name[:-3] for name in os.listdir(HERE) if name.endswith(".py") and name != "run.py"))
    parser.add_argument("--only", default="", help="names, with commas")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--jobs", default=str(os.cpu_count()))
    parser.add_argument("--limit", type=int, default=900, help="seconds for the tests of one defect; a test that hangs has noticed it")
    given = parser.parse_args()
    sys.path.insert(0, HERE)
    area = importlib.import_module(given.area)
    mutants = [Mutant(*row) for row in area.MUTANTS]
    assert len({mutant.name for mutant in mutants}) == len(mutants), "two defects have one name"

    folder = os.path.join(CHECKOUT, "build", "mutants", given.area)
    tree, which = os.path.join(folder, "tree"), os.path.join(folder, "which")
    texts, lost = mutated(mutants, which)
    if given.list:
        for mutant in mutants:
            print(f"{mutant.name:5} {mutant.file}: {mutant.harm}")
    if lost:
        print("These no longer find their place; write them anew for the code as it is:\n  " + "\n  ".join(lost))
    if given.list or given.check:
        return 1 if lost else 0

    os.makedirs(tree, exist_ok=True)
    put(which, b"none\n")
    copy_of_the_tree(tree, texts)
    for file, text in texts.items():
        target = os.path.join(tree, file)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        put(target, text.encode())
        shutil.copymode(os.path.join(CHECKOUT, file), target)
    environment = dict(os.environ, CCACHE_BASEDIR=tree, CCACHE_NOHASHDIR="true", INLAY_TEST_STOP="1")
    roots = os.path.join(os.environ.get("INLAY_CACHE", os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "inlay")), "roots")
    with open(os.path.join(folder, "build.log"), "w") as log:
        # The same flags as in the tree, so that the compiler cache knows all files but those with a defect.
        for command in (["cmake", "--preset", "dev", f"-DINLAY_HOST_TESTS={area.HOSTS}", f"-DINLAY_ROOTS={roots}"],
                        ["cmake", "--build", "build/dev", "-j" + given.jobs, *(["--target", *area.TARGETS] if getattr(area, "TARGETS", None) else [])]):
            if subprocess.run(command, cwd=tree, env=environment, stdout=log, stderr=log, check=False).returncode != 0:
                print(f"The tree with the defects does not build; see {log.name}")
                return 2

    def caught(mutant, tests):
        put(which, (mutant + "\n").encode())
        with open(os.path.join(folder, f"{mutant}.log"), "w") as log:
            try:
                done = subprocess.run(["ctest", "--test-dir", "build/dev", "-R", tests, "-j2", "--output-on-failure", "--no-tests=error", "--stop-on-failure"],
                                      cwd=tree, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=given.limit, check=False)
                return done.returncode != 0
            except subprocess.TimeoutExpired:
                return True
            finally:
                put(which, b"none\n")

    wanted = [mutant for mutant in mutants if not given.only or mutant.name in given.only.split(",")]
    wanted = [mutant for mutant in wanted if not any(line.startswith(mutant.name + ":") for line in lost)]
    # A test that fails without any defect would seem to catch all.
    if caught("none", "|".join(sorted({mutant.tests for mutant in wanted}))):
        print(f"The tests fail without a defect; see {folder}/none.log")
        return 2
    survivors = []
    for mutant in wanted:
        began = time.monotonic()
        noticed = caught(mutant.name, mutant.tests)
        survivors += [] if noticed else [mutant]
        print(f"{'caught  ' if noticed else 'SURVIVED'}  {mutant.name:5} {mutant.file}: {mutant.harm} ({time.monotonic() - began:.0f} s)", flush=True)
    print(f"\n{given.area}: {len(wanted) - len(survivors)} of {len(wanted)} caught.")
    return 1 if survivors or lost else 0


if __name__ == "__main__":
    sys.exit(main())

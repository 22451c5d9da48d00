#!/usr/bin/env python3
"""What was tested, where, and how long did it take? Fails when a host that should have been tested was not:  table.py FOLDER HOST...

FOLDER holds CTest's JUnit reports (ctest.xml, fuzz.xml) and `stages`, a line for each thing that is no test: “building=312”, in seconds.
"""

import os
import sys
import xml.etree.ElementTree

# A group is what a test's name begins with.
GROUPS = (("command line", ("cli_tests.",)), ("referees", ("referees.",)), ("installing", ("install.",)), ("fuzz", ("fuzz.",)))


def group_of(name, hosts):
    for host in hosts:
        if name.startswith(host + "."):
            return host
    return next((group for group, beginnings in GROUPS if name.startswith(beginnings)), "unit")


def row(cases):
    passed = failed = skipped = 0
    seconds = 0.0
    for case in cases:
        state = case.get("status", "")
        seconds += float(case.get("time") or 0)
        if case.find("skipped") is not None or state in ("notrun", "disabled"):
            skipped += 1
        elif state == "run":
            passed += 1
        else:
            failed += 1
    return passed, failed, skipped, seconds


def main():
    folder, hosts = sys.argv[1], sys.argv[2:]
    cases = []
    for name in ("ctest.xml", "fuzz.xml"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            cases += xml.etree.ElementTree.parse(path).getroot().iter("testcase")
    groups = {name: [] for name in ("unit", *(group for group, _ in GROUPS), *hosts)}
    for case in cases:
        groups[group_of(case.get("name"), hosts)].append(case)
    print(f"{'Tests':30}{'passed':>8}{'failed':>8}{'skipped':>9}{'minutes':>9}")
    good = True
    for name, of_group in groups.items():
        if not of_group and name not in hosts:
            continue
        passed, failed, skipped, seconds = row(of_group)
        print(f"{name:30}{passed:>8}{failed:>8}{skipped:>9}{seconds / 60:>9.1f}")
        if name in hosts and (passed == 0 or skipped):
            print(f"{'':30}{name} should have been tested, and {'nothing ran' if not passed else 'something was skipped'}")
            good = False
    print("(The minutes of tests that ran at the same time are added up.)\n")
    with open(os.path.join(folder, "stages")) as file:
        for line in file:
            name, seconds = line.rsplit("=", 1)
            print(f"{name:55}{float(seconds) / 60:>9.1f}")
    print()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

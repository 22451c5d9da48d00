#!/usr/bin/env python3
"""What was tested in which host? Reads CTest's JUnit report; fails when a host that should have been tested was not:  table.py XML HOST..."""

import sys
import xml.etree.ElementTree


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
    report, hosts = sys.argv[1], sys.argv[2:]
    cases = list(xml.etree.ElementTree.parse(report).getroot().iter("testcase"))
    of_host = {host: [case for case in cases if case.get("name").startswith(host + ".")] for host in hosts}
    in_a_host = {id(case) for group in of_host.values() for case in group}
    rows = [("this machine, no editor", row([case for case in cases if id(case) not in in_a_host]))]
    rows += [(host, row(group)) for host, group in of_host.items()]
    print(f"{'Host':26}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    good = True
    for name, (passed, failed, skipped, seconds) in rows:
        print(f"{name:26}{passed:>8}{failed:>8}{skipped:>9}{seconds:>9.0f}")
        if name in of_host and (passed == 0 or skipped):
            print(f"{'':26}{name} should have been tested, and {'nothing ran' if not passed else 'something was skipped'}")
            good = False
    print()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

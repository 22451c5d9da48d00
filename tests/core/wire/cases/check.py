#!/usr/bin/python3
"""Runs the cases and compares them with the file `expected` beside this one: exit status, and for a picture whether the asked-for change is in it.

    INLAY=path/of/inlay tests/core/wire/cases/check.py [NAME-PREFIX...]

expected: case, command file, exit statuses (a|b), what must be in the output: `square` (the red square is where the service painted it), `picture`, `-`, or
words of the message or the advice.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "common"))
AT_ONCE = 4  # most of a case is waiting


def wanted_cases():
    for line in open(os.path.join(HERE, "expected"), encoding="utf-8"):
        if not line.strip() or line.startswith("#"):
            continue
        case, command, codes, wanted = line.rstrip("\n").split("\t")
        if len(sys.argv) == 1 or any(case.startswith(prefix) for prefix in sys.argv[1:]):
            folder = next(name for name in sorted(os.listdir(HERE)) if name.startswith(case + "-"))
            yield folder, command, codes, wanted


def judge(folder, command, codes, wanted):
    said = subprocess.run([sys.executable, os.path.join(HERE, "common", "run.py"), os.path.join(HERE, folder), command], capture_output=True, text=True,
                          check=False)
    found = re.search(r"^exit (-?\d+)", said.stdout, re.M)
    code = found.group(1) if found else "none"
    right = code in codes.split("|")
    if right and code == "0":
        picture = re.search(r"^picture .*", said.stdout, re.M)
        right = bool(picture) and (wanted != "square" or "red (" in picture.group(0))
    elif right and wanted not in ("-", "square", "picture"):
        right = re.search(wanted, " ".join(re.findall(r'"(?:message|advice)": "(.*)"', said.stdout)), re.I) is not None
    line = f"{'PASS' if right else 'FAIL'} {folder} {command} exit {code} wanted {codes} {wanted}"
    return right, line if right else line + "\n" + said.stdout + said.stderr


def main():
    import pictures

    with tempfile.TemporaryDirectory(prefix="inlay-cases-") as folder:
        pictures.make(folder)
        os.environ["CASE_PICTURES"] = folder
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            results = list(pool.map(lambda case: judge(*case), wanted_cases()))
    for _, line in results:
        print(line)
    right = sum(ok for ok, _ in results)
    print(f"{right} of {len(results)} right")
    return right != len(results) or not results


if __name__ == "__main__":
    sys.exit(main())

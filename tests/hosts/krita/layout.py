#!/usr/bin/env python3
"""Do core.py and inlay.h agree?  layout.py PROGRAM FOLDER_OF_THE_PLUGIN LIBRARY   (PROGRAM prints what the C compiler says)."""

import importlib.util
import json
import os
import re
import subprocess
import sys


def main():
    program, plugin, library = sys.argv[1:]
    wanted = json.loads(subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout)
    spec = importlib.util.spec_from_file_location("core", os.path.join(plugin, "core.py"))
    core = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(core)
    problems = []

    def same(what, got, expected):
        if got != expected:
            problems.append(f"{what}: {got} in Python, {expected} in C")

    constants = wanted.pop("constants")
    for name, value in constants.items():
        same(name, getattr(core, name, None), value)
    for name, fields in wanted.items():
        structure = getattr(core, "".join(word.capitalize() for word in name.split("_")[1:]))
        same(f"sizeof {name}", core.sizeof(structure), fields.pop(""))
        same(f"fields of {name}", [field[0] for field in structure._fields_], list(fields))
        for field, offset in fields.items():
            same(f"{name}.{field}", getattr(structure, field).offset, offset)
        same(f"{name}.struct_size", structure().struct_size, core.sizeof(structure))

    # Every function of the header is declared in Python, and every declared one is in the library.
    header = os.path.join(plugin, "..", "..", "..", "plugin", "include", "inlay", "plugin", "inlay.h")
    with open(header) as file:
        in_header = set(re.findall(r"INLAY_API [^;(]*?(inlay_\w+)\(", file.read()))
    with open(os.path.join(plugin, "core.py")) as file:
        text = file.read()
    in_python = set(re.findall(r'_declare\("(inlay_\w+)"', text)) | {"inlay_abi_version"}
    same("functions", sorted(in_python), sorted(in_header))
    shown = subprocess.run(["nm", "-D", "--defined-only", library], stdout=subprocess.PIPE, text=True, check=True).stdout
    in_library = {line.split()[-1] for line in shown.splitlines() if " T " in line}
    same("functions of the library", sorted(in_library), sorted(in_header))
    print("\n".join(problems) or f"{len(wanted)} structures, {len(constants)} constants and {len(in_header)} functions agree.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

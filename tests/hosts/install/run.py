#!/usr/bin/env python3
"""Does install/try.sh put everything where it belongs, and --uninstall leave nothing?  run.py --root ... WHO   (CTest calls it; see system.py)."""

import argparse
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
sys.dont_write_bytecode = True

import leftovers  # noqa: E402
import machine  # noqa: E402
import png  # noqa: E402
from system import SOMEBODY, System  # noqa: E402

GIMP = f"/usr/lib/{os.uname().machine}-linux-gnu/gimp/3.0/plug-ins/inlay"


def _krita(system, folder, settings, owner):
    """What the plug-in for Krita consists of: every file of host-adapters/krita, and what was compiled."""
    sources = os.path.join(system.checkout, "host-adapters", "krita")
    module = [name for name in os.listdir(os.path.join(sources, "inlay")) if name.endswith((".py", ".html"))]
    assert len(module) > 10, module
    files = {f"{folder}/pykrita/inlay/{name}": (owner, "0o644") for name in module}
    files.update({f"{folder}/pykrita/inlay/lib/{name}": (owner, "0o755") for name in ("libinlay.so", "inlay")})
    return {**files, f"{folder}/pykrita/inlay.desktop": (owner, "0o644"), f"{folder}/actions/inlay.action": (owner, "0o644"), settings: (owner, "0o644")}


def _for_everybody(system):
    return {f"{GIMP}/inlay": (0, "0o755"), f"{GIMP}/inlay-cli": (0, "0o755"), "/usr/local/bin/inlay": (0, "0o755"),
            **_krita(system, "/usr/local/share/krita", "/etc/xdg/kritarc", 0)}


def _for_somebody(system):
    home = "/home/somebody"
    gimp = f"{home}/.config/GIMP/3.0/plug-ins/inlay"
    return {f"{gimp}/inlay": (SOMEBODY, "0o755"), f"{gimp}/inlay-cli": (SOMEBODY, "0o755"), f"{home}/.local/bin/inlay": (SOMEBODY, "0o755"),
            **_krita(system, f"{home}/.local/share/krita", f"{home}/.config/kritarc", SOMEBODY)}


def _same(got, wanted, when):
    problems = [f"{path} is {got.get(path, 'not there')}, not {wanted.get(path, 'to be there')}" for path in sorted({*got, *wanted})
                if got.get(path) != wanted.get(path)]
    assert not problems, when + ":\n  " + "\n  ".join(problems)


def _hardened(system, paths):
    """Every program and library of ours: nothing of the tables that a linker fills can be written, and the stack is guarded."""
    looked_at = 0
    for path in sorted(paths):
        with open(system.inside(path), "rb") as file:
            if file.read(4) != b"\x7fELF":
                continue
        looked_at += 1
        told = subprocess.run(["readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--dyn-syms", system.inside(path)],
                              stdout=subprocess.PIPE, text=True, check=True).stdout
        for wanted in (r"Type:\s+DYN", r"GNU_RELRO", r"BIND_NOW|Flags:.*\bNOW\b", r"__stack_chk_fail"):
            assert re.search(wanted, told), f"{path} has not {wanted}"
        assert re.search(r"GNU_STACK.* RW ", told), f"{path} has a stack that runs"
    assert looked_at >= 5, f"only {looked_at} programs and libraries"


def _read(system, path):
    with open(system.inside(path), encoding="utf-8", errors="replace") as file:
        return file.read()


def _tried(system, home, user):
    status, said = system.run(["install/try.sh"], home, user)
    log = os.path.join(system.checkout, "build", "try", "build.log")
    assert status == 0, f"try.sh ended with {status}:\n{said}"
    # Seconds and not minutes: nothing was compiled.
    assert "ninja: no work to do." in _read(system, log), f"try.sh compiled; was the release build complete?\n{_read(system, log)}"
    assert "Editing a picture inside GIMP 3.0" in said, said
    return said


def _whole_life(system, home, user, wanted, checkouts_owner, picture=False):
    """Tried, tried again, used, and taken away."""
    before = _read(system, "/etc/xdg/kritarc")
    said = _tried(system, home, user)
    _same(system.changed(), wanted, "after try.sh")
    _hardened(system, wanted)
    settings = next(path for path in wanted if path.endswith("kritarc"))
    assert _read(system, settings).count("\n[python]\nenable_inlay=true\n") == 1, _read(system, settings)[-200:]
    command = next(path for path in wanted if path.endswith("/bin/inlay"))
    status, printed = system.run([command, "providers"], home, user)
    assert status == 0 and "sandbox" in printed, printed
    made = os.path.join(system.checkout, "build", "try")
    strangers = [os.path.join(place, name) for place, folders, names in os.walk(system.copy) for name in [*folders, *names]
                 if os.lstat(os.path.join(place, name)).st_uid != checkouts_owner]
    assert not strangers, f"not their owner's: {len(strangers)} files, {strangers[:5]}"
    assert os.path.getsize(system.inside(f"{made}/cat.xcf")) > 100_000
    if picture:
        _before_and_after(png.read(system.inside(f"{made}/before-after.png")), png.read(system.inside(f"{system.checkout}/tests/data/pictures/cat.png")))
    os.unlink(system.inside(f"{made}/before-after.png"))

    again = _tried(system, home, user)
    assert [line for line in again.splitlines() if "Installed" in line] == [line for line in said.splitlines() if "Installed" in line], again
    _same(system.changed(), wanted, "after try.sh was run again")
    assert _read(system, settings).count("enable_inlay=true") == 1
    assert os.path.exists(system.inside(f"{made}/before-after.png"))

    status, said = system.run(["install/try.sh", "--uninstall"], home, user)
    assert status == 0, said
    left = {path: about for path, about in system.changed().items() if path != "/etc/xdg/kritarc"}
    _same(left, {}, "after --uninstall")
    assert _read(system, "/etc/xdg/kritarc") == before, "Krita's settings for everybody are not what they were"
    status, said = system.run(["install/try.sh", "--uninstall"], home, user)
    assert status == 0 and "Nothing was installed." in said, said


def _before_and_after(shown, picture):
    assert shown.size == (2048, 1024), shown.size
    left, right = (half.rgba().data for half in (shown.crop(0, 0, 1024, 1024), shown.crop(1024, 0, 1024, 1024)))
    assert left == picture.rgba().data, "the left half is not the picture as it was"
    changed = sum(1 for one, other in zip(left[::97], right[::97]) if abs(one - other) > 8) / len(left[::97])
    assert changed > 0.2, f"the right half differs in {changed:.0%} only"


def as_root(system):
    """Everything for everybody, and nothing in root's own home."""
    _whole_life(system, "/root", 0, _for_everybody(system), 0, picture=True)


def as_somebody(system):
    """Everything in one home and owned there."""
    system.give(SOMEBODY)
    _whole_life(system, "/home/somebody", SOMEBODY, _for_somebody(system), SOMEBODY)


def with_sudo(system):
    """For everybody; what is built and made in somebody's checkout stays theirs."""
    system.give(SOMEBODY)
    _whole_life(system, "/root", 0, _for_everybody(system), SOMEBODY)


def main():
    parser = argparse.ArgumentParser()
    for option in ("--root", "--release", "--checkout", "--build"):
        parser.add_argument(option, required=True)
    parser.add_argument("who", choices=("as_root", "as_somebody", "with_sudo"))
    given = parser.parse_args()
    machine.begin()
    os.makedirs(given.build, exist_ok=True)
    folder = tempfile.mkdtemp(prefix=given.who + "-", dir=given.build)
    try:
        system = System(given.root, os.path.abspath(given.checkout), os.path.abspath(given.release), folder)
        globals()[given.who](system)
    except AssertionError as problem:
        print(f"FAILED  {given.who}: {problem}")
        return 1
    finally:
        left = leftovers.end_all(grace=10)
        os.system(f"umount -l '{folder}' && rmdir '{folder}'")
    print(f"FAILED  something was left running: {left}" if left else f"ok      {globals()[given.who].__doc__}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

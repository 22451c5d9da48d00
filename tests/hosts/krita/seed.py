"""Where does a test's Krita profile come from? From Krita's first start, which builds a database of resources for a quarter of a minute.

It knows nothing of Inlay, as the profile of somebody who has had Krita for a while, and so what it depends on seldom changes: it is kept outside of
the build folder, under a name made from Krita's packages and the files that make it.
"""

import glob
import hashlib
import os
import re
import shutil

import krita

HERE = os.path.dirname(os.path.abspath(__file__))
MADE_BY = ("krita.py", "seed.py", "inside/__init__.py", "inside/driver.py", "scenarios/seeding.py")
PACKAGES = re.compile(r"Package: ((?:krita|libqt|libkf|python3-pyqt|python3-sip)\S*)")
KEPT_AT_MOST = 4  # of each host, for other checkouts of other ages


def _key(setup):
    key = hashlib.sha256()
    for name in MADE_BY:
        with open(os.path.join(HERE, name), "rb") as file:
            key.update(file.read())
    with open(setup.machine.path("/var/lib/dpkg/status"), encoding="utf-8") as file:
        for entry in file.read().split("\n\n"):
            if PACKAGES.match(entry):
                key.update("".join(re.findall(r"^(?:Package|Version): .*\n", entry, re.MULTILINE)).encode())
    return key.hexdigest()[:16]


def make(setup, screen, profiles):
    """Fills setup.seed, from what is kept in the folder `profiles` when it can be; gives Krita's version."""
    shutil.rmtree(setup.seed, ignore_errors=True)
    kept = os.path.join(profiles, f"krita{setup.version}-{_key(setup)}")
    if not os.path.isdir(kept):
        _keep(_first_start(setup, screen), kept)
        others = sorted(glob.glob(os.path.join(profiles, f"krita{setup.version}-*")), key=os.path.getmtime)
        for old in others[:-KEPT_AT_MOST]:
            shutil.rmtree(old, ignore_errors=True)
    else:
        os.utime(kept)
    shutil.copytree(kept, setup.seed, symlinks=True)
    with open(os.path.join(kept, "version")) as file:
        return file.read()


def _first_start(setup, screen):
    """The profile's folder, with Krita's version in a file of that name."""
    folder = os.path.join(setup.build, "seeding")
    shutil.rmtree(folder, ignore_errors=True)
    one = krita.Krita(setup, folder, screen, "seeding", with_plugin=False)
    try:
        one.start()
        status = one.wait(screen)
        result = one.results()
        assert status == 0 and result and result["over"] and not result["cases"][0]["problem"], f"the first start of Krita went wrong; see {one.log_path}"
    finally:
        one.end()
    shutil.rmtree(os.path.join(one.home, "data", "krita", "pykrita", "inlay_driver"))
    with open(os.path.join(one.home, "version"), "w") as file:
        file.write(result["version"])
    return one.home


def _keep(home, kept):
    """All of it at once: another run may look for it at this moment."""
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    partial = f"{kept}.{os.getpid()}"
    shutil.copytree(home, partial, symlinks=True)
    try:
        os.rename(partial, kept)
    except OSError:  # another run was quicker, and its is as good
        shutil.rmtree(partial)

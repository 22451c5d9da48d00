"""How is a real Krita prepared, started and ended for a test?

Krita runs with a profile of its own on a virtual screen. Inside it a second PyKrita plug-in (inside/driver.py) runs the scenarios and writes what
it saw to a file. A test reads that file, and looks at how Krita ended (ending.py).
"""

import json
import os
import shutil
import tempfile

import ending
import machine
import waiting

HERE = os.path.dirname(os.path.abspath(__file__))
KRITARC = "[python]\nenable_inlay_driver=true\n"
DESKTOP = ("[Desktop Entry]\nType=Service\nServiceTypes=Krita/PythonPlugin\nX-KDE-Library=inlay_driver\nX-Python-2-Compatible=false\n"
           "Name=Driver\nComment=Runs scenarios\n")


class Setup:
    """What a test has been given: which Krita, where it runs, the packed plug-in, the `inlay` program of this machine, a place to write."""

    def __init__(self, version, root, checkout, package, inlay, build):
        self.version, self.checkout, self.package, self.inlay, self.build = version, checkout, package, inlay, build
        self.machine = machine.Machine(root, [checkout, build, package])

    @property
    def seed(self):
        return os.path.join(self.build, "seed")


def install(package, data, settings):
    """As install/plugin.sh does it."""
    for name in ("pykrita", "actions"):
        os.makedirs(os.path.join(data, name), exist_ok=True)
    shutil.copytree(os.path.join(package, "inlay"), os.path.join(data, "pykrita", "inlay"), dirs_exist_ok=True)
    shutil.copy(os.path.join(package, "inlay.desktop"), os.path.join(data, "pykrita"))
    shutil.copy(os.path.join(package, "inlay.action"), os.path.join(data, "actions"))
    with open(settings) as file:
        text = file.read()
    if "enable_inlay=" not in text:
        with open(settings, "w") as file:
            file.write(text.replace("[python]\n", "[python]\nenable_inlay=true\n", 1))


class Krita:
    """One run of Krita with the scenarios of one file."""

    def __init__(self, setup, folder, screen, name, with_plugin=True, env=None, sandbox="--answer-size same --format png --delay 0",
                 user=None):
        """`user`: the number of somebody who is not root, and has all of it in a folder of their own until Krita has ended."""
        self.setup, self.folder, self.process, self.user = setup, folder, None, user
        os.makedirs(folder, exist_ok=True)
        # Sockets want a short path and cannot be copied, so what lives only while Krita runs lies elsewhere.
        self.runtime = tempfile.mkdtemp(prefix="inlay-k-")
        os.chmod(self.runtime, 0o700)
        self.seen = folder if user is None else os.path.join(self.runtime, "seen")
        scenarios = os.path.join(HERE, "scenarios")
        if user is not None:
            os.makedirs(self.seen)
            scenarios = shutil.copytree(scenarios, os.path.join(self.runtime, "scenarios"))
        self.home = os.path.join(self.runtime if user is not None else folder, "home")
        if not os.path.isdir(self.home) and os.path.isdir(setup.seed):
            shutil.copytree(setup.seed, self.home, symlinks=True)
        self.data = os.path.join(self.home, "data", "krita")
        self.log_path = os.path.join(folder, "krita.log")
        for name_of in ("data/krita", "config", "cache"):
            os.makedirs(os.path.join(self.home, name_of), exist_ok=True)
        driver = os.path.join(self.data, "pykrita")
        shutil.copytree(os.path.join(HERE, "inside"), os.path.join(driver, "inlay_driver"), dirs_exist_ok=True)
        with open(os.path.join(driver, "inlay_driver.desktop"), "w") as file:
            file.write(DESKTOP)
        rc = os.path.join(self.home, "config", "kritarc")
        if not os.path.exists(rc):
            with open(rc, "w") as file:
                file.write(KRITARC)
        if with_plugin:
            install(setup.package, self.data, rc)
        # Nothing of the person who runs the tests gets in: no proxy, no key, no settings, no installed Inlay.
        self.env = {
            **setup.machine.environment(self.runtime), "NO_AT_BRIDGE": "1", "HOME": self.home, "QT_QPA_PLATFORM": "xcb",
            "XDG_CONFIG_HOME": os.path.join(self.home, "config"), "XDG_DATA_HOME": os.path.join(self.home, "data"),
            "XDG_CACHE_HOME": os.path.join(self.home, "cache"), "XDG_RUNTIME_DIR": self.runtime, "TMPDIR": self.runtime,
            "DISPLAY": screen.display, "INLAY_TEST": self.seen, "INLAY_TEST_FILE": name, "INLAY_SANDBOX_ARGS": sandbox,
            "INLAY_TEST_SCENARIOS": scenarios, "KDE_DEBUG": "1",  # KCrash leaves a crash to the system
        }
        if "INLAY_TEST_ALL" in os.environ:  # large.py: all depths, not only those that CTest has the time for
            self.env["INLAY_TEST_ALL"] = os.environ["INLAY_TEST_ALL"]
        self.env.update(env or {})

    def machine(self):
        return machine.Machine(self.setup.machine.root, [*self.setup.machine.folders, self.runtime], self.setup.machine.installed)

    def own(self):
        """All that is theirs now belongs to the user."""
        for place, folders, names in os.walk(self.runtime):
            for name in [*folders, *names, ""]:
                os.chown(os.path.join(place, name), self.user, self.user, follow_symlinks=False)

    def start(self):
        if self.user is not None:
            self.own()
        with open(self.log_path, "a") as log:
            self.process = self.machine().start(["krita", "--nosplash"], self.env, log, self.user)

    def results(self):
        """What the driver has written so far."""
        try:
            with open(os.path.join(self.seen, "result.json")) as file:
                return json.load(file)
        except (OSError, ValueError):
            return None

    def wait(self, screen, limit=500):
        """Until the process ends; gives its exit status."""
        return ending.wait(self, screen, limit)

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.seen != self.folder and os.path.isdir(self.seen):
            shutil.copytree(self.seen, self.folder, dirs_exist_ok=True)
            self.seen = self.folder
        shutil.rmtree(self.runtime, ignore_errors=True)


def wait_for_results(one, count, limit=waiting.SLOW):
    return waiting.until(lambda: len((one.results() or {"cases": []})["cases"]) >= count, f"{count} results", limit)

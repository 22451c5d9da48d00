"""How is a real GIMP prepared, started and ended for a test? What the two ways of talking to it (gimp2.py, gimp3.py) have in common."""

import json
import os
import platform
import shutil
import signal
import tempfile

import machine
import noise
import png
import waiting


class GimpError(Exception):
    """What GIMP said that a procedure failed with."""


def kind_of(version):
    if version.startswith("2"):
        from gimp2 import Gimp2 as kind
    else:
        from gimp3 import Gimp3 as kind
    return kind


class Setup:
    """What a test has been given: which GIMP, where it runs, the plug-in's folder, the `inlay` program of this machine, a place to write."""

    def __init__(self, version, root, checkout, plugin, inlay, build, reader=""):
        self.version, self.inlay, self.checkout, self.plugin, self.reader = version, inlay, checkout, plugin, reader
        self.build = build  # the folder of this host below the build folder: the seeded profile, logs, screenshots
        beside = os.path.realpath(os.path.join(plugin, "inlay-cli"))  # a link, in a build folder
        self.machine = machine.Machine(root, [checkout, build, os.path.dirname(plugin), os.path.dirname(beside), *([os.path.dirname(reader)] if reader else [])])

    def gimp(self, scratch, **settings):
        return kind_of(self.version)(self, scratch, **settings)

    @property
    def seed(self):
        return os.path.join(self.build, "seed")


class Gimp:
    """One run of GIMP. `screen`: show its windows there; None: the console program. `user`: a numeric id to run it as."""

    user = None

    def __init__(self, setup, scratch, screen=None, sandbox=("--answer-size", "same", "--format", "png", "--delay", "0"), env=None):
        self.setup, self.scratch, self.screen = setup, scratch, screen
        self.process, self.counter = None, 0
        self.refusals = []  # what it told a script that asked for the impossible; GIMP writes that into its log as well
        self.scripts = os.path.dirname(os.path.abspath(__file__))
        os.makedirs(scratch, exist_ok=True)
        self.profile = self._folder("profile", make=False)
        if not os.path.isdir(self.profile):
            if os.path.isdir(setup.seed):
                shutil.copytree(setup.seed, self.profile, symlinks=True)
            else:
                os.makedirs(self.profile)
        self.sent_folder = self._folder("sent")
        self.config, self.data, self.temporary = self._folder("config"), self._folder("data"), self._folder("tmp")
        self.home = self._folder("home")
        run = self._folder("run")
        os.chmod(run, 0o700)
        # Nothing of the person who runs the tests gets in: no proxy, no key, no settings, no installed Inlay.
        self.env = {
            **setup.machine.environment(scratch), "NO_AT_BRIDGE": "1", "GSETTINGS_BACKEND": "memory", "HOME": self.home,
            "XDG_CONFIG_HOME": self.config, "XDG_DATA_HOME": self.data, "XDG_CACHE_HOME": self._folder("cache"), "XDG_RUNTIME_DIR": run,
            "TMPDIR": self.temporary, self.folder_variable: self.profile, "INLAY_TEST": scratch,
            "INLAY_SANDBOX_ARGS": " ".join([*sandbox, "--record", self.sent_folder]),
        }
        self.windows_folder = self._folder("windows")
        if screen:
            self.env["DISPLAY"] = screen.display
            if setup.reader:
                self.env.update(GTK_MODULES=setup.reader, INLAY_TEST_WINDOWS=self.windows_folder)
            self._quieten_gtk3()
        self.env.update(env or {})
        self.log_path, self.errors_path = os.path.join(scratch, "gimp.log"), os.path.join(scratch, "errors.log")

    def _folder(self, name, make=True):
        path = os.path.join(self.scratch, name)
        if make:
            os.makedirs(path, exist_ok=True)
        return path

    def _quieten_gtk3(self):
        """A cursor that blinks and things that glide never let a window come to rest."""
        folder = os.path.join(self.config, "gtk-3.0")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "settings.ini"), "w") as file:
            file.write("[Settings]\ngtk-cursor-blink=false\ngtk-enable-animations=false\n")

    @classmethod
    def write_profile(cls, setup, folder):
        """A profile with the stock plug-ins that the tests need and ours; all of the stock ones would make the first start slow."""
        stock = os.path.join(setup.build, "stock")
        ours = os.path.join(setup.build, "plug-ins")
        source = cls.stock_folder.format(triplet=platform.machine() + "-linux-gnu")
        for path in (stock, ours, folder):
            os.makedirs(path, exist_ok=True)
        for name in cls.stock:
            if not os.path.isdir(setup.machine.path(f"{source}/{name}")):
                raise AssertionError(f"this GIMP has no plug-in {name}")
            link = os.path.join(stock, name)
            if not os.path.islink(link):
                os.symlink(f"{source}/{name}", link)
        link = os.path.join(ours, "inlay")
        if os.path.islink(link):
            os.unlink(link)
        os.symlink(setup.plugin, link)
        for name in ("gradients", "palettes", "brushes", "dynamics", "patterns", "tool-presets"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)  # 2.10 complains about each that is missing
        with open(os.path.join(folder, "gtkrc"), "w") as file:  # as for GTK 3
            file.write("gtk-cursor-blink = 0\ngtk-enable-animations = 0\n")
        with open(os.path.join(folder, "gimprc"), "w") as file:
            file.write(f'(plug-in-path "{stock}:{ours}")\n' + cls.settings)

    def launch(self, arguments):
        program = self.program if self.screen else self.console
        # Of a crash, the editor's own or a plug-in's, the log says where it was.
        argv = [program, "-n", "-d", "-s", "--stack-trace-mode=always", *([] if self.screen else ["-i"]), *arguments]
        with open(self.log_path, "a") as log, open(self.errors_path, "a") as errors:
            self.process = self.setup.machine.start(argv, self.env, log, self.user, errors=errors)

    def until_alive(self, condition, what):
        def checked():
            if self.process.poll() is not None:
                raise AssertionError(f"GIMP ended with {self.process.returncode} while the test waited for {what}; see {self.log_path}")
            return condition()
        return waiting.until(checked, what)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        """Ends it. When nothing had failed, the end counts as well: the exit status, what is left, what was written on standard error."""
        try:
            if kind is None:
                self.quit()
                self.ended()
            elif self.screen:
                self.screen.photograph("when-it-failed")
        finally:
            self.end_everything()

    def ended(self):
        """Waits for its end, and fails when that was not a good one."""
        status = self.process.wait(waiting.SLOW)
        assert status == 0, f"GIMP ended with {status}; see {self.log_path}"
        noise.expect_nothing_new(self.errors_path, self.refusals)

    def processes(self):
        return machine.processes_with("INLAY_TEST", self.scratch)

    def end_everything(self):
        """GIMP, its plug-ins and what they started: whatever is left of it."""
        def none_left():
            for pid in self.processes():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            return self.process.poll() is not None and not self.processes()
        if self.process:
            waiting.until(none_left, "what is left of GIMP to end")

    @property
    def log(self):
        """Everything that it wrote."""
        said = []
        for path in (self.log_path, self.errors_path):
            with open(path, errors="replace") as file:
                said.append(file.read())
        return "".join(said)

    def file_of(self, picture):
        """Writes a picture where GIMP can read it."""
        self.counter += 1
        path = os.path.join(self.scratch, f"picture-{self.counter}.png")
        png.write(path, picture)
        return path

    def layer(self, image, picture, name="layer", x=0, y=0, parent=0, position=0):
        return self.layer_from_file(image, self.file_of(picture), name, x, y, parent, position)

    def descriptions(self, image):
        return [self.describe(number) for number in self.layers(image)]

    def children_left(self):
        """What still runs because of this GIMP and is neither GIMP nor one of its stock plug-ins."""
        found = self.processes()
        return {pid: argv for pid, argv in found.items() if any("inlay" in os.path.basename(word) for word in argv[:1])}

    def forget_sent(self):
        for name in os.listdir(self.sent_folder):
            os.unlink(os.path.join(self.sent_folder, name))

    def journal(self):
        """The runs whose answers are not all in a picture; the history has the others as well."""
        folder = os.path.join(self.data, "inlay", "jobs")
        runs = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        return [run for run in runs if not self._is_inserted(os.path.join(folder, run))]

    @staticmethod
    def _is_inserted(run):
        try:
            with open(os.path.join(run, "state.json")) as file:
                return "inserted" in json.load(file)
        except FileNotFoundError:
            return False

    def journal_files(self):
        folder = os.path.join(self.data, "inlay", "jobs")
        return sorted(name for job in self.journal() for name in os.listdir(os.path.join(folder, job)))


def make_seed(setup):
    """The first start of a profile asks every plug-in what it offers; tests copy the profile that knows."""
    shutil.rmtree(setup.seed, ignore_errors=True)
    scratch = tempfile.mkdtemp(prefix="seed-", dir=setup.build)
    try:
        gimp = setup.gimp(scratch)
        gimp.write_profile(setup, gimp.profile)
        with gimp:
            version = gimp.version()
            known = gimp.menus("plug-in-inlay-edit-layer")
        if not known:
            raise AssertionError(f"GIMP {version} does not know plug-in-inlay-edit-layer; what it said:\n{gimp.log}")
        os.rename(gimp.profile, setup.seed)
        return version
    except Exception:
        scratch = None  # its log is wanted
        raise
    finally:
        if scratch:
            shutil.rmtree(scratch)

"""Where does an editor under test run: on this machine, or in a Debian root? What of this machine does it see?"""

import ctypes
import os
import resource
import signal
import subprocess
import sys

PATH = "/usr/bin:/bin"  # not /usr/local/bin: an installed Inlay puts its command line there
KEPT = ("TMPDIR", "INLAY_TEST_ALL")


def begin():
    """Called once, before anything is started. Nothing of the caller's environment goes further than here (keys, proxies, settings, other
    libraries), an editor that crashes leaves a core file, and whatever its children leave behind becomes ours (leftovers.py)."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, PATH=PATH, LC_ALL="C.UTF-8", HOME="/nonexistent")
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    prctl = ctypes.CDLL(None).prctl
    prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    # Whoever ends this run (CTest's time limit, Ctrl+C) ends what it started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    prctl(1, signal.SIGTERM, 0, 0, 0)  # PR_SET_PDEATHSIG


class Machine:
    """`root` is a Debian root made by roots.sh, or None for this machine. `folders` are seen inside under their own names. `installed` maps
    places of the editor's system to what is shown there instead: how a test installs something for everybody without touching the system."""

    def __init__(self, root=None, folders=(), installed=None):
        self.root, self.installed = root, dict(installed or {})
        self.folders = [os.path.abspath(folder) for folder in folders]

    def path(self, inside):
        """A file of the editor's system, as seen from here."""
        return (self.root or "") + inside

    def environment(self, folder):
        """What every editor gets. The system's own folders are named, so that an Inlay that is installed for everybody is not seen; what the
        distribution sets for Krita is kept, in `folder`, without what install/plugin.sh added to it."""
        defaults = os.path.join(folder, "xdg")
        os.makedirs(defaults, exist_ok=True)
        try:
            with open(self.path("/etc/xdg/kritarc")) as file:
                lines = [line for line in file if not line.startswith("enable_inlay=")]
        except FileNotFoundError:
            lines = []
        with open(os.path.join(defaults, "kritarc"), "w") as file:
            file.writelines(lines)
        # A crash inside Krita's or GIMP's Python says where, in the log.
        return {"PATH": PATH, "LC_ALL": "C.UTF-8", "XDG_DATA_DIRS": "/usr/share", "XDG_CONFIG_DIRS": defaults, "PYTHONFAULTHANDLER": "1",
                "PYTHONDONTWRITEBYTECODE": "1"}

    def command(self, argv, user=None):
        """`user`: a numeric id to run as instead of root."""
        if user is not None:
            argv = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *argv]
        if self.root is None and not self.installed:
            return argv
        wrapped = ["bwrap"]
        if self.root is None:
            wrapped += ["--dev-bind", "/", "/"]
        else:
            # The order matters: a checkout or build folder below /tmp has to survive the fresh /tmp.
            wrapped += ["--bind", self.root, "/", "--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp", "--tmpfs", "/run"]
            for folder in self.folders:
                wrapped += ["--bind", folder, folder]
        for place, shown in self.installed.items():
            wrapped += ["--ro-bind", shown, place]
        # The loopback and the abstract X socket are shared with the host; nothing is left mounted afterwards.
        return wrapped + ["--die-with-parent", *(["--unshare-pid"] if self.root else []), "--", *argv]

    def start(self, argv, env, log, user=None, cwd=None, errors=None):
        """In the log's folder, where a core file is then found. `errors`: a file of its own for standard error."""
        if cwd is None:
            cwd = "/" if user is not None else os.path.dirname(os.path.abspath(log.name))
        return subprocess.Popen(self.command(argv, user), env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=log,
                                stderr=errors or log)

    def run(self, argv, env, user=None, check=True, cwd="/"):
        done = subprocess.run(self.command(argv, user), env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace")
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout


def processes_with(variable, value):
    """The command lines of living processes whose environment has variable=value: {pid: [argument, ...]}."""
    wanted = f"{variable}={value}".encode()
    found = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                if wanted not in file.read().split(b"\0"):
                    continue
            with open(f"/proc/{name}/cmdline", "rb") as file:
                arguments = file.read().decode(errors="replace").split("\0")[:-1]
            if arguments:  # a zombie has none
                found[int(name)] = arguments
        except OSError:
            continue
    return found

"""Where does an editor under test run: on this machine, or in a Debian root? And what has it left running?"""

import os
import subprocess


class Machine:
    """`root` is a Debian root made by roots.sh, or None for this machine. `folders` are seen inside under their own names."""

    def __init__(self, root=None, folders=()):
        self.root = root
        self.folders = [os.path.abspath(folder) for folder in folders]

    def path(self, inside):
        """A file of the editor's system, as seen from here."""
        return (self.root or "") + inside

    def command(self, argv, user=None):
        """`user`: a numeric id to run as instead of root."""
        if user is not None:
            argv = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *argv]
        if self.root is None:
            return argv
        # The order matters: a checkout or build folder below /tmp has to survive the fresh /tmp.
        wrapped = ["bwrap", "--bind", self.root, "/", "--proc", "/proc", "--dev", "/dev",
                   "--perms", "1777", "--tmpfs", "/tmp", "--tmpfs", "/run"]
        for folder in self.folders:
            wrapped += ["--bind", folder, folder]
        # The loopback and the abstract X socket are shared with the host; nothing is left mounted afterwards.
        return wrapped + ["--die-with-parent", "--unshare-pid", "--", *argv]

    def start(self, argv, env, log, user=None, cwd="/"):
        return subprocess.Popen(self.command(argv, user), env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

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

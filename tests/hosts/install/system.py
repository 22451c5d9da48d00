"""A Debian system for one test, with a checkout and its release build in it; what was changed in it can be listed, and nothing of it stays.

Needs a mount namespace of its own (CMakeLists.txt).
"""

import os
import shutil
import stat
import subprocess

SOMEBODY = 12345


class System:
    def __init__(self, root, checkout, release, folder):
        """Everything belongs to root until `give`."""
        self.root, self.checkout, self.folder = root, checkout, folder
        _run("mount", "-t", "tmpfs", "-o", "size=3g,mode=755", "inlay-test", folder)
        self.changes, self.merged, self.copy = (os.path.join(folder, name) for name in ("changes", "merged", "copy"))
        work = os.path.join(folder, "work")
        for path in (self.changes, self.merged, self.copy, work):
            os.mkdir(path)
        _run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir={root},upperdir={self.changes},workdir={work}", self.merged)
        self._copy_checkout(release)
        # Mount points, which everybody may go through, and somebody who is not root.
        for path in (checkout, "/home/somebody/.config", "/home/somebody/.local/bin", "/home/somebody/.local/share"):
            self._make_folders(path)
        for path in ("", "/.config", "/.local", "/.local/bin", "/.local/share"):
            os.chown(self.merged + "/home/somebody" + path, SOMEBODY, SOMEBODY)
        with open(self.inside("/etc/passwd"), "a") as file:
            file.write(f"somebody:x:{SOMEBODY}:{SOMEBODY}::/home/somebody:/bin/bash\n")
        with open(self.inside("/etc/group"), "a") as file:
            file.write(f"somebody:x:{SOMEBODY}:\n")
        self._made = self._differences()

    def _copy_checkout(self, release):
        listed = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=self.checkout, check=True, stdout=subprocess.PIPE).stdout
        for name in filter(None, listed.decode().split("\0")):
            target = os.path.join(self.copy, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(os.path.join(self.checkout, name), target)  # with its time, or all would be built anew
        shutil.copytree(release, os.path.join(self.copy, "build", "release"), symlinks=True)

    def _make_folders(self, path):
        at = self.merged
        for part in path.strip("/").split("/"):
            at = os.path.join(at, part)
            os.makedirs(at, exist_ok=True)
            os.chmod(at, 0o755)

    def give(self, user):
        """The checkout to somebody."""
        for place, folders, names in os.walk(self.copy):
            for name in [*folders, *names]:
                os.chown(os.path.join(place, name), user, user, follow_symlinks=False)
        os.chown(self.copy, user, user)

    def inside(self, path):
        """A file of the system, as seen from here."""
        if path == self.checkout or path.startswith(self.checkout + "/"):
            return self.copy + path[len(self.checkout):]
        return self.merged + path

    def run(self, command, home, user=0):
        """(exit status, what it said)"""
        argv = ["bwrap", "--bind", self.merged, "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/run", "--bind", self.copy, self.checkout,
                "--unshare-pid", "--unshare-net", "--die-with-parent", "--chdir", self.checkout, "--",
                "setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]
        # Nothing is to be compiled, and what would be fails at once instead of taking minutes.
        env = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LC_ALL": "C.UTF-8", "CCACHE_COMPILER": "/bin/false"}
        done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              check=False)
        return done.returncode, done.stdout

    def changed(self):
        """{path: (owner, permissions)} of every file that was written or taken away since the system was made; of folders those that are new and
        empty. What programs keep for a moment (/tmp) is left out."""
        return {path: about for path, about in self._differences().items() if self._made.get(path) != about}

    def _differences(self):
        found = {}
        for place, folders, names in os.walk(self.changes):
            for name in names + [one for one in folders if not os.listdir(os.path.join(place, one))]:
                path = os.path.join(place, name)
                inside = path[len(self.changes):]
                if inside.startswith("/tmp/"):
                    continue
                about = os.lstat(path)
                if stat.S_ISDIR(about.st_mode) and os.path.isdir(self.root + inside):
                    continue
                if stat.S_ISCHR(about.st_mode):  # how the overlay keeps that something was taken away
                    found[inside] = "taken away"
                else:
                    found[inside] = (about.st_uid, oct(stat.S_IMODE(about.st_mode)))
        return found


def _run(*command):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)

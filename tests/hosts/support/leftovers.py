"""What does an editor leave behind when it has ended: processes that live on, a core file? Needs machine.begin()."""

import glob
import os
import shutil
import signal
import subprocess
import time


def _parents():
    """{pid: (parent, state)} of all processes of this machine, those inside a Debian root included."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    state, parent = file.read().rpartition(")")[2].split()[:2]
                found[int(name)] = (int(parent), state)
            except OSError:
                continue
    return found


def _words(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return " ".join(file.read().decode(errors="replace").split("\0")).strip()
    except OSError:
        return ""


def living(spared=()):
    """{pid: command line} of everything that lives because this process started it, but for what is spared (processes, with their children)."""
    parents = _parents()
    spared = {process.pid for process in spared}

    def ours(pid):
        while pid in parents:
            if pid in spared:
                return False
            if pid == os.getpid():
                return True
            pid = parents[pid][0]
        return False
    return {pid: _words(pid) for pid, (_, state) in parents.items() if pid != os.getpid() and state not in "ZX" and ours(pid)}


def end_all(spared=(), grace=0.0):
    """Ends what still lives, and gives the command lines of what had not ended by itself within `grace` seconds. `spared`: Popen objects that
    stay, as a screen's. What this process waits for by itself (Popen) it may still wait for afterwards."""
    end = time.monotonic() + grace
    left = living(spared)
    while left and time.monotonic() < end:
        time.sleep(0.05)
        left = living(spared)
    said = sorted(f"{pid}: {words}" for pid, words in left.items())
    while left:
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.02)
        left = living(spared)
    return said


def crash_of(folder, program, root=None):
    """The core files below `folder`, and where the program was when it wrote them, when there is a gdb to ask. Empty when nothing crashed."""
    said = []
    for core in sorted(glob.glob(os.path.join(glob.escape(folder), "**", "core*"), recursive=True)):
        if not os.path.isfile(core):
            continue
        with open(core, "rb") as file:
            if file.read(4) != b"\x7fELF":
                continue
        said.append(f"a core file: {core}")
        if shutil.which("gdb"):
            system = ["-iex", f"set sysroot {root}"] if root else []
            trace = subprocess.run(["gdb", "-nx", "-batch", "-iex", "set auto-load safe-path /", *system, "-ex", "thread apply all bt 40", (root or "") + program, core],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                   errors="replace", timeout=300).stdout
            with open(core + ".txt", "w") as file:
                file.write(trace)
            said.append(f"its back trace: {core}.txt\n" + "\n".join(trace.splitlines()[-40:]))
    return "\n".join(said)

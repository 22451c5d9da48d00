"""How are windows shown, found, typed into and photographed, with no screen on the machine?"""

import os
import re
import struct
import subprocess

import png
import waiting


class Screen:
    """An Xvfb of its own and a window manager; ends with `close`."""

    def __init__(self, folder, size="1280x960"):
        os.makedirs(folder, exist_ok=True)
        self.folder, self.size = folder, size
        reader, writer = os.pipe()
        # -noreset: without it the server throws everybody out when its first client leaves, who may be quicker than the window manager.
        with open(os.path.join(folder, "xvfb.log"), "w") as log:
            self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24", "-fbdir", folder, "-ac",
                                            "-noreset", "-nolisten", "tcp"], pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        os.close(writer)
        with os.fdopen(reader) as number:
            self.display = ":" + number.readline().strip()
        if self.display == ":":
            raise AssertionError(f"Xvfb did not start; see {folder}/xvfb.log")
        self.env = dict(os.environ, DISPLAY=self.display, LC_ALL="C.UTF-8", HOME=folder)
        with open(os.path.join(folder, "openbox.log"), "w") as log:
            self.manager = subprocess.Popen(["openbox", "--sm-disable"], env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            waiting.until(lambda: "window id" in self._run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "the window manager")
        except waiting.TimedOut:
            self.close()
            raise

    @property
    def processes(self):
        return [self.server, self.manager]

    def _run(self, *argv):
        return subprocess.run(argv, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              errors="replace").stdout

    def do(self, *words):
        """What xdotool calls it."""
        return self._run("xdotool", *map(str, words))

    def windows(self, title):
        """Ids of the visible windows whose title matches the regular expression, the newest last."""
        while True:
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], env=self.env, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
            if "X Error" not in found.stderr:  # else a window went while it looked, and it knows of none at all
                return found.stdout.split()

    def titles(self):
        names = (self.title(window) for window in self.windows("."))
        return sorted({name for name in names if name})

    def title(self, window):
        return self._run("xdotool", "getwindowname", window).strip()

    def window(self, title, limit=waiting.SLOW):
        try:
            return waiting.until(lambda: self.windows(title), f"a window named “{title}”", limit, 0.1)[-1]
        except waiting.TimedOut as problem:
            self.photograph("missing-window")
            raise AssertionError(f"{problem}; there are {self.titles()}; see {self.folder}/missing-window.png") from None

    def gone(self, title):
        waiting.until(lambda: not self.windows(title), f"the window “{title}” to go")

    def focus(self, window):
        """Waits until the keyboard is really there: what is typed before would be lost."""
        def there():
            self._run("xdotool", "windowactivate", window)
            return self._run("xdotool", "getwindowfocus").strip() == window or self._run("xdotool", "getactivewindow").strip() == window
        waiting.until(there, "the window to take the keyboard", pause=0.2)

    def key(self, *keys):
        for key in keys:
            self._run("xdotool", "key", "--clearmodifiers", key)

    def type(self, text):
        self._run("xdotool", "type", "--clearmodifiers", "--delay", "15", text)

    def click(self, window, x, y, button=1):
        self._run("xdotool", "mousemove", "--window", window, str(x), str(y), "click", str(button))

    def click_at(self, x, y, button=1):
        """At a place of the screen."""
        self._run("xdotool", "mousemove", "--sync", str(x), str(y), "click", str(button))

    def point_at(self, x, y):
        for step in (4, 0):  # only what moves is noticed
            self._run("xdotool", "mousemove", "--sync", str(x - step), str(y))

    def put_pointer_away(self):
        """So that it covers nothing, and no tip opens under it."""
        self._run("xdotool", "mousemove", "1", "1")

    def maximise(self, window):
        self._run("xdotool", "windowmove", window, "0", "0", "windowsize", window, *self.size.split("x"))

    def move(self, window, x, y):
        self._run("xdotool", "windowmove", window, str(x), str(y))

    def geometry(self, window):
        """Where its inside lies on the screen; xdotool counts the frame twice."""
        said = self._run("xwininfo", "-id", window)
        return tuple(int(re.search(name + r":\s*(-?\d+)", said).group(1))
                     for name in ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height"))

    def photograph(self, name, window=None, quiet=False):
        """Writes NAME.png beside the logs: the whole screen, or the part that one window covers. `quiet`: once nothing moves any more."""
        picture = self._frame_buffer()
        if quiet:
            seen = []

            def still():
                seen.append(self._frame_buffer().data)
                return len(seen) > 3 and seen[-1] == seen[-2] == seen[-3]
            waiting.until(still, "the windows to come to rest", pause=0.3)
            picture = self._frame_buffer()
        if window is not None:
            x, y, width, height = self.geometry(window)
            left, top = max(0, x), max(0, y)
            picture = picture.crop(left, top, min(width, picture.width - left), min(height, picture.height - top))
        png.write(os.path.join(self.folder, name + ".png"), picture)
        return picture

    def _frame_buffer(self):
        """Xvfb keeps its screen in a file in the XWD format: no other program is needed to read it."""
        with open(os.path.join(self.folder, "Xvfb_screen0"), "rb") as file:
            blob = file.read()
        fields = struct.unpack(">25I", blob[:100])
        header, width, height, stride, colours = fields[0], fields[4], fields[5], fields[12], fields[19]
        pixels = blob[header + colours * 12:]
        out = bytearray(width * height * 3)
        for row in range(height):
            line = pixels[row * stride:row * stride + width * 4]  # blue, green, red, nothing
            at = row * width * 3
            out[at:at + width * 3:3] = line[2::4]
            out[at + 1:at + width * 3:3] = line[1::4]
            out[at + 2:at + width * 3:3] = line[0::4]
        return png.Picture(width, height, 3, out)

    def close(self):
        for process in (self.manager, self.server):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

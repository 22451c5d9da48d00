"""How does a test talk to GIMP 3.0 and 3.2? Through inside_gimp3.py, which GIMP's own Python runs."""

import base64
import json
import os
import socket

import png
from gimp import Gimp, GimpError


class Gimp3(Gimp):
    program, console = "gimp-3", "gimp-console-3"
    folder_variable = "GIMP3_DIRECTORY"
    stock = ("python-eval", "script-fu", "file-png", "file-tiff")
    stock_folder = "/usr/lib/{triplet}/gimp/3.0/plug-ins"
    settings = "(show-welcome-dialog no)\n(check-updates no)\n"
    shortcuts_file = "shortcutsrc"

    def start(self):
        listener = socket.create_server(("127.0.0.1", 0))
        try:
            self.env["INLAY_TEST_TALK"] = "127.0.0.1:%d" % listener.getsockname()[1]
            script = os.path.join(self.scripts, "inside_gimp3.py")
            self.launch(["--batch-interpreter=python-fu-eval", "-b", f"exec(open('{script}').read())", "--quit"])
            listener.settimeout(1)
            self.connection = self.until_alive(lambda: self._accept(listener), "GIMP to start its Python")
        finally:
            listener.close()
        self.connection.settimeout(600)
        self.stream = self.connection.makefile("rw", encoding="utf-8", newline="\n")

    @staticmethod
    def _accept(listener):
        try:
            return listener.accept()[0]
        except TimeoutError:
            return None

    def ask(self, what, *with_, **named):
        self.tell(what, *with_, **named)
        return self.hear()

    def tell(self, what, *with_, **named):
        self.stream.write(json.dumps({"do": what, "with": with_, "named": named}) + "\n")
        self.stream.flush()

    def hear(self):
        line = self.stream.readline()
        if not line:
            raise AssertionError(f"GIMP went away; see {self.log_path}")
        answer = json.loads(line)
        if "error" in answer:
            self.refusals.append(answer["error"])
            raise GimpError(answer["error"])
        return answer["value"]

    def quit(self):
        self.stream.write(json.dumps({"do": "quit"}) + "\n")
        self.stream.flush()
        self.connection.close()

    # What inside_gimp3.py offers is called by the same name; only what carries pixels or differs from 2.10 is spelt out.
    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *with_, **named: self.ask(name, *with_, **named)

    @staticmethod
    def _picture(answer, channels):
        width, height, text = answer
        return png.Picture(width, height, channels, base64.b64decode(text))

    def pixels(self, drawable):
        return self._picture(self.ask("pixels", drawable), 4)

    def mask_pixels(self, drawable):
        return self._picture(self.ask("mask_pixels", drawable), 1)

    def selection_pixels(self, image):
        return self._picture(self.ask("selection_pixels", image), 1)

    def host_conversion(self, picture, base, depth):
        return self._picture(self.ask("host_conversion", self.file_of(picture), base, depth), 4)

    def edit(self, image, drawable, prompt=None, mode="noninteractive", **options):
        return self.ask("inlay", "plug-in-inlay-edit-layer", mode, image, [drawable] if drawable else [], self._options(prompt, options))

    def generate_layer(self, image, prompt=None, mode="noninteractive", **options):
        return self.ask("inlay", "plug-in-inlay-generate-layer", mode, image, [], self._options(prompt, options))

    def generate_image(self, prompt=None, mode="noninteractive", **options):
        return self.ask("inlay", "plug-in-inlay-generate-image", mode, 0, [], self._options(prompt, options))[0]

    @staticmethod
    def _options(prompt, options):
        named = {name.replace("_", "-"): value for name, value in options.items()}
        return named if prompt is None else {"prompt": prompt, **named}

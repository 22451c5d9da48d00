"""How does a test talk to GIMP 2.10? Through GIMP's own Script-Fu server: its only scripting language there, and ours are called from it."""

import hashlib
import json
import os
import socket
import struct

import icc
import png
from gimp import Gimp, GimpError
from script_fu import ScriptFu, Word, parsed, spelt

BASES = {"rgb": 0, "gray": 1, "indexed": 2}
DEPTHS = {"u8": 100, "u16": 200, "u32": 300, "half": 500, "float": 600}
RUN_MODES = {"interactive": 0, "noninteractive": 1, "last": 2}


def precision(name):
    depth, curve = name.split("-")
    return DEPTHS[depth] + (50 if curve == "gamma" else 0)


def tiff_pixels(blob):
    """The strips of an uncompressed TIFF: what stands around them says how the picture was saved. (The unused part of a colour map is noise.)"""
    order = {b"II": "<", b"MM": ">"}[blob[:2]]
    at, = struct.unpack_from(order + "I", blob, 4)
    fields = {}
    for index in range(struct.unpack_from(order + "H", blob, at)[0]):
        tag, kind, count = struct.unpack_from(order + "HHI", blob, at + 2 + 12 * index)
        letter, size = {3: ("H", 2), 4: ("I", 4)}.get(kind, ("", 0))
        if letter:
            place = at + 2 + 12 * index + 8
            if count * size > 4:
                place, = struct.unpack_from(order + "I", blob, place)
            fields[tag] = struct.unpack_from(f"{order}{count}{letter}", blob, place)
    assert fields[259] == (1,), "the TIFF is compressed"
    strips = b"".join(blob[start:start + length] for start, length in zip(fields[273], fields[279]))
    assert strips, "the TIFF holds no pixels"
    return repr([fields.get(tag) for tag in (256, 257, 258, 277)]).encode() + strips


class Gimp2(Gimp):
    program, console = "gimp-2.10", "gimp-console-2.10"
    folder_variable = "GIMP2_DIRECTORY"
    stock = ("script-fu", "file-png", "file-tiff")
    stock_folder = "/usr/lib/gimp/2.0/plug-ins"
    settings = "(show-tips no)\n(check-updates no)\n"
    shortcuts_file = "menurc"

    def start(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.launch(["--batch-interpreter=plug-in-script-fu-eval", "-b", f'(plug-in-script-fu-server 1 "127.0.0.1" {port} "")'])
        self.server = self.until_alive(lambda: self._connected(port), "GIMP to start its Script-Fu server")

    @staticmethod
    def _connected(port):
        try:
            return ScriptFu(port)
        except OSError:
            return None

    def quit(self):
        self.server.tell("(gimp-quit 1)")
        self.server.line.close()

    def script(self, text):
        try:
            return self.server.ask(text)
        except GimpError as problem:
            self.refusals.append(str(problem))
            raise

    def call(self, name, *arguments):
        """A procedure's results as a list."""
        return parsed(self.script(f"({name} {' '.join(spelt(argument) for argument in arguments)})"))

    def first(self, name, *arguments):
        return self.call(name, *arguments)[0]

    # --- making pictures

    def new_image(self, width, height, base, depth):
        return self.first("gimp-image-new-with-precision", width, height, BASES[base], precision(depth))

    def layer_from_file(self, image, path, name, x, y, parent=0, position=0):
        layer = self.first("gimp-file-load-layer", 1, image, path)
        self.call("gimp-item-set-name", layer, name)
        self.call("gimp-image-insert-layer", image, layer, parent, position)
        self.call("gimp-layer-set-offsets", layer, x, y)
        return layer

    def new_group(self, image, name, parent=0, position=0):
        group = self.first("gimp-layer-group-new", image)
        self.call("gimp-item-set-name", group, name)
        self.call("gimp-image-insert-layer", image, group, parent, position)
        return group

    def new_text_layer(self, image, text, size, x, y):
        layer = self.first("gimp-text-layer-new", image, text, "Sans", size, 0)
        self.call("gimp-image-insert-layer", image, layer, 0, 0)
        self.call("gimp-layer-set-offsets", layer, x, y)
        return layer

    def new_channel(self, image, name):
        channel = self.first("gimp-channel-new", image, self.first("gimp-image-width", image), self.first("gimp-image-height", image), name,
                             50, Word("'(0 0 0)"))
        self.call("gimp-image-insert-channel", image, channel, 0, 0)
        return channel

    def channels(self, image):
        """The quick mask is one of them."""
        return self.call("gimp-image-get-channels", image)[1]

    def convert(self, image, base=None, depth=None, colours=16):
        self._to_precision(image, precision(depth) if depth else 0)
        if base == "gray":
            self.call("gimp-image-convert-grayscale", image)
        elif base == "rgb":
            self.call("gimp-image-convert-rgb", image)
        elif base == "indexed":
            self.call("gimp-image-convert-indexed", image, 0, 0, colours, False, False, "")

    def _to_precision(self, image, wanted):
        """GIMP refuses to convert to what is there already."""
        if wanted and wanted != self.first("gimp-image-get-precision", image):
            self.call("gimp-image-convert-precision", image, wanted)

    def set_profile(self, image, path, and_convert):
        if and_convert:
            self.call("gimp-image-convert-color-profile-from-file", image, "file://" + path, 1, False)
        else:
            self.call("gimp-image-set-color-profile-from-file", image, "file://" + path)

    def add_mask(self, layer, kind):
        mask = self.first("gimp-layer-create-mask", layer, Word(f"ADD-MASK-{kind.upper()}"))
        self.call("gimp-layer-add-mask", layer, mask)
        return mask

    def set_mask_state(self, layer, apply=True, edit=True):
        self.call("gimp-layer-set-apply-mask", layer, apply)
        self.call("gimp-layer-set-edit-mask", layer, edit)

    def select(self, image, shape, x, y, width, height, feather=0):
        self.call("gimp-context-set-antialias", True)
        self.call("gimp-context-set-feather", False)
        self.call(f"gimp-image-select-{shape}", image, 2, x, y, width, height)
        if feather:
            self.call("gimp-selection-feather", image, feather)

    def select_none(self, image):
        self.call("gimp-selection-none", image)

    # --- reading

    def describe(self, number):
        x, y = self.call("gimp-drawable-offsets", number)
        mask = self.first("gimp-layer-get-mask", number)
        is_group = self.first("gimp-item-is-group", number)
        return {"id": number, "name": self.first("gimp-item-get-name", number), "x": x, "y": y,
                "width": self.first("gimp-drawable-width", number), "height": self.first("gimp-drawable-height", number),
                "alpha": bool(self.first("gimp-drawable-has-alpha", number)), "gray": bool(self.first("gimp-drawable-is-gray", number)),
                "indexed": bool(self.first("gimp-drawable-is-indexed", number)), "visible": bool(self.first("gimp-item-get-visible", number)),
                "opacity": self.first("gimp-layer-get-opacity", number), "normal": self.first("gimp-layer-get-mode", number) == 28,
                "mask": max(0, mask), "parent": max(0, self.first("gimp-item-get-parent", number)),
                "children": self.call("gimp-item-get-children", number)[1] if is_group else [],
                "parasites": self.call("gimp-item-get-parasite-list", number)[1]}

    def layers(self, image):
        return self.call("gimp-image-get-layers", image)[1]

    def describe_image(self, number):
        base = {value: key for key, value in BASES.items()}[self.first("gimp-image-base-type", number)]
        palette = self.call("gimp-image-get-colormap", number)[1] if base == "indexed" else []
        return {"width": self.first("gimp-image-width", number), "height": self.first("gimp-image-height", number), "base": base,
                "dirty": bool(self.first("gimp-image-is-dirty", number)), "palette": bytes(palette).hex(),
                "precision": self.first("gimp-image-get-precision", number), "layers": self.layers(number)}

    def images(self):
        return self.call("gimp-image-list")[1]

    def _exported(self, image, drawable):
        self.counter += 1
        path = os.path.join(self.scratch, f"export-{self.counter}.png")
        self.call("file-png-save2", 1, image, drawable, path, path, 0, 1, 0, 0, 0, 0, 0, 0, 1)
        return png.read(path)

    def _new_like(self, drawable, base, depth):
        """An empty image of the drawable's size."""
        width, height = self.first("gimp-drawable-width", drawable), self.first("gimp-drawable-height", drawable)
        image = self.first("gimp-image-new-with-precision", width, height, base, depth)
        self.call("gimp-image-undo-disable", image)
        return image

    def _copied(self, drawable):
        """An image of the same mode, with one copy of the drawable's pixels alone, so that what is done to it changes nothing else."""
        source = self.first("gimp-item-get-image", drawable)
        base = self.first("gimp-image-base-type", source)
        if self.first("gimp-item-is-layer-mask", drawable) or self.first("gimp-item-is-channel", drawable):
            image = self._new_like(drawable, 1, 100)  # linear, as masks are: no value is bent
        else:
            image = self._new_like(drawable, base, self.first("gimp-image-get-precision", source))
            if base == 2:
                count, colours = self.call("gimp-image-get-colormap", source)
                self.call("gimp-image-set-colormap", image, count, colours)
            if "icc-profile" in self.call("gimp-image-get-parasite-list", source)[1]:
                # Before the pixels come: GIMP would convert them on their way to an image of another profile.
                length, data = self.call("gimp-image-get-color-profile", source)
                self.call("gimp-image-set-color-profile", image, length, data)
        layer = self.first("gimp-layer-new-from-drawable", drawable, image)
        self.call("gimp-image-insert-layer", image, layer, 0, 0)
        self.call("gimp-layer-set-offsets", layer, 0, 0)
        if self.first("gimp-layer-get-mask", layer) > 0:
            self.call("gimp-layer-remove-mask", layer, 1)
        return image, layer

    def pixels(self, drawable):
        """sRGB, 8 bit, RGBA, by GIMP's own conversion."""
        image, layer = self._copied(drawable)
        try:
            if not self.first("gimp-drawable-has-alpha", layer):
                self.call("gimp-layer-add-alpha", layer)
            if self.first("gimp-image-base-type", image) == 2:
                self.call("gimp-image-convert-rgb", image)
            # The profile before the 8 bits: afterwards its rounding would be ours.
            self._to_precision(image, 650)
            if "icc-profile" in self.call("gimp-image-get-parasite-list", image)[1]:
                path = os.path.join(self.scratch, "srgb.icc")
                with open(path, "wb") as file:
                    file.write(icc.srgb())
                self.call("gimp-image-convert-color-profile-from-file", image, "file://" + path, 1, False)
            self._to_precision(image, 150)
            return self._exported(image, layer).rgba()
        finally:
            self.call("gimp-image-delete", image)

    def mask_pixels(self, drawable):
        image, layer = self._copied(drawable)
        try:
            return self._exported(image, layer).plane(0)
        finally:
            self.call("gimp-image-delete", image)

    def selection_pixels(self, image):
        return self.mask_pixels(self.first("gimp-image-get-selection", image))

    def fingerprint(self, drawable):
        """Of the pixels in the form in which GIMP keeps them (an uncompressed TIFF of that depth): equal only when no bit changed."""
        self.counter += 1
        path = os.path.join(self.scratch, f"fingerprint-{self.counter}.tif")
        image, layer = self._copied(drawable)  # of an image with several layers GIMP would save all
        try:
            self.call("file-tiff-save", 1, image, layer, path, path, 0)
        finally:
            self.call("gimp-image-delete", image)
        with open(path, "rb") as file:
            found = hashlib.sha256(tiff_pixels(file.read())).hexdigest()
        os.unlink(path)
        return found

    def parasite(self, number, name):
        found = self.call("gimp-item-get-parasite", number, name)
        return found[0][2]

    # --- changing

    def set_offsets(self, number, x, y):
        self.call("gimp-layer-set-offsets", number, x, y)

    def set_look(self, number, opacity, multiply):
        self.call("gimp-layer-set-opacity", number, opacity)
        self.call("gimp-layer-set-mode", number, Word("LAYER-MODE-MULTIPLY" if multiply else "LAYER-MODE-NORMAL"))

    def resize_layer(self, number, width, height):
        self.call("gimp-layer-resize", number, width, height, 0, 0)

    def flip(self, number):
        self.call("gimp-item-transform-flip-simple", number, 0, True, 0)

    def float_selection(self, image, number):
        return self.first("gimp-selection-float", number, 3, 3)

    def anchor(self, floating):
        self.call("gimp-floating-sel-anchor", floating)

    def remove_layer(self, number):
        self.call("gimp-image-remove-layer", self.first("gimp-item-get-image", number), number)

    def reorder(self, number, position):
        image = self.first("gimp-item-get-image", number)
        self.call("gimp-image-reorder-item", image, number, max(0, self.first("gimp-item-get-parent", number)), position)

    def select_layers(self, image, numbers):
        self.call("gimp-image-set-active-layer", image, numbers[0])

    def selected_layers(self, image):
        active = self.first("gimp-image-get-active-layer", image)
        return [active] if active > 0 else []

    def open_display(self, image):
        return self.first("gimp-display-new", image)

    def close_display(self, number):
        self.call("gimp-display-delete", number)

    def flush(self):
        self.call("gimp-displays-flush")

    def delete_image(self, number):
        self.call("gimp-image-delete", number)

    def mark_clean(self, image):
        self.call("gimp-image-clean-all", image)

    def host_conversion(self, picture, base, depth):
        path = self.file_of(picture)
        image = self.first("gimp-file-load", 1, path, path)
        try:
            self.convert(image, base if base != "rgb" else None, depth)
            return self.pixels(self.layers(image)[0])
        finally:
            self.call("gimp-image-delete", image)

    def save(self, image, path):
        self.call("gimp-file-save", 1, image, self.first("gimp-image-get-active-drawable", image), path, path)

    # --- Inlay

    def edit(self, image, drawable, prompt=None, mode="noninteractive", **options):
        return self.call("plug-in-inlay-edit-layer", RUN_MODES[mode], image, drawable or -1, prompt or "", self._options(options))[1]

    def generate_layer(self, image, prompt=None, mode="noninteractive", **options):
        return self.call("plug-in-inlay-generate-layer", RUN_MODES[mode], image, -1, prompt or "", self._options(options))[1]

    def generate_image(self, prompt=None, mode="noninteractive", **options):
        return self.call("plug-in-inlay-generate-image", RUN_MODES[mode], prompt or "", self._options(options))[0]

    @staticmethod
    def _options(options):
        return json.dumps({name.replace("_", "-"): value for name, value in options.items()}) if options else ""

    def menus(self, procedure):
        """[label, path] as the procedure browser lists them, or nothing."""
        answer = self.call("gimp-plugins-query", "")
        # count, paths of the menus, ..., names of the procedures
        for path, name in zip(answer[1], answer[-1]):
            if name == procedure:
                return [path]
        return []

    def version(self):
        return self.first("gimp-version")

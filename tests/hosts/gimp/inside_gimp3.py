# What runs inside GIMP 3? A loop that reads one JSON object a line from the test, does what it says, and answers. GIMP's Python console
# executes this file (`exec`), with `Gimp` already there. One binary serves 3.0 and 3.2, and so does this file.
import base64
import hashlib
import json
import os
import socket
import traceback

import gi
gi.require_version("Gegl", "0.4")
gi.require_version("Gimp", "3.0")
from gi.repository import Gegl, Gimp, Gio  # noqa: E402

BASES = {"rgb": Gimp.ImageBaseType.RGB, "gray": Gimp.ImageBaseType.GRAY, "indexed": Gimp.ImageBaseType.INDEXED}
MODES = {"interactive": Gimp.RunMode.INTERACTIVE, "noninteractive": Gimp.RunMode.NONINTERACTIVE, "last": Gimp.RunMode.WITH_LAST_VALS}


def precision(name):
    depth, curve = name.split("-")
    curve = {"linear": "LINEAR", "gamma": "NON_LINEAR"}[curve]
    return getattr(Gimp.Precision, f"{depth.upper()}_{curve}")


def image_of(number):
    image = Gimp.Image.get_by_id(number)
    if image is None:
        raise ValueError(f"there is no image {number}")
    return image


def item_of(number):
    item = Gimp.Item.get_by_id(number)
    if item is None:
        raise ValueError(f"there is no item {number}")
    return item


def run_procedure(procedure, **arguments):
    found = Gimp.get_pdb().lookup_procedure(procedure)
    if found is None:
        raise ValueError(f"there is no procedure {procedure}")
    config = found.create_config()
    for name, value in arguments.items():
        if isinstance(value, list):
            config.set_core_object_array(name, value)
        else:
            config.set_property(name, value)
    result = found.run(config)
    if result.index(0) != Gimp.PDBStatusType.SUCCESS:
        raise RuntimeError(f"{result.index(0).value_nick}: {Gimp.get_pdb().get_last_error()}")
    return result


def new_image(width, height, base, depth):
    return Gimp.Image.new_with_precision(width, height, BASES[base], precision(depth)).get_id()


def layer_from_file(image, path, name, x, y, parent=0, position=0):
    layer = Gimp.file_load_layer(Gimp.RunMode.NONINTERACTIVE, image_of(image), Gio.File.new_for_path(path))
    layer.set_name(name)
    if not image_of(image).insert_layer(layer, item_of(parent) if parent else None, position):
        raise RuntimeError("the layer was not inserted")
    layer.set_offsets(x, y)
    return layer.get_id()


def new_group(image, name, parent=0, position=0):
    group = Gimp.GroupLayer.new(image_of(image), name)
    image_of(image).insert_layer(group, item_of(parent) if parent else None, position)
    return group.get_id()


def new_text_layer(image, text, size, x, y):
    layer = Gimp.TextLayer.new(image_of(image), text, Gimp.context_get_font(), size, Gimp.Unit.pixel())
    image_of(image).insert_layer(layer, None, 0)
    layer.set_offsets(x, y)
    return layer.get_id()


def new_channel(image, name):
    channel = Gimp.Channel.new(image_of(image), name, image_of(image).get_width(), image_of(image).get_height(), 50,
                               Gegl.Color.new("black"))
    image_of(image).insert_channel(channel, None, 0)
    return channel.get_id()


def channels(image):
    """The quick mask is one of them."""
    return [channel.get_id() for channel in image_of(image).get_channels()]


def convert(image, base=None, depth=None, colours=16):
    image = image_of(image)
    if depth and image.get_precision() != precision(depth):
        image.convert_precision(precision(depth))
    if base == "gray":
        image.convert_grayscale()
    elif base == "rgb":
        image.convert_rgb()
    elif base == "indexed":
        image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, colours, False, False, "")


def set_profile(image, path, and_convert):
    file = Gio.File.new_for_path(path)
    image = image_of(image)
    if and_convert:
        done = image.convert_color_profile_from_file(file, Gimp.ColorRenderingIntent.RELATIVE_COLORIMETRIC, False)
    else:
        done = image.set_color_profile_from_file(file)
    if not done:
        raise RuntimeError("the profile was not taken")


def add_mask(layer, kind):
    layer = item_of(layer)
    mask = layer.create_mask(getattr(Gimp.AddMaskType, kind.upper()))
    layer.add_mask(mask)
    return mask.get_id()


def set_mask_state(layer, apply=True, edit=True):
    item_of(layer).set_apply_mask(apply)
    item_of(layer).set_edit_mask(edit)


def select(image, shape, x, y, width, height, feather=0):
    image = image_of(image)
    Gimp.context_set_antialias(True)
    Gimp.context_set_feather(False)
    chosen = image.select_ellipse if shape == "ellipse" else image.select_rectangle
    chosen(Gimp.ChannelOps.REPLACE, x, y, width, height)
    if feather:
        Gimp.Selection.feather(image, feather)


def select_none(image):
    Gimp.Selection.none(image_of(image))


def describe(number):
    item = item_of(number)
    found, x, y = item.get_offsets()
    mask = item.get_mask()
    parent = item.get_parent()
    children = item.get_children() if item.is_group() else []
    return {"id": number, "name": item.get_name(), "x": x, "y": y, "width": item.get_width(), "height": item.get_height(),
            "alpha": item.has_alpha(), "gray": item.is_gray(), "indexed": item.is_indexed(), "visible": item.get_visible(),
            "opacity": item.get_opacity(), "normal": item.get_mode() == Gimp.LayerMode.NORMAL, "mask": mask.get_id() if mask else 0,
            "parent": parent.get_id() if parent else 0, "children": [child.get_id() for child in children],
            "parasites": list(item.get_parasite_list())}


def layers(image):
    return [layer.get_id() for layer in image_of(image).get_layers()]


def describe_image(number):
    image = image_of(number)
    base = {Gimp.ImageBaseType.RGB: "rgb", Gimp.ImageBaseType.GRAY: "gray", Gimp.ImageBaseType.INDEXED: "indexed"}[image.get_base_type()]
    palette = ""
    if base == "indexed":
        palette = " ".join("%.5f,%.5f,%.5f" % colour.get_rgba()[:3] for colour in image.get_palette().get_colors())
    return {"width": image.get_width(), "height": image.get_height(), "base": base, "dirty": image.is_dirty(), "palette": palette,
            "precision": image.get_precision().value_nick, "layers": layers(number)}


def images():
    return [image.get_id() for image in Gimp.get_images()]


def buffer_bytes(number, form):
    item = item_of(number)
    width, height = item.get_width(), item.get_height()
    data = item.get_buffer().get(Gegl.Rectangle.new(0, 0, width, height), 1.0, form, Gegl.AbyssPolicy.NONE)
    return width, height, bytes(data)


def pixels(number):
    """sRGB, 8 bit, RGBA, by GIMP's own conversion."""
    width, height, data = buffer_bytes(number, "R'G'B'A u8")
    return width, height, base64.b64encode(data).decode()


def mask_pixels(number):
    width, height, data = buffer_bytes(number, "Y u8")
    return width, height, base64.b64encode(data).decode()


def selection_pixels(image):
    return mask_pixels(Gimp.Image.get_selection(image_of(image)).get_id())


def fingerprint(number):
    """Of the pixels in the form in which GIMP keeps them: equal only when no bit changed."""
    width, height, data = buffer_bytes(number, None)
    return f"{width}x{height}:{len(data)}:{hashlib.sha256(data).hexdigest()}"


def parasite(number, name):
    found = item_of(number).get_parasite(name)
    return bytes(found.get_data()).decode() if found else ""


def set_offsets(number, x, y):
    item_of(number).set_offsets(x, y)


def set_look(number, opacity, multiply):
    item_of(number).set_opacity(opacity)
    item_of(number).set_mode(Gimp.LayerMode.MULTIPLY if multiply else Gimp.LayerMode.NORMAL)


def resize_layer(number, width, height):
    item_of(number).resize(width, height, 0, 0)


def flip(number):
    item_of(number).transform_flip_simple(Gimp.OrientationType.HORIZONTAL, True, 0)


def float_selection(image, number):
    floating = Gimp.Selection.float(image_of(image), [item_of(number)], 3, 3)
    return floating.get_id()


def anchor(floating):
    Gimp.floating_sel_anchor(item_of(floating))


def remove_layer(number):
    item = item_of(number)
    item.get_image().remove_layer(item)


def reorder(number, position):
    item = item_of(number)
    item.get_image().reorder_item(item, item.get_parent(), position)


def select_layers(image, numbers):
    image_of(image).set_selected_layers([item_of(number) for number in numbers])


def selected_layers(image):
    return [layer.get_id() for layer in image_of(image).get_selected_layers()]


def open_display(image):
    display = Gimp.Display.new(image_of(image))
    Gimp.displays_flush()
    return display.get_id() if display else 0


def close_display(number):
    return Gimp.Display.get_by_id(number).delete()


def flush():
    Gimp.displays_flush()


def delete_image(number):
    return image_of(number).delete()


def mark_clean(image):
    image_of(image).clean_all()


def host_conversion(path, base, depth):
    """What the host itself makes of an sRGB picture in another mode: as sRGB again, so that it can be compared."""
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(path))
    try:
        convert(image.get_id(), base if base != "rgb" else None, depth)
        return pixels(image.get_layers()[0].get_id())
    finally:
        image.delete()


def save(image, path):
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image_of(image), Gio.File.new_for_path(path), None)


def inlay(procedure, mode, image=0, drawables=(), options=None):
    arguments = {"run-mode": MODES[mode], **(options or {})}
    if image:
        arguments["image"] = image_of(image)
    if drawables:
        arguments["drawables"] = [item_of(number) for number in drawables]
    result = run_procedure(procedure, **arguments)
    if procedure.endswith("generate-image"):
        return [result.index(1).get_id()] + [layer.get_id() for layer in result.get_core_object_array(2)]
    return [layer.get_id() for layer in result.get_core_object_array(1)]


def script_fu(text):
    """Script-Fu in its own process, as a script of a person would run."""
    run_procedure("plug-in-script-fu-eval", **{"run-mode": Gimp.RunMode.NONINTERACTIVE, "script": text})


def menus(procedure):
    found = Gimp.get_pdb().lookup_procedure(procedure)
    return [found.get_menu_label(), *found.get_menu_paths()] if found else []


def version():
    return Gimp.version()


def serve():
    host, port = os.environ["INLAY_TEST_TALK"].split(":")
    with socket.create_connection((host, int(port))) as line:
        stream = line.makefile("rw", encoding="utf-8", newline="\n")
        while True:
            text = stream.readline()
            if not text:
                return
            order = json.loads(text)
            if order["do"] == "quit":
                return
            try:
                answer = {"value": globals()[order["do"]](*order.get("with", []), **order.get("named", {}))}
            except Exception as problem:  # the test decides what is a failure
                answer = {"error": str(problem), "trace": traceback.format_exc()}
            stream.write(json.dumps(answer) + "\n")
            stream.flush()


serve()

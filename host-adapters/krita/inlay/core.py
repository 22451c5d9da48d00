"""How does Python speak to libinlay.so? The only file that uses ctypes; inlay.h says what each function means.

A test compares every structure and constant here with what a C compiler makes of inlay.h.
"""

import ctypes
import json
import os
from ctypes import POINTER, byref, c_char, c_char_p, c_double, c_int32, c_uint32, c_uint64, c_void_p, sizeof

ABI_VERSION = 1

RGBA8, BGRA8, GREY8 = 1, 2, 3
U8, U16, F16, F32 = 1, 2, 3, 4
MASK_IN_ALPHA = 0x100
PREPARING, SENDING, WAITING, RECEIVING, RETRYING, PLACING = range(6)


class Sized(ctypes.Structure):
    """A structure whose first field tells the library how much of it there is."""

    def __init__(self, **fields):
        super().__init__(struct_size=sizeof(type(self)), **fields)


class Pixels(Sized):
    _fields_ = [("struct_size", c_uint32), ("format", c_uint32), ("width", c_int32), ("height", c_int32), ("stride", c_uint64),
                ("data", c_void_p)]


class Samples(Sized):
    _fields_ = [("struct_size", c_uint32), ("type", c_uint32), ("channels", c_uint32), ("width", c_int32), ("height", c_int32),
                ("reserved", c_uint32), ("stride", c_uint64), ("data", c_void_p)]


class JobRequest(Sized):
    _fields_ = [("struct_size", c_uint32), ("layer_x", c_int32), ("layer_y", c_int32), ("layer_width", c_int32), ("layer_height", c_int32),
                ("canvas_width", c_int32), ("canvas_height", c_int32), ("action", c_char_p), ("options_json", c_char_p),
                ("layer_name", c_char_p), ("layer", Pixels), ("selection", Pixels)]


class JobStatus(Sized):
    _fields_ = [("struct_size", c_uint32), ("finished", c_int32), ("stage", c_int32), ("fraction", c_double), ("seconds", c_double),
                ("text", c_char * 256), ("asked", c_uint32), ("arrived", c_uint32), ("ready", c_uint32), ("preview", c_uint32),
                ("key_stored", c_uint32)]


class InlayError(Exception):
    """What the library, or Krita, said: one sentence, and what to do about it."""

    def __init__(self, message, advice="", code="host_failed", outcome=None):
        """`outcome`: how message() is told of it, when it is more than the words."""
        super().__init__(message)
        self.message, self.advice, self.code = message, advice, code
        self.outcome = outcome or {"error": {"message": message, "advice": advice, "code": code}}


class _Buffer(ctypes.Structure):
    """Python's own Py_buffer: the address of what a QByteArray holds, without a copy of it."""
    _fields_ = [("buf", c_void_p), ("obj", ctypes.py_object), ("len", ctypes.c_ssize_t), ("itemsize", ctypes.c_ssize_t),
                ("readonly", ctypes.c_int), ("ndim", ctypes.c_int), ("format", c_char_p), ("shape", c_void_p), ("strides", c_void_p),
                ("suboffsets", c_void_p), ("internal", c_void_p)]


class Borrowed:
    """The bytes of a QByteArray, a map of memory or of bytes, where they are; valid within a `with` block."""

    def __init__(self, data):
        self.data = data if isinstance(data, bytes) else memoryview(data)
        self.view = _Buffer()

    def __enter__(self):
        ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(self.data), byref(self.view), 0)
        return self.view.buf

    def __exit__(self, *_):
        ctypes.pythonapi.PyBuffer_Release(byref(self.view))


_HERE = os.path.dirname(os.path.abspath(__file__))
_library = None
_living = set()  # jobs and tasks that have a thread


def _declare(name, result, *arguments):
    function = getattr(_library, name)
    function.restype, function.argtypes = result, list(arguments)


def library():
    """Loads libinlay.so beside this file once. Raises InlayError when it is missing or of another version."""
    global _library
    if _library is not None:
        return _library
    path = os.path.join(_HERE, "lib", "libinlay.so")
    try:
        loaded = ctypes.CDLL(path)
    except OSError as problem:
        raise InlayError(f"Inlay's library cannot be loaded: {problem}", "Install Inlay again.") from None
    loaded.inlay_abi_version.restype, loaded.inlay_abi_version.argtypes = c_uint32, []
    if loaded.inlay_abi_version() != ABI_VERSION:
        raise InlayError("Inlay's library and its Krita plug-in are of different versions.", "Install Inlay again, then restart Krita.")
    _library = loaded
    # Text that is ours to free comes as a plain address: c_char_p would copy it and lose the address.
    _declare("inlay_version", c_char_p)
    _declare("inlay_string_free", None, c_void_p)
    _declare("inlay_parameters", c_void_p, c_char_p)
    _declare("inlay_state", c_void_p)
    _declare("inlay_price", c_void_p, c_char_p, c_char_p)
    _declare("inlay_form", c_void_p, c_char_p, c_char_p, c_char_p)
    _declare("inlay_recall", c_void_p, c_char_p)
    _declare("inlay_remember", c_void_p, c_char_p, c_char_p)
    _declare("inlay_message", c_void_p, c_char_p)
    _declare("inlay_settings_change", c_void_p, c_char_p)
    _declare("inlay_scale", c_int32, POINTER(Samples), c_int32, c_int32, c_void_p)
    _declare("inlay_frame", c_void_p, c_char_p, c_int32, c_int32, POINTER(Pixels))
    _declare("inlay_job_start", c_void_p, POINTER(JobRequest))
    _declare("inlay_job_poll", None, c_void_p, POINTER(JobStatus))
    _declare("inlay_job_cancel", None, c_void_p)
    _declare("inlay_job_result", c_void_p, c_void_p)
    _declare("inlay_job_edit", c_int32, c_void_p, c_uint32, c_uint32, POINTER(Pixels))
    _declare("inlay_job_edit_mask", c_int32, c_void_p, c_uint32, POINTER(Pixels))
    _declare("inlay_job_thumbnail", c_int32, c_void_p, c_uint32, c_int32, POINTER(Pixels))
    _declare("inlay_job_preview", c_int32, c_void_p, c_int32, POINTER(Pixels))
    _declare("inlay_job_confirm", None, c_void_p)
    _declare("inlay_job_place_again", c_void_p, c_void_p, c_char_p)
    _declare("inlay_job_free", None, c_void_p)
    _declare("inlay_task_start", c_void_p, c_char_p)
    _declare("inlay_task_result", c_void_p, c_void_p)
    _declare("inlay_task_free", None, c_void_p)
    _declare("inlay_set_program", None, c_char_p)
    _declare("inlay_sandbox_stop", None)
    return _library


def _text(address):
    """The text at an address that the library gave away, which is freed; None for NULL."""
    if not address:
        return None
    try:
        return ctypes.string_at(address).decode("utf-8", "replace")
    finally:
        library().inlay_string_free(address)


def _value(address):
    """The JSON at an address. Raises InlayError for an error object."""
    text = _text(address)
    if text is None:
        raise InlayError("There is not enough memory.", "Close other documents and try again.", "internal")
    value = json.loads(text)
    if isinstance(value, dict) and "error" in value:
        error = value["error"]
        raise InlayError(error["message"], error["advice"], error["code"])
    return value


def version():
    return library().inlay_version().decode()


def form(action, written, context):
    """What the docker shows for what is written into it, and for what only Krita knows."""
    return _value(library().inlay_form(action.encode(), json.dumps(written).encode(), json.dumps(context).encode()))


def recall(action):
    """What was written when this action was last run."""
    return _value(library().inlay_recall(action.encode()))


def remember(action, written):
    """Keeps what is written; gives the options of the run. Raises InlayError when there is no prompt."""
    return _value(library().inlay_remember(action.encode(), json.dumps(written).encode()))


def message(action, **outcome):
    """What is said at the end of a run, and which buttons go with it."""
    return _value(library().inlay_message(json.dumps(dict(outcome, action=action)).encode()))


def _told(outcome):
    said = message("edit-layer", **outcome)
    return InlayError(said["sentence"], said["advice"], said["code"], outcome)


def target_changed(change):
    """An error: the target is no longer what it was. `change` as inlay_message knows it: "layer-deleted" ..."""
    return _told({"target_change": change})


def cannot_capture(problem, layer=""):
    """An error: what a run needs cannot be read. `problem` as inlay_message knows it: "no-layer" ..."""
    return _told({"capture_problem": problem, "layer_name": layer})


def change_settings(**changes):
    address = library().inlay_settings_change(json.dumps(changes).encode())
    if address:
        _value(address)


def quit_library():
    """Joins the threads of all jobs and tasks that are left, whoever had them, and ends the sandbox."""
    if _library is None:
        return
    for one in list(_living):
        one.free()
    _library.inlay_sandbox_stop()


def scale(data, sample_type, channels, size, target):
    """Bytes of `size` in a host's colour model, scaled down to `target`."""
    width = {U8: 1, U16: 2, F16: 2, F32: 4}[sample_type] * channels
    out = ctypes.create_string_buffer(width * target[0] * target[1])
    with Borrowed(data) as address:
        samples = Samples(type=sample_type, channels=channels, width=size[0], height=size[1], stride=width * size[0], data=address)
        if not library().inlay_scale(byref(samples), target[0], target[1], out):
            raise InlayError("The layer could not be made smaller.", "", "internal")
    return out.raw


def frame(options, size, selection=None):
    """Which part of a layer of `size` would be sent: {x, y, width, height, sent_width, sent_height}."""
    text = json.dumps(options).encode()
    if selection is None:
        return _value(library().inlay_frame(text, size[0], size[1], None))
    with Borrowed(selection) as address:
        mask = Pixels(format=GREY8, width=size[0], height=size[1], stride=size[0], data=address)
        return _value(library().inlay_frame(text, size[0], size[1], byref(mask)))


class Capture:
    """What a job is given of the document: a complete value, in canvas pixels."""

    def __init__(self, canvas, rect=(0, 0, 0, 0), name="", pixels=None, pixels_size=None, selection=None):
        self.canvas, self.rect, self.name = canvas, rect, name
        self.pixels, self.pixels_size = pixels, pixels_size or rect[2:]  # BGRA, 8 bit, sRGB; smaller than rect: scaled down
        self.selection = selection  # one byte a pixel, of rect's size; None: nothing is selected


def _small(pixels):
    return ctypes.string_at(pixels.data, pixels.stride * pixels.height), pixels.width, pixels.height


class Picture:
    """Pixels where the library keeps them: while their job lives, and until the same edit is asked for in another format."""

    def __init__(self, pixels, pixel):
        self.pixels, self.pixel = pixels, pixel  # pixel: bytes of one

    def copy(self, rect, to):
        """Writes a part (x, y, width, height) into a buffer of just its size."""
        x, y, width, height = rect
        stride, line = self.pixels.stride, width * self.pixel
        first = self.pixels.data + y * stride + x * self.pixel
        with Borrowed(to) as address:
            if line == stride:
                ctypes.memmove(address, first, line * height)
            else:
                for row in range(height):
                    ctypes.memmove(address + row * line, first + row * stride, line)


class Job:
    """One run. Polled from Krita's own loop; `free` cancels and joins."""

    def __init__(self, handle):
        self.handle = handle
        self.status = JobStatus()
        if not handle:
            raise InlayError("There is not enough memory.", "Close other documents and try again.", "internal")
        _living.add(self)

    @classmethod
    def start(cls, action, options, capture):
        request = JobRequest(layer_x=capture.rect[0], layer_y=capture.rect[1], layer_width=capture.rect[2], layer_height=capture.rect[3],
                             canvas_width=capture.canvas[0], canvas_height=capture.canvas[1], action=action.encode(),
                             options_json=json.dumps(options).encode(), layer_name=capture.name.encode())
        request.layer.struct_size = request.selection.struct_size = sizeof(Pixels)
        with Borrowed(capture.pixels or b"") as layer, Borrowed(capture.selection or b"") as selection:
            if capture.pixels:
                width, height = capture.pixels_size
                request.layer = Pixels(format=BGRA8, width=width, height=height, stride=width * 4, data=layer)
            if capture.selection:
                width, height = capture.rect[2:]
                request.selection = Pixels(format=GREY8, width=width, height=height, stride=width, data=selection)
            return cls(library().inlay_job_start(byref(request)))

    def poll(self):
        """The status: finished, stage, fraction (negative: not known), seconds, text, asked, arrived, ready, preview."""
        library().inlay_job_poll(self.handle, byref(self.status))
        return self.status

    @property
    def text(self):
        return self.status.text.decode("utf-8", "ignore")

    def cancel(self):
        library().inlay_job_cancel(self.handle)

    def result(self):
        return _value(library().inlay_job_result(self.handle))

    def picture(self, index, pixel_format):
        """Edit `index` in this format, or its mask (GREY8)."""
        pixels = Pixels()
        if pixel_format == GREY8:
            there = library().inlay_job_edit_mask(self.handle, index, byref(pixels))
        else:
            there = library().inlay_job_edit(self.handle, index, pixel_format, byref(pixels))
        if not there:
            raise InlayError("The answer has no such picture.", "", "internal")
        return Picture(pixels, 1 if pixel_format == GREY8 else 4)

    def thumbnail(self, index, side):
        """(bytes RGBA, width, height), or None. While the job runs: of the edits that are ready."""
        pixels = Pixels()
        there = library().inlay_job_thumbnail(self.handle, index, side, byref(pixels))
        return _small(pixels) if there else None

    def preview(self, side):
        """What the model shows on its way, in the same form; ask when the status says another number. Never an answer."""
        pixels = Pixels()
        there = library().inlay_job_preview(self.handle, side, byref(pixels))
        return _small(pixels) if there else None

    def confirm(self):
        library().inlay_job_confirm(self.handle)

    def place_again(self, options):
        return Job(library().inlay_job_place_again(self.handle, json.dumps(options).encode()))

    def free(self):
        _living.discard(self)
        if self.handle:
            library().inlay_job_free(self.handle)
            self.handle = None


class Task:
    """Something that takes time and is no job: keys, live models, a test of the connection."""

    def __init__(self, task, **request):
        self.handle = library().inlay_task_start(json.dumps(dict(request, task=task)).encode())
        _living.add(self)

    def poll(self):
        """None while it runs, then its value. Raises InlayError."""
        address = library().inlay_task_result(self.handle)
        return _value(address) if address else None

    def free(self):
        _living.discard(self)
        if self.handle:
            library().inlay_task_free(self.handle)
            self.handle = None

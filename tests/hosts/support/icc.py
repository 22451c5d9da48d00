"""How is an ICC profile made from nothing? Matrix profiles of version 2 with one curve, for the tests of colour management."""

import struct


def _s15(value):
    return struct.pack(">i", round(value * 65536))


def _xyz(values):
    return b"XYZ \0\0\0\0" + b"".join(_s15(value) for value in values)


def _text(kind, text):
    if kind == "desc":
        data = text.encode() + b"\0"
        return b"desc\0\0\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (4 + 4 + 2 + 1 + 67)
    return b"text\0\0\0\0" + text.encode() + b"\0"


def _curve(samples):
    return b"curv\0\0\0\0" + struct.pack(">I", len(samples)) + b"".join(struct.pack(">H", round(s * 65535)) for s in samples)


def _gamma(value):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256)) + b"\0\0"


def _profile(name, red, green, blue, curve):
    tags = [(b"desc", _text("desc", name)), (b"cprt", _text("text", "CC0")), (b"wtpt", _xyz((0.9642, 1.0, 0.8249))),
            (b"rXYZ", _xyz(red)), (b"gXYZ", _xyz(green)), (b"bXYZ", _xyz(blue)), (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)]
    offset, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for tag, data in tags:
        data += b"\0" * (-len(data) % 4)
        table += tag + struct.pack(">II", offset + len(body), len(data))
        body += data
    size = offset + len(body)
    header = struct.pack(">I4sI4s4s4s12s4s4sI", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ", b"\x07\xea\0\x01\0\x01" + b"\0" * 6,
                         b"acsp", b"\0\0\0\0", 0)
    header += b"\0" * 8 + b"\0" * 8 + struct.pack(">I", 0) + _s15(0.9642) + _s15(1.0) + _s15(0.8249) + b"\0" * 4
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def adobe_like():
    """Wider than sRGB: the same numbers are other colours, so a forgotten conversion is seen."""
    return _profile("Wide test profile", (0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457), _gamma(2.2))


def srgb():
    samples = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in (i / 1023 for i in range(1024))]
    return _profile("sRGB test profile", (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410),
                    _curve(samples))

"""How are PNG files read and written without anything but Python's own library?"""

import struct
import zlib

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class Picture:
    """Pixels as they are in the file: `channels` samples of one byte each, row by row."""

    def __init__(self, width, height, channels, data):
        assert len(data) == width * height * channels, (width, height, channels, len(data))
        self.width, self.height, self.channels, self.data = width, height, channels, bytes(data)

    @property
    def size(self):
        return self.width, self.height

    def pixel(self, x, y):
        at = (y * self.width + x) * self.channels
        return tuple(self.data[at:at + self.channels])

    def crop(self, x, y, width, height):
        stride = self.width * self.channels
        rows = (self.data[r * stride + x * self.channels:r * stride + (x + width) * self.channels] for r in range(y, y + height))
        return Picture(width, height, self.channels, b"".join(rows))

    def plane(self, channel):
        return Picture(self.width, self.height, 1, self.data[channel::self.channels])

    def rgba(self):
        if self.channels == 4:
            return self
        out = bytearray(b"\xff" * (self.width * self.height * 4))
        for target in range(3):
            out[target::4] = self.data[(target if self.channels == 3 else 0)::self.channels]
        if self.channels == 2:
            out[3::4] = self.data[1::2]
        return Picture(self.width, self.height, 4, out)


def _unfilter(raw, height, stride, step):
    out = bytearray(height * stride)
    before = bytes(stride)
    at = 0
    for row in range(height):
        kind = raw[at]
        line = bytearray(raw[at + 1:at + 1 + stride])
        at += 1 + stride
        if kind == 1:
            for i in range(step, stride):
                line[i] = (line[i] + line[i - step]) & 255
        elif kind == 2:
            for i in range(stride):
                line[i] = (line[i] + before[i]) & 255
        elif kind == 3:
            for i in range(stride):
                left = line[i - step] if i >= step else 0
                line[i] = (line[i] + ((left + before[i]) >> 1)) & 255
        elif kind == 4:
            for i in range(stride):
                a = line[i - step] if i >= step else 0
                b = before[i]
                c = before[i - step] if i >= step else 0
                p = a + b - c
                pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
                line[i] = (line[i] + (a if pa <= pb and pa <= pc else b if pb <= pc else c)) & 255
        out[row * stride:(row + 1) * stride] = line
        before = line
    return bytes(out)


def decode(blob):
    """8 bits a sample; 16-bit files are cut to their high bytes, palettes are looked up."""
    assert blob[:8] == b"\x89PNG\r\n\x1a\n", "not a PNG"
    at, packed, palette, alphas = 8, b"", b"", b""
    while at < len(blob):
        (length,), kind = struct.unpack(">I", blob[at:at + 4]), blob[at + 4:at + 8]
        body = blob[at + 8:at + 8 + length]
        at += 12 + length
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
            assert interlace == 0 and depth in (1, 2, 4, 8, 16), "a PNG of a kind that the tests do not make"
        elif kind == b"PLTE":
            palette = body
        elif kind == b"tRNS":
            alphas = body
        elif kind == b"IDAT":
            packed += body
    channels = CHANNELS[colour]
    stride = (width * channels * depth + 7) // 8
    data = _unfilter(zlib.decompress(packed), height, stride, max(1, channels * depth // 8))
    if depth == 16:
        data = data[::2]
    elif depth < 8:
        scale = 1 if colour == 3 else 255 // ((1 << depth) - 1)
        rows = []
        for row in range(height):
            line = data[row * stride:(row + 1) * stride]
            rows += [((line[i * depth // 8] >> (8 - depth - i * depth % 8)) & ((1 << depth) - 1)) * scale for i in range(width)]
        data = bytes(rows)
    if colour == 3:
        alphas = alphas + b"\xff" * (256 - len(alphas))
        data = b"".join(palette[i * 3:i * 3 + 3] + alphas[i:i + 1] for i in data)
        channels = 4
    return Picture(width, height, channels, data)


def read(path):
    with open(path, "rb") as file:
        return decode(file.read())


def encode(picture):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    stride = picture.width * picture.channels
    raw = b"".join(b"\0" + picture.data[r * stride:(r + 1) * stride] for r in range(picture.height))
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[picture.channels]
    header = struct.pack(">IIBBBBB", picture.width, picture.height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 1)) + chunk(b"IEND", b"")


def write(path, picture):
    with open(path, "wb") as file:
        file.write(encode(picture))

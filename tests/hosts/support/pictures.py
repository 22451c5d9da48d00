"""Which pictures are edited, what should come back, and how far off is it?"""

import png


def gradient(width, height, alpha=None):
    """Every pixel differs from its neighbours, so that a shift of one pixel is seen. `alpha`: None (opaque) or f(x, y)."""
    out = bytearray()
    for y in range(height):
        for x in range(width):
            out += bytes(((x * 5 + y) % 256, (40 + y * 4 + x // 3) % 256, (250 - x * 2 + y * 3) % 256, 255 if alpha is None else alpha(x, y)))
    return png.Picture(width, height, 4, out)


def smooth(width, height):
    """A picture of few slopes, for places where a host interpolates or reduces colours."""
    out = bytearray()
    for y in range(height):
        for x in range(width):
            out += bytes((x * 255 // max(1, width - 1), y * 255 // max(1, height - 1), 128, 255))
    return png.Picture(width, height, 4, out)


def wide_slope(width, height):
    """The same for large pictures, made row by row."""
    line = bytearray(b"\xff" * (width * 4))
    line[0::4] = bytes(x * 255 // (width - 1) for x in range(width))
    line[2::4] = bytes([128]) * width
    rows = []
    for y in range(height):
        line[1::4] = bytes([y * 255 // (height - 1)]) * width
        rows.append(bytes(line))
    return png.Picture(width, height, 4, b"".join(rows))


def plain(width, height, colour):
    return png.Picture(width, height, 4, bytes(tuple(colour) + (255,) * (4 - len(colour))) * (width * height))


INVERSION = bytes(255 - value for value in range(256))


def inverted(picture):
    """As the sandbox answers “invert”: the colours, not the alpha."""
    out = bytearray(picture.data.translate(INVERSION))
    if picture.channels == 4:
        out[3::4] = picture.data[3::4]
    return png.Picture(picture.width, picture.height, picture.channels, out)


def difference(a, b, weigh_alpha=True):
    """The largest difference of any sample and where: (amount, x, y, channel). Colours under full transparency do not count."""
    if (a.width, a.height) != (b.width, b.height):
        raise AssertionError(f"{a.width}x{a.height} was compared with {b.width}x{b.height}")
    if a.channels != b.channels:
        a, b = a.rgba(), b.rgba()
    if a.data == b.data:
        return 0, 0, 0, 0
    channels, worst, where = a.channels, 0, (0, 0, 0)
    has_alpha = channels in (2, 4)
    for i, (p, q) in enumerate(zip(a.data, b.data)):
        if p == q:
            continue
        channel = i % channels
        if has_alpha and channel == channels - 1:
            if not weigh_alpha:
                continue
        elif has_alpha and a.data[i - channel + channels - 1] == 0 and b.data[i - channel + channels - 1] == 0:
            continue
        if abs(p - q) > worst:
            worst, pixel = abs(p - q), i // channels
            where = (pixel % a.width, pixel // a.width, channel)
    return (worst, *where)


def expect_close(got, wanted, within, what, weigh_alpha=True):
    amount, x, y, channel = difference(got, wanted, weigh_alpha)
    if amount > within:
        raise AssertionError(f"{what}: off by {amount} (allowed {within}) at ({x}, {y}), channel {channel}: "
                             f"{got.rgba().pixel(x, y)} instead of {wanted.rgba().pixel(x, y)}")
    return amount

"""Does an edit survive every colour model and depth, and how far off is what comes back?

Krita's own conversion of the inverted picture is the measure: what Inlay inserts must be what Krita makes of the sRGB answer. The round trip, sRGB to
the document's space and back, is reported, since that much is lost in any case.
"""

from inlay_in_krita import *  # noqa: F403

WIDTH, HEIGHT = 96, 64
LINEAR = "sRGB-elle-V2-g10.icc"
SPACES = [("RGBA", "U8", "Rec2020-elle-V4-srgbtrc.icc"), ("RGBA", "U16", SRGB), ("RGBA", "F16", LINEAR), ("RGBA", "F32", LINEAR),
          ("GRAYA", "U8", ""), ("CMYKA", "U8", ""), ("LABA", "U16", "")]
# One Krita is asked about all of them; the others about those that differ most.
if K.version().startswith("5.1"):
    SPACES += [("RGBA", "U16", LINEAR), ("GRAYA", "F32", ""), ("CMYKA", "F32", ""), ("LABA", "U8", ""), ("LABA", "F32", "")]


def _convert(data, before, after):
    """Through Krita, apart from the plug-in."""
    document = K.createDocument(WIDTH, HEIGHT, "x", *before, 72.0)
    node = document.rootNode().childNodes()[0]
    node.setPixelData(data, 0, 0, WIDTH, HEIGHT)
    node.setColorSpace(*after)
    document.waitForDone()
    out = bytes(node.pixelData(0, 0, WIDTH, HEIGHT))
    document.setModified(False)
    document.close()
    return out


def _soft(width, height):
    """Few slopes and no extremes: models that cannot hold every colour of sRGB still hold these."""
    out = bytearray()
    for y in range(height):
        for x in range(width):
            out += bytes((90 + x * 60 // width, 110 + y * 50 // height, 100 + (x + y) * 50 // (width + height), 255))
    return bytes(out)


def every_model_and_depth_gets_the_answer_in_its_own_colours():
    srgb = ("RGBA", "U8", SRGB)
    table = FACTS["round trips, in levels of 255"] = {}
    for model, depth, profile in SPACES:
        if not profile:
            offered = K.profiles(model, depth)
            preferred = [one for one in offered if one.startswith(("Gray-D50-elle-V2-srgbtrc", "Chemical proof", "Lab identity"))]
            profile = (preferred or offered)[0]
        name = f"{model} {depth} {profile}"
        document = open_document(WIDTH, HEIGHT, model, depth, profile)
        yield lambda: ready(document)
        space = (document.colorModel(), document.colorDepth(), document.colorProfile())
        data = _convert(_soft(WIDTH, HEIGHT), srgb, space)
        yield from layer(document, "colours", data, 0, 0, WIDTH, HEIGHT)
        before = undo_steps()
        options()
        press_run("invert")
        yield idle
        assert message() == "", (name, message(), docker().message.advice.text())
        new = document.activeNode()
        assert new.name() == "invert", (name, new.name())
        assert len(undo_steps()) == len(before) + 1, (name, undo_steps())
        seen = _convert(data, space, srgb)  # what was sent
        wanted = inverted(seen)             # what came back
        got = _convert(pixels(new, 0, 0, WIDTH, HEIGHT), space, srgb)
        table[name] = {"sent": worst(seen, _soft(WIDTH, HEIGHT)), "round trip": worst(got, wanted)}
        # The measure: Krita's own way there and back.
        own = _convert(_convert(wanted, srgb, space), space, srgb)
        assert worst(got, own) <= 1, (name, worst(got, own))
        close(document)


def transparent_parts_keep_their_alpha_in_a_deep_document():
    document = open_document(WIDTH, HEIGHT, "RGBA", "U16", SRGB)
    yield lambda: ready(document)
    space = ("RGBA", "U16", SRGB)
    half = bytearray(_soft(WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH // 2):
            half[(y * WIDTH + x) * 4 + 3] = 0
    yield from layer(document, "half", _convert(bytes(half), ("RGBA", "U8", SRGB), space), 0, 0, WIDTH, HEIGHT)
    options(alpha="on")
    press_run("invert")
    yield idle
    options(alpha="auto")
    got = _convert(pixels(document.activeNode(), 0, 0, WIDTH, HEIGHT), space, ("RGBA", "U8", SRGB))
    alphas = set(got[3::4])
    assert alphas == {0, 255}, alphas
    close(document)

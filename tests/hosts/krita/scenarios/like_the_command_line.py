"""Is what lies in the document what the command line makes of the same request? With *keep* and *align* as they are at first, and a model that moves and
scales what it was not asked to change. like_the_command_line.outside.py asks the command line and compares."""

from inlay_in_krita import *  # noqa: F403

LIMIT = 120.0
PROMPT = "give the cat a red hat"


def the_layer_shows_what_the_model_changed_and_nothing_else():
    document = K.openDocument(os.environ["INLAY_TEST_PICTURE"])
    K.activeWindow().addView(document)
    yield lambda: ready(document)
    source = document.activeNode()
    source.setName("Cat")
    width, height = document.width(), document.height()
    data = pixels(source, 0, 0, width, height)
    for match in ("on", "off"):
        yield from activate(document, source)
        options(keep="auto", align="auto", match_colour=match)
        press_run(PROMPT)
        yield idle
        new = document.activeNode()
        assert new.name() == PROMPT, (new.name(), message(), docker().message.advice.text())
        assert [one.type() for one in new.childNodes()] == (["transparencymask"] if has_masks() else [])
        assert pixels(source, 0, 0, width, height) == data
        with open(os.path.join(FOLDER, f"match-{match}.bgra"), "wb") as file:
            file.write(pixels(new, 0, 0, width, height))
        assert message() == "", (message(), docker().message.advice.text())  # a layer that is as it should be needs no words
        new.remove()
        yield lambda: layers(document) == ["Cat"]
    yield from photograph("drifting")
    close(document)

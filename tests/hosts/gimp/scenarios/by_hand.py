"""A person starts GIMP with a picture, edits it with Inlay, takes that back, and quits. Nobody helps from inside: there is the mouse, the keyboard,
and what can be seen."""

import os

import pictures
import png
import reading
import waiting

SANDBOX = "Sandbox (offline, no key)"
TITLE = "Edit Layer with Prompt"


class _Person:
    def __init__(self, g):
        self.g, self.screen = g, g.screen

    def image_window(self, *words):
        """GIMP's window, whose title says what is in it."""
        def there():
            for window in reading.windows(self.g):
                if all(word in window.title for word in ("[boat]", *words)):
                    return window
            return None
        return waiting.until(there, f"GIMP's window with {words}; there are {self.screen.titles()}")

    def menu(self, *path):
        """By the mouse, from the menu bar down. The last word may be a beginning."""
        for depth, words in enumerate(path):
            def entry(words=words, depth=depth):
                shown = [window for window in reading.windows(self.g) if window.program != "inlay" and (depth == 0) == bool(window.title)]
                found = [one for window in shown for one in window.all("MenuItem") if one.text.startswith(words) and one.enabled]
                return found[0] if found else None
            what = f"“{words}” in the menu"
            if depth == len(path) - 1:
                reading.choose(self.g, entry, what)
            else:  # a menu within a menu opens by itself; pressed, it would close again in GTK 3
                reading.click(self.g, entry, what, pressed=depth == 0)

    def open_inlay(self):
        self.menu("Filters", "Inlay", "Edit Layer with Prompt…")
        self.screen.focus(self.screen.window(f"^{TITLE}$"))

    def press(self, title, words):
        reading.press(self.g, title, words)

    def shows(self, title, condition, what):
        return reading.until(self.g, title, condition, what)


def _started(setup, scratch):
    """GIMP as the menu of a desktop starts it: with a picture, and with nothing that listens."""
    import screen
    g = setup.gimp(scratch, screen=screen.Screen(os.path.join(scratch, "screen")))
    picture = os.path.join(g.home, "boat.png")
    png.write(picture, pictures.gradient(240, 160))
    g.launch([picture])
    return g, _Person(g)


def an_edit_is_made_and_taken_back_and_GIMP_is_quit(setup, scratch):
    g, person = _started(setup, scratch)
    try:
        person.image_window("1 layer")
        person.open_inlay()
        shown = person.shows(TITLE, lambda shown: shown.says("Free in the sandbox."), "that the sandbox is free")
        assert shown.field("Provider").text == SANDBOX and "Edit “boat.png”" in shown.words, shown.words
        reading.click_field(g, TITLE, "Prompt: what should change?")
        g.screen.type("invert")
        person.press(TITLE, "Adjust the answer")
        for label in ("Keep unchanged areas", "Align to the original"):
            reading.click_field(g, TITLE, label)
            reading.click_entry(g, "Off", "CellView")
            person.shows(TITLE, lambda shown: shown.field(label).text == "Off", f"“Off” in “{label}”")
        g.screen.photograph("before-the-run")
        person.press(TITLE, "Edit Layer")
        person.image_window("2 layers")
        waiting.until(lambda: not reading.windows(g, TITLE), "Inlay's window to go")
        g.screen.photograph("after-the-run")
        person.menu("Edit", "Undo")
        person.image_window("1 layer")
        g.screen.focus(g.screen.windows(r"\[boat\]")[-1])
        g.screen.key("ctrl+y")
        person.image_window("2 layers")
        person.open_inlay()
        shown = person.shows(TITLE, lambda shown: shown.field("Prompt: what should change?"), "the prompt")
        assert shown.field("Prompt: what should change?").text == "invert", "the last prompt is not there again"
        g.screen.key("Escape")
        waiting.until(lambda: not reading.windows(g, TITLE), "Inlay's window to go")
        person.menu("File", "Quit")
        box = person.shows("Quit GIMP", lambda shown: shown.field("Discard Changes"), "what is to become of the changes")
        assert "boat.png" in " ".join(box.words) or box.words, box.words
        person.press("Quit GIMP", "Discard Changes")
        g.ended()
    except AssertionError:
        g.screen.photograph("when-it-failed")
        raise
    finally:
        g.end_everything()
        g.screen.close()

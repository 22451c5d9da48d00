"""What do the windows on the screen say, and where is what they say? Read from the widgets themselves, by inside_gtk.c.

A photograph shows that something is there; only words can be wrong. The desktop's own way to read windows (AT-SPI) would need a D-Bus session, a
registry and a bridge in each root, and tells too little of GTK 2; a window that wrote its own words would be asked what it believes to show. So a
module walks the real widgets, in GIMP as well as in the plug-in, and only in tests.
"""

import json
import os
import socket

import waiting


class Thing:
    """A widget that can be seen. `text`: what it says; `label`: what stands beside it; `tip`: what opens under the mouse."""

    def __init__(self, facts):
        self.kind, self.text, self.label, self.tip = (facts.get(name, "") for name in ("kind", "text", "label", "tip"))
        self.x, self.y, self.width, self.height = (facts[name] for name in ("x", "y", "width", "height"))
        self.enabled, self.focused, self.cut = (facts.get(name, False) for name in ("enabled", "focused", "cut"))
        self.on = facts.get("on")
        self.fraction = facts.get("fraction")
        self.choices = [one["text"] for one in facts.get("choices", [])[1:]]

    @property
    def middle(self):
        """Where a person would press it."""
        if self.kind.endswith("Expander"):  # what it holds belongs to it; its title is above that
            return self.x + 40, self.y + 10
        if self.kind.endswith("SpinButton"):  # its arrows stand on the right
            return self.x + 12, self.y + self.height // 2
        return self.x + self.width // 2, self.y + self.height // 2

    def __repr__(self):
        return f"{self.kind}({self.text!r})"


class Window(Thing):
    def __init__(self, facts):
        super().__init__(facts)
        self.title, self.program = facts.get("title", ""), facts.get("program", "")
        self.things = [Thing(one) for one in facts["things"][1:]]

    def all(self, kind="", text=None):
        return [one for one in self.things if one.kind.endswith(kind) and text in (None, one.text)]

    @property
    def words(self):
        """Everything that can be read in it."""
        return [one.text for one in self.things if one.text and not one.kind.endswith("Image")]

    def says(self, sentence):
        """As a whole, or, when it ends with “…”, its beginning."""
        if sentence.endswith("…") and len(sentence) > 5:
            return any(word.startswith(sentence[:-1]) for word in self.words)
        return sentence in self.words

    def field(self, label):
        """The widget that the label beside it (or in it) names."""
        found = [one for one in self.things if label in (one.label, one.text) and not one.kind.endswith("Label")]
        return found[0] if found else None

    def outside(self):
        """What sticks out of the window."""
        return [one for one in self.things if one.x < self.x or one.y < self.y or one.x + one.width > self.x + self.width
                or one.y + one.height > self.y + self.height]


def _told(path):
    """What the process says that wrote its port there; nothing when it has gone."""
    try:
        with open(path) as file:
            port = int(file.read())
        with socket.create_connection(("127.0.0.1", port), 5) as line:
            line.settimeout(waiting.SLOW)  # it may be busy, reading or writing a picture
            data = b""
            while True:
                piece = line.recv(1 << 20)
                if not piece:
                    break
                data += piece
        return json.loads(data)[1:]
    except ConnectionError:
        if os.path.exists(path):
            os.unlink(path)
    except (OSError, ValueError):
        pass  # it is just coming or just going
    return []


def windows(g, title=None):
    """Those of GIMP and of every plug-in, the newest process last; `title`: those whose title begins so."""
    folder = g.windows_folder
    names = sorted((os.path.join(folder, name) for name in os.listdir(folder)), key=os.path.getmtime)
    found = [Window(facts) for name in names for facts in _told(name)]
    return found if title is None else [one for one in found if one.title.startswith(title)]


def window(g, title):
    """The one that is there now."""
    found = windows(g, title)
    return found[-1] if found else None


def until_says(g, title, *sentences):
    """Waits until a window shows these words, each as a whole; gives the window as it is then."""
    def says():
        there = window(g, title)
        return there if there and all(map(there.says, sentences)) else None
    return _until(g, title, says, " and ".join(f"“{sentence}”" for sentence in sentences))


def until(g, title, condition, what):
    """Waits until condition(window) is true; gives the window as it is then."""
    def true():
        there = window(g, title)
        return there if there and condition(there) else None
    return _until(g, title, true, what)


def _until(g, title, condition, what):
    try:
        return waiting.until(condition, what, 60)
    except waiting.TimedOut:
        g.screen.photograph("not-said")
        there = window(g, title)
        words = there.words if there else f"there is no such window, but {[one.title for one in windows(g)]}"
        raise AssertionError(f"“{title}” does not show {what}; it says {words}; see {g.screen.folder}/not-said.png") from None


def click(g, find, what, pressed=True):
    """The mouse, on what find() gives (without `pressed` only over it), once that no longer moves: a window that has just come is still put in its place."""
    before = []

    def still():
        thing = find()
        place = (thing.x, thing.y, thing.width, thing.height) if thing else None
        found = thing if place and before[-1:] == [place] else None
        before.append(place)
        return found
    try:
        thing = waiting.until(still, what, 60)
    except waiting.TimedOut as problem:
        g.screen.photograph("not-there")
        said = [(one.title, one.words) for one in windows(g) if one.program == "inlay"]
        raise AssertionError(f"{problem}; Inlay says {said}; see {g.screen.folder}/not-there.png") from None
    if pressed:
        g.screen.click_at(*thing.middle)
    else:
        g.screen.point_at(*thing.middle)


def choose(g, find, what):
    """An entry of a menu, which goes when it was chosen. GTK takes no notice of a click within half a second after the menu has opened."""
    click(g, find, what)
    answers = []

    def gone():
        answers.append(find())  # by the process that had the click before this question
        if len(answers) % 4 == 0 and answers[-1]:
            click(g, find, what)
        return not answers[-1]
    waiting.until(gone, f"{what} to be taken")


def _is_called(thing, words):
    """A section that is folded up says behind its name what is set in it."""
    return thing.text == words or thing.kind.endswith("Expander") and thing.text.startswith(words + ": ")


def press(g, title, words):
    """A button or an expander, with the mouse, as soon as it can be pressed."""
    def there():
        shown = window(g, title)
        found = [one for one in shown.things if _is_called(one, words) and one.enabled and not one.kind.endswith("Label")] if shown else []
        return found[0] if found else None
    click(g, there, f"“{words}” to be pressed")


def click_field(g, title, label):
    def there():
        shown = window(g, title)
        field = shown.field(label) if shown else None
        return field if field and field.enabled else None
    click(g, there, f"“{label}”")


def click_entry(g, words, kind="MenuItem", program="inlay"):
    """Of a menu, or of a list that has opened."""
    def there():
        found = [one for shown in windows(g) if not shown.title and shown.program.startswith(program) for one in shown.all(kind, words) if one.enabled]
        return found[-1] if found else None
    choose(g, there, f"“{words}” in a menu")

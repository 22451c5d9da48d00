"""A person at the screen: clicks, turns the wheel and types, from outside of Krita. Where things are, and what they say, is asked of Krita
(scenarios/by_hand.py answers); all events come through the X server."""

import base64
import json
import os

import waiting


class Hand:
    def __init__(self, one, screen):
        self.one, self.screen, self.asked = one, screen, 0
        self.see = See(self)

    # ---- what a person sees

    def ask(self, what, **about):
        """One question, one answer; None where there is no such thing now."""
        self.asked += 1
        name = os.path.join(self.one.seen, f"question-{self.asked}.json")
        with open(name + ".new", "w") as file:
            json.dump(dict(about, what=what), file)
        os.replace(name + ".new", name)
        answer = os.path.join(self.one.seen, f"answer-{self.asked}.json")

        def there():
            assert self.one.process.poll() is None, f"Krita ended with {self.one.process.poll()}"
            return os.path.exists(answer)
        waiting.until(there, f"an answer to {what} {about}", pause=0.01)
        with open(answer) as file:
            found = json.load(file)
        assert "problem" not in found, found["problem"]
        return found["value"]

    def until(self, true, what):
        try:
            return waiting.until(true, what, 60, 0.05)
        except waiting.TimedOut as problem:
            self.screen.photograph("waited-in-vain")
            raise AssertionError(f"{problem}; the docker says {self.ask('docker')}; see {self.screen.folder}/waited-in-vain.png") from None

    def place(self, name, **more):
        """The middle of what is seen of it, once it has come to rest; the docker is scrolled until it is seen."""
        before = [None]

        def at_rest():
            place = self.ask("place", name=name, **more)
            if place is None:
                return None
            if place["hidden"]:
                x, y, direction = place["wheel"]
                self._do("mousemove", x, y, "click", 5 if direction > 0 else 4)
                before[0] = None
                return None
            if place != before[0]:
                before[0] = place
                return None
            return place
        return self.until(at_rest, f"“{name}” to be seen")

    # ---- what a person does

    def _do(self, *words):
        self.screen.do(*words)

    def click(self, name, button=1, times=1, **more):
        place = self.place(name, **more)
        assert place["enabled"], f"“{name}” is greyed out"
        self.click_at(place, button, times)

    def click_at(self, place, button=1, times=1):
        self._do("mousemove", place["x"], place["y"], *(["click", button] if times == 1 else ["click", "--repeat", times, "--delay", 60, button]))

    def key(self, *keys):
        for key in keys:
            self._do("key", "--clearmodifiers", key)

    def type(self, text):
        self._do("type", "--clearmodifiers", "--delay", 10, text)

    def write(self, name, text, **more):
        """Into a field, in place of what is there; a click with the mouse takes the keyboard there."""
        self.click(name, **more)
        self.until(lambda: self.ask("focus", name=name, **more), f"the keyboard to be in “{name}”")
        self.key("ctrl+a")
        self.type(text)
        self.until(lambda: self.ask("text", name=name, **more) == text, f"“{name}” to hold what was typed, “{text}”")

    def choose(self, name, entry, **more):
        """From the list of a combo box."""
        self.click(name, **more)
        self.click(entry, kind="choice")

    def menu(self, *titles):
        """The menu bar's first title, then entry for entry."""
        for title in titles:
            self.click(title, kind="action")


class See:
    """What the docker and the document show."""

    def __init__(self, hand):
        self.hand = hand

    def docker(self):
        return self.hand.ask("docker")

    def __getattr__(self, what):
        """`see.sentence`, `see.price`, `see.progress` ...: a word of the docker."""
        return self.docker()[what]

    def layers(self):
        """Of the active document, the lowest first."""
        return self.hand.ask("layers")

    def pixels(self, layer, *rect):
        """BGRA."""
        return base64.b64decode(self.hand.ask("pixels", layer=layer, rect=rect))

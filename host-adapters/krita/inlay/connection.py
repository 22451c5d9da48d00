"""What is known of a service: its key, whether it can be reached, and that it was asked for its models? Asked beside Krita's thread. The library keeps
what a service said of its models, and puts it into the form."""

from .background import Background
from .qt import QtCore

TESTED = ("base-url", "wire", "auth", "proxy", "ca-bundle", "model")  # what of a form goes with a test


class Connection(QtCore.QObject):
    """Nobody's child, as Background."""

    changed = QtCore.pyqtSignal(str)  # of which provider more is known

    def __init__(self):
        super().__init__()
        self.background = Background()
        self.typed = {}  # provider -> a key that was typed and neither accepted nor used: in memory alone
        self._keys = {}  # provider -> what a form's context says of the stored key
        self._asked = set()  # providers, for their models

    def context(self, provider):
        """The part of a form's context."""
        return self._keys.get(provider, {})

    def typed_key(self, provider, name="key"):
        """{} or {"key": ...}, for a question."""
        return {name: self.typed[provider]} if provider in self.typed else {}

    def type_key(self, provider, text):
        if text.strip():
            self.typed[provider] = text.strip()
        else:
            self.typed.pop(provider, None)

    def look_for_key(self, provider, again=False):
        if provider in self._keys and not again:
            return
        self._know_key(provider, {"key_from": "asking"})
        self.background.run("key-status", lambda found: self._know_key(provider, {"key_from": found["from"] or "none", "masked_key": found["key"]}),
                            lambda problem: self._know_key(provider, {"key_from": "none", "key_problem": problem.message}), provider=provider)

    def _know_key(self, provider, what):
        self._keys[provider] = what
        self.changed.emit(provider)

    def key_was_stored(self, provider):
        self.typed.pop(provider, None)
        self.look_for_key(provider, again=True)

    def forget_key(self, provider):
        self.typed.pop(provider, None)
        self.background.run("key-delete", lambda _: self.look_for_key(provider, again=True),
                            lambda problem: self._know_key(provider, dict(self.context(provider), key_problem=problem.message)), provider=provider)

    def ask_for_models(self, provider):
        """Once, at the address of the settings. When nobody answers, the table's word stays."""
        if provider in self._asked:
            return
        self._asked.add(provider)
        self.background.run("models", lambda _: self.changed.emit(provider), lambda _: None, provider=provider, refresh=False, **self.typed_key(provider))

    def test(self, provider, values, works, fails):
        """`values`: what the fields say. works(sentence)."""
        asked = {name.replace("-", "_"): values[name] for name in TESTED if values.get(name)}

        def tested(value):
            if value["key_stored"]:
                self.key_was_stored(provider)
            works(value["message"])

        self.background.run("test-connection", tested, fails, provider=provider, **asked, **self.typed_key(provider))

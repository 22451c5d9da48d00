"""What is known of services and models, without asking anybody twice? The library's state, and the live lists that came since Krita started."""

from . import core


class Services:
    def __init__(self):
        self.live = {}  # provider id -> models, as the service listed them
        self.typed = {}  # provider id -> a key that was typed and neither tested with success nor used: in memory alone
        self.reload()

    def reload(self):
        state = core.state()
        self.providers, self.settings = state["providers"], state["settings"]

    @property
    def chosen(self):
        wanted = self.settings["provider"]
        return next((one for one in self.providers if one["id"] == wanted), self.providers[0])

    def choose(self, provider_id):
        core.change_settings(provider=provider_id)
        self.reload()

    def choose_model(self, model_id):
        core.change_settings(model_of={self.chosen["id"]: model_id})
        self.reload()

    def typed_key(self):
        """{} or {"key": ...}, for a question to the chosen service."""
        key = self.typed.get(self.chosen["id"])
        return {"key": key} if key else {}

    def keeping_typed_key(self):
        """A generator for turns.py: a run starts with the key that was typed for its service, and so it is kept."""
        provider = self.chosen["id"]
        if provider not in self.typed:
            return
        task = core.Task("key-store", provider=provider, key=self.typed[provider])
        try:
            while task.poll() is None:
                yield
        finally:
            task.free()
        del self.typed[provider]

    @property
    def is_sandbox(self):
        return self.chosen["id"] == "sandbox"

    def models(self):
        return self.live.get(self.chosen["id"]) or self.chosen["models"]

    def model_id(self):
        kept = self.settings["model_of"].get(self.chosen["id"])
        if kept:
            return kept
        models = self.models()
        return models[0]["id"] if models else ""

    def model(self):
        """What is known of the chosen model; for an unknown one nothing but its id."""
        wanted = self.model_id()
        for one in [*self.models(), *self.chosen["models"]]:
            if one["id"] == wanted:
                return one
        return {"id": wanted, "name": wanted, "sizes": [], "aspects": [], "max_references": 15, "price_usd": {}}

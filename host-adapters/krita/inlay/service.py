"""What is known of services and models, without asking anybody twice? The library's state, and the live lists that came since Krita started."""

from . import core


class Services:
    def __init__(self):
        self.live = {}  # provider id -> models, as the service listed them
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

"""What has been written into the docker? For each action what is its own, and for all of them who makes the picture. What the docker shows for it is the
library's word (core.form)."""

from . import core

ACTIONS = ("edit-layer", "generate-layer", "generate-image")
OF_A_PROVIDER = ("model", "base-url", "wire", "auth")  # each has its own
NOT_RECALLED = ("prompt", "reference", "count")  # pictures that cost are asked for anew each time


class Written:
    def __init__(self):
        self.action = ACTIONS[0]
        self.prompt, self.references = "", []  # files
        recalled = {action: core.recall(action) for action in ACTIONS}
        sections = core.form(self.action, {}, {})["sections"]
        of_the_service = {field["name"] for section in sections if section["name"] in ("service", "connection") for field in section["fields"]}
        self.service = {name: value for name, value in recalled[self.action].items() if name in of_the_service}
        self.own = {action: {name: value for name, value in values.items() if name not in of_the_service and name not in NOT_RECALLED}
                    for action, values in recalled.items()}
        self.last_prompt = recalled[self.action]["prompt"]

    @property
    def provider(self):
        return self.service["provider"]

    def write(self, name, text):
        if name in self.service or name in OF_A_PROVIDER:
            self.service[name] = text
        else:
            self.own[self.action][name] = text

    def choose_provider(self, provider):
        """Model, address and so on are as they were when this one was used last."""
        for name in OF_A_PROVIDER:
            self.service.pop(name, None)
        self.service["provider"] = provider
        for values in self.own.values():
            values.pop("count", None)  # nobody pays for several by having forgotten about them

    def options(self):
        return {**self.own[self.action], **self.service, "prompt": self.prompt, "reference": self.references}

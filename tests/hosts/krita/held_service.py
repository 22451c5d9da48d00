"""A service that answers when the scenario says so: it asks for /test/NAME or /test/NAME/NUMBER, and the sandbox is behind the rest."""

import json
import os

import services

_kept = {}


class _Service(services.Gate):
    def _pass_on(self, handler, body):
        if not handler.path.startswith("/test/"):
            super()._pass_on(handler, body)
            return
        name, *numbers = handler.path.split("/")[2:]
        getattr(self, name)(*map(int, numbers))
        self._send(handler, 200, b"{}")


def before(one):
    _kept["sandbox"] = services.Sandbox(one.setup.inlay, "--answer-size", "same", "--format", "png", "--delay", "0")
    _kept["service"] = _Service(_kept["sandbox"].url)
    config = os.path.join(one.home, "config", "inlay")
    os.makedirs(config, exist_ok=True)
    with open(os.path.join(config, "config.json"), "w") as file:
        json.dump({"provider": "sandbox", "retries": 0,
                   "providers": {"sandbox": {"base_url": _kept["service"].url, "model": "gemini-2.5-flash-image"}}}, file)
    one.env["INLAY_TEST_SERVICE"] = _kept["service"].url


def after(one):
    for server in (_kept["service"], _kept["sandbox"]):
        server.close()

"""A service that is in trouble when the test says so, with the sandbox behind it: CometAPI, as far as Krita knows."""

import json
import os

import services

SERVED = ["gemini-3.1-flash-image", "gemini-2.5-flash-image", "some-chat-model"]
GONE = {"error": {"code": 404, "message": "models/gemini-3-pro-image is not found", "status": "NOT_FOUND"}}
BUSY = {"error": {"code": 429, "message": "Resource has been exhausted", "status": "RESOURCE_EXHAUSTED",
                  "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "23s"}]}}
_kept = {}


class _Service(services.Gate):
    """The model and the prompt say what happens, since the scenario runs in another process."""

    def _pass_on(self, handler, body):
        if "gemini-3-pro-image" in handler.path:
            self._send(handler, 404, json.dumps(GONE).encode())
        elif b"a busy hour" in body:
            self._send(handler, 429, json.dumps(BUSY).encode())
        else:
            super()._pass_on(handler, body)


def before(one):
    _kept["sandbox"] = services.Sandbox(one.setup.inlay, "--answer-size", "same", "--format", "png", "--delay", "0")
    _kept["service"] = _Service(_kept["sandbox"].url)
    _kept["service"].serves(SERVED)
    _kept["service"].open()
    config = os.path.join(one.home, "config", "inlay")
    os.makedirs(config, exist_ok=True)
    entry = {"base_url": _kept["service"].url, "model": "gemini-3-pro-image"}
    with open(os.path.join(config, "config.json"), "w") as file:
        json.dump({"provider": "cometapi", "retries": 2, "providers": {"cometapi": entry}}, file)
    one.env["COMETAPI_KEY"] = "sk-Unmistakable0123456789"


def after(one):
    for server in _kept.values():
        server.close()

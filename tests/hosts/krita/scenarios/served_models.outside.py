"""A service that serves one model, which is not the first of the table: CometAPI, as far as Krita knows."""

import json
import os

import services

SERVED = "gemini-3.1-flash-lite-image"
_kept = {}


def before(one):
    _kept["sandbox"] = services.Sandbox(one.setup.inlay, "--answer-size", "same", "--format", "png", "--delay", "0")
    _kept["service"] = service = services.Gate(_kept["sandbox"].url)
    service.serves([SERVED])
    service.open()
    config = os.path.join(one.home, "config", "inlay")
    os.makedirs(config, exist_ok=True)
    with open(os.path.join(config, "config.json"), "w") as file:
        json.dump({"provider": "cometapi", "providers": {"cometapi": {"base_url": service.url}},
                   "last_values": {"edit-layer.count": "4", "edit-layer.feather": "7"}}, file)
    one.env["INLAY_TEST_SERVICE"] = service.url
    one.env["COMETAPI_KEY"] = "sk-Unmistakable0123456789"


def after(one):
    try:
        service = _kept["service"]
        assert [path for path, _ in service.heads] == [f"/v1beta/models/{SERVED}:generateContent"] * 2, service.heads
        assert [headers["Authorization"] for _, headers in service.heads] == ["sk-Unmistakable0123456789", "Bearer sk-Another0123456789"], service.heads
        assert [path for path, _ in service.lists] == ["/v1/models"] * 2, service.lists
    finally:
        for server in (_kept["service"], _kept["sandbox"]):
            server.close()

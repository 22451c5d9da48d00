"""Is the service reached as it is set under “Connection settings”? Each is set in the window with the mouse, and seen by a service on the loopback."""

import os
import ssl
import subprocess

import pictures
import services
from inlay_window import KEY, SERVED, InlayWindow, Service
from shared import refused

WINDOW = True
_kept = {}
MOON = {"error": {"code": 400, "message": "The moon is full.", "status": "INVALID_ARGUMENT"}}
MOON_SAID = "CometAPI found the request wrong: “The moon is full.”"
BUSY = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}
BUSY_SAID = "CometAPI is overloaded at the moment: “The model is overloaded.”"


def _prepare(setup, folder):
    _finish()
    _kept["service"] = Service(setup)
    _kept["service"].configure(os.path.join(folder, "config"))
    _kept["service"].keep_key(os.path.join(folder, "config"))
    return {}


def _finish():
    if "service" in _kept:
        _kept.pop("service").close()


def _window(g):
    _kept["service"].configure(g.config)  # of the proxy that was set before nothing is left
    window = InlayWindow(g, _kept["service"].gate)
    window.open_group("Connection settings", "Base URL")
    window.write("invert")
    return window


def address_format_and_the_way_of_the_key_are_what_was_set(g):
    with _window(g) as window:
        window.fill("Base URL", window.gate.url + "/a/gateway")
        window.choose("Wire format", "OpenAI chat")
        window.choose("Send key as", "Authorization header, with Bearer")
        window.gate.answer(400, MOON)
        window.run()
        window.says(MOON_SAID)
        path, heads = window.gate.heads[-1]
        assert path == "/a/gateway/v1/chat/completions" and heads["Authorization"] == f"Bearer {KEY}", (path, heads)
        window.choose("Wire format", "As the provider needs it")
        window.choose("Send key as", "x-goog-api-key header")
        window.run()
        window.says(MOON_SAID)
        path, heads = window.gate.heads[-1]
        assert path == "/a/gateway/v1beta/models/gemini-2.5-flash-image:generateContent", path
        assert heads["x-goog-api-key"] == KEY and "Authorization" not in heads, heads
        window.fill("Base URL", window.gate.url)
        window.choose("Send key as", "As the provider needs it")
        window.gate.open()
        window.run()
        window.layers_become(2)
        assert window.gate.heads[-1][1]["Authorization"] == KEY


def as_many_attempts_are_made_as_were_set(g):
    with _window(g) as window:
        window.gate.answer(503, BUSY)
        before = window.gate.arrived
        window.run()
        window.says(BUSY_SAID)
        assert window.gate.arrived == before + 1, "retries were set to 0"
        window.fill("Retries", "1")
        window.run()
        window.gate.wait_for(before + 3)
        window.says(BUSY_SAID)
        assert window.gate.arrived == before + 3
        window.gate.open()


def an_attempt_is_given_up_after_the_time_that_was_set(g):
    with _window(g) as window:
        window.fill("Time limit", "1")
        window.gate.hold()
        window.run()
        window.says("There was no complete reply from 127.0.0.1:…", "Raise “Time limit” in the settings, or ask for a smaller size.")
        assert g.layers(window.image) == [window.layer]
        window.gate.open()


def a_proxy_is_asked_for_what_lies_behind_it(g):
    proxy = services.Gate(_kept["service"].sandbox.url)
    proxy.open()
    try:
        with _window(g) as window:
            # In clear text a key goes to this machine only, and nothing is behind that port.
            window.fill("Base URL", "http://127.0.0.1:1/far")
            window.fill("Proxy", proxy.url)
            proxy.answer(400, MOON)
            window.press("Edit Layer")
            proxy.wait_for(1)
            window.says(MOON_SAID)
            path, heads = proxy.heads[-1]
            assert path == "http://127.0.0.1:1/far/v1beta/models/gemini-2.5-flash-image:generateContent", path
            assert heads["Host"] == "127.0.0.1:1" and heads["Authorization"] == KEY, heads
    finally:
        proxy.close()


def a_service_of_one_s_own_authority_is_trusted_when_its_certificate_is_named(g):
    certificate, key = (os.path.join(g.scratch, name) for name in ("authority.pem", "authority.key"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                    "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    secure = services.Gate(_kept["service"].sandbox.url, context)
    secure.open()
    try:
        with _window(g) as window:
            window.fill("Base URL", secure.url)
            window.press("Edit Layer")
            window.says("The certificate of 127.0.0.1:…")
            assert secure.arrived == 0
            window.fill("Trusted certificates", certificate)
            window.press("Edit Layer")
            secure.wait_for(1)
            layers = window.layers_become(2)
            pictures.expect_close(g.pixels(layers[0]), pictures.inverted(window.picture), 1, "the new layer")
    finally:
        secure.close()


def an_address_that_was_only_typed_is_asked_for_nothing_but_the_picture_and_the_test(g):
    other = services.Gate(_kept["service"].sandbox.url)
    other.serves(["gemini-3.1-flash-lite-image"])
    other.open()
    try:
        with _window(g) as window:
            window.fill("Base URL", other.url)
            window.fill("Retries", "1")  # so that the window has taken notice of the address
            window.press("Test Connection")
            window.says("CometAPI answers and serves 1 model that makes pictures. gemini-2.5-flash-image is not among them.")
            assert len(other.lists) == 1, other.lists
            other.answer(404, {"error": {"code": 404, "message": "models/gemini-2.5-flash-image is not found", "status": "NOT_FOUND"}})
            window.press("Edit Layer")
            window.says("CometAPI does not serve the model gemini-2.5-flash-image: “models/gemini-2.5-flash-image is not found”")
            assert len(other.lists) == 1 and other.arrived == 1, (other.lists, other.arrived)
        image = g.new_image(60, 40, "rgb", "u8-gamma")
        layer = g.layer(image, pictures.gradient(60, 40))
        refused(lambda: g.edit(image, layer, "invert", provider="cometapi", base_url=other.url), "does not serve the model")
        assert len(other.lists) == 1 and other.arrived == 2, (other.lists, other.arrived)
        g.delete_image(image)
    finally:
        other.close()


def the_model_that_is_shown_is_the_one_that_is_asked(g):
    only = "gemini-3.1-flash-lite-image"
    service = _kept["service"]
    service.gate.serves([only])
    service.configure(g.config, model=None)
    for folder, _, names in os.walk(os.path.join(g.scratch, "cache")):
        for name in names:
            os.unlink(os.path.join(folder, name))  # what the service said before
    try:
        with InlayWindow(g, service.gate) as window:
            window.value_becomes("Model", only)
            window.write("invert")
            window.run()
            window.layers_become(2)
            assert service.gate.heads[-1][0] == f"/v1beta/models/{only}:generateContent", service.gate.heads[-1]
            assert "model" not in window.config()["providers"]["cometapi"], "nobody chose it"
        image = g.new_image(60, 40, "rgb", "u8-gamma")
        g.edit(image, g.layer(image, pictures.gradient(60, 40)), "invert")
        assert service.gate.heads[-1][0] == f"/v1beta/models/{only}:generateContent", service.gate.heads[-1]
        g.delete_image(image)
    finally:
        service.gate.serves(SERVED)

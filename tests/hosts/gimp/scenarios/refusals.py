"""When nothing can be done, is that said in a sentence, and is the picture left as it was?"""

import http.server
import threading

import pictures
from shared import POINTWISE, image, refused


class _Broken:
    """A service that answers everything in the same unhelpful way."""

    def __init__(self, status, body, kind="application/json"):
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self.url

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def a_channel_gets_a_sentence(g):
    with image(g, 60, 40) as number:
        layer = g.layer(number, pictures.gradient(60, 40))
        channel = g.new_channel(number, "a channel")
        refused(lambda: g.edit(number, channel, "invert"), "channel", "layer")
        assert g.layers(number) == [layer]


def an_image_without_a_layer_gets_a_sentence(g):
    with image(g, 60, 40) as number:
        refused(lambda: g.edit(number, 0, "invert"), "no layer")
        assert g.layers(number) == []


def a_layer_with_nothing_on_it_gets_a_sentence(g):
    with image(g, 60, 40) as number:
        layer = g.layer(number, pictures.gradient(60, 40, lambda x, y: 0), "empty one")
        refused(lambda: g.edit(number, layer, "invert"), "nothing", "empty one")
        assert g.layers(number) == [layer]


def a_missing_prompt_gets_a_sentence(g):
    with image(g, 60, 40) as number:
        layer = g.layer(number, pictures.gradient(60, 40))
        refused(lambda: g.edit(number, layer, "  "), "prompt")
        assert g.layers(number) == [layer]


def an_unknown_option_or_value_is_an_error_and_not_ignored(g):
    with image(g, 60, 40) as number:
        layer = g.layer(number, pictures.gradient(60, 40))
        refused(lambda: g.edit(number, layer, "invert", no_such_option="x"), "no-such-option")
        refused(lambda: g.edit(number, layer, "invert", keep="perhaps"), "keep")
        assert g.layers(number) == [layer]


def what_the_service_said_is_said_and_nothing_is_inserted(g):
    body = b'{"error": {"code": 429, "message": "You exceeded your current quota", "status": "RESOURCE_EXHAUSTED"}}'
    with image(g, 60, 40) as number:
        layer = g.layer(number, pictures.gradient(60, 40))
        before = g.fingerprint(layer)
        with _Broken(429, body) as url:
            refused(lambda: g.edit(number, layer, "invert", base_url=url, retries=0), "quota")
        with _Broken(200, b"<html><body>Welcome</body></html>", "text/html") as url:
            refused(lambda: g.edit(number, layer, "invert", base_url=url, retries=0), "web page")
        refused(lambda: g.edit(number, layer, "invert", base_url="http://127.0.0.1:9", retries=0), "127.0.0.1")
        assert g.layers(number) == [layer] and g.fingerprint(layer) == before
        made = g.edit(number, layer, "invert", **POINTWISE)
        assert len(made) == 1, "and the next run is as good as ever"


def without_a_display_the_interactive_mode_is_an_error_and_no_crash(g):
    with image(g, 60, 40) as number:
        layer = g.layer(number, pictures.gradient(60, 40))
        refused(lambda: g.edit(number, layer, "invert", mode="interactive"), "display")
        refused(lambda: g.generate_layer(number, "a tree", mode="interactive"), "display")
        refused(lambda: g.generate_image("a tree", mode="interactive"), "display")
        assert g.layers(number) == [layer]


def _after(g):
    assert "crash" not in g.log.lower() and "segmentation" not in g.log.lower(), f"something crashed; see {g.log_path}"

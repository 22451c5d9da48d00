"""Which services does an editor under test talk to, and what was sent to them?"""

import base64
import http.client
import http.server
import json
import os
import subprocess
import threading
import urllib.parse

import png


class Sandbox:
    """`inlay sandbox` as a process of the test's own; `url` is what it printed."""

    def __init__(self, inlay, *arguments):
        self.process = subprocess.Popen([inlay, "sandbox", "--port", "0", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        text=True)
        line = self.process.stdout.readline()
        if "http://" not in line:
            self.close()
            raise AssertionError(f"inlay sandbox printed no address but “{line.strip()}”")
        self.url = line[line.index("http://"):].split()[0]

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()


class Gate:
    """A service that keeps each request until the test lets it go on: nobody has to guess how long something takes.

    `arrived` counts requests. What happens to a request is decided by the test: `open()` passes it on to `behind`, `answer(status, body)`
    answers it here; `open_for(n)` lets that many through and holds the others. After `in_steps()` a stream is passed on event by event, one for
    each `step()`. `tls`: an SSLContext, when it is to be reached by https.
    """

    def __init__(self, behind, tls=None):
        gate = self
        self.behind = urllib.parse.urlsplit(behind)
        self.bodies, self.heads = [], []
        self.lists = []  # the questions for the list of models
        self._models = None
        self._changed = threading.Condition()
        self._held = True
        self._let_through = 0
        self._answer = None
        self._steps = None  # how many events of a stream may have gone on; None: all

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                if self.path.endswith("/models"):
                    gate.lists.append((self.path, dict(self.headers.items())))
                    if gate._models:
                        return gate._send(self, *gate._models)
                gate._pass_on(self, b"")

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with gate._changed:
                    gate.heads.append((self.path, dict(self.headers.items())))
                    gate.bodies.append(body)
                    gate._changed.notify_all()
                    gate._changed.wait_for(lambda: not gate._held or gate._let_through > 0, 600)
                    gate._let_through -= 1 if gate._held else 0
                    answer = gate._answer
                if answer is None:
                    gate._pass_on(self, body)
                else:
                    gate._send(self, *answer)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _pass_on(self, handler, body):
        onward = http.client.HTTPConnection(self.behind.hostname, self.behind.port, timeout=120)
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in ("host", "connection", "expect")}
        onward.request(handler.command, handler.path, body or None, headers)
        reply = onward.getresponse()
        kind = reply.getheader("Content-Type", "application/json")
        if self._steps is not None and kind.startswith("text/event-stream"):
            self._send_in_steps(handler, kind, reply.read())
        else:
            self._send(handler, reply.status, reply.read(), kind)
        onward.close()

    def _send_in_steps(self, handler, kind, body):
        try:
            handler.send_response(200)
            handler.send_header("Content-Type", kind)
            handler.send_header("Connection", "close")
            handler.end_headers()
            for number, event in enumerate(body.split(b"\n\n")[:-1], 1):
                with self._changed:
                    self._changed.wait_for(lambda: self._steps is None or self._steps >= number, 600)
                handler.wfile.write(event + b"\n\n")
                handler.wfile.flush()
        except OSError:
            pass
        handler.close_connection = True

    @staticmethod
    def _send(handler, status, body, kind="application/json"):
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
        except OSError:
            pass  # the editor hung up: that is what a cancel looks like from here

    def serves(self, ids):
        """What it says when it is asked for its models."""
        self.refuses_lists(200, {"object": "list", "data": [{"id": one, "object": "model"} for one in ids]})

    def refuses_lists(self, status, body):
        self._models = (status, json.dumps(body).encode())

    @property
    def arrived(self):
        return len(self.bodies)

    def wait_for(self, count, limit=120):
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.bodies) >= count, limit):
                raise AssertionError(f"request {count} did not reach the service within {limit} s")

    def hold(self):
        with self._changed:
            self._held, self._answer, self._let_through = True, None, 0

    def open_for(self, count):
        with self._changed:
            self._held, self._answer, self._let_through = True, None, count
            self._changed.notify_all()

    def in_steps(self):
        with self._changed:
            self._steps = 0

    def step(self):
        with self._changed:
            self._steps += 1
            self._changed.notify_all()

    def in_one_piece(self):
        with self._changed:
            self._steps = None
            self._changed.notify_all()

    def open(self):
        self._release(None)

    def answer(self, status, body):
        self._release((status, body if isinstance(body, bytes) else json.dumps(body).encode()))

    def _release(self, answer):
        with self._changed:
            self._held, self._answer = False, answer
            self._changed.notify_all()

    def close(self):
        self.open()
        self._server.shutdown()
        self._server.server_close()


def pictures_in(body):
    """The pictures in a generateContent request, decoded when they are PNG, as bytes otherwise."""
    blobs = (base64.b64decode(data, validate=True) for data in encoded_pictures_in(body))
    return [png.decode(blob) if blob[:4] == b"\x89PNG" else blob for blob in blobs]


def encoded_pictures_in(body):
    """The same as they stand there, in Base64."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            data = value.get("inlineData") or value.get("inline_data")
            if data:
                found.append(data["data"])
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(json.loads(body))
    return found


def texts_in(body):
    found = []

    def walk(value):
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(json.loads(body))
    return found


def recorded(folder):
    """The bodies that the sandbox kept (NNN.body), in the order they came; each run has a sandbox of its own."""
    if not os.path.isdir(folder):
        return []
    names = sorted((os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".body")),
                   key=lambda path: (os.stat(path).st_mtime_ns, path))
    bodies = []
    for name in names:
        with open(name, "rb") as file:
            bodies.append(file.read())
    return bodies

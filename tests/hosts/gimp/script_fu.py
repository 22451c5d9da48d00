"""How does Python speak to GIMP 2.10's Script-Fu server: what is written into a script, and what does it print?"""

import socket
import struct

from gimp import GimpError


class Word(str):
    """Written into the script as it is, without quotes."""


def spelt(value):
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, (list, tuple)):
        return "#(" + " ".join(spelt(item) for item in value) + ")"
    return repr(value)


def parsed(text):
    """What Script-Fu prints for a value: lists and vectors become lists."""
    def skip(at):
        while at < len(text) and text[at].isspace():
            at += 1
        return at

    def value(at):
        at = skip(at)
        if text.startswith("#(", at) or text[at] == "(":
            at += 2 if text[at] == "#" else 1
            items = []
            while True:
                at = skip(at)
                if text[at] == ")":
                    return items, at + 1
                item, at = value(at)
                items.append(item)
        if text[at] == '"':
            out, at = [], at + 1
            while text[at] != '"':
                if text[at] == "\\":
                    at += 1
                    out.append({"n": "\n", "t": "\t", "r": "\r"}.get(text[at], text[at]))
                else:
                    out.append(text[at])
                at += 1
            return "".join(out), at + 1
        end = at
        while end < len(text) and not text[end].isspace() and text[end] not in "()":
            end += 1
        word = text[at:end]
        for kind in (int, float):
            try:
                return kind(word), end
            except ValueError:
                pass
        return word, end

    return value(0)[0] if text.strip() else None


class ScriptFu:
    """The server's protocol: "G", length in two bytes, text; answered by "G", failed or not, length, text."""

    def __init__(self, port):
        self.line = socket.create_connection(("127.0.0.1", port), 5)
        self.line.settimeout(600)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            # The server sends in small pieces; without this the kernel would wait 40 ms before it acknowledges each.
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            piece = self.line.recv(count - len(data))
            if not piece:
                raise EOFError("GIMP went away")
            data += piece
        return data

    def tell(self, script):
        text = script.encode()
        self.line.sendall(b"G" + struct.pack(">H", len(text)) + text)

    def hear(self):
        head = self._exactly(4)
        text = self._exactly(struct.unpack(">H", head[2:4])[0]).decode(errors="replace")
        if head[1]:
            raise GimpError(text.strip())
        return text

    def ask(self, script):
        self.tell(script)
        return self.hear()

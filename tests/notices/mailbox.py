"""A small mail server for tests: it keeps what it takes, and may do something to the sender in the middle."""

import re
import socketserver
import threading
from collections.abc import Callable


class Mailbox(socketserver.ThreadingTCPServer):
    """`taken` holds the Message-IDs of what was taken, in order. `on_connect` and `on_taken` are called with how many
    connections or messages there were, before the sender is answered. Addresses in `unknown` are refused for good."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[str] = []
        self.connections = 0
        self.on_connect: Callable[[int], None] = lambda number: None
        self.on_taken: Callable[[int], None] = lambda number: None
        self.unknown: set[str] = set()
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        try:
            self._talk()
        except ConnectionError:  # the sender was killed
            return

    def _talk(self) -> None:
        with self.server.lock:
            self.server.connections += 1
            self.server.on_connect(self.server.connections)
        self._say("220 mailbox")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                self._take()
            elif verb == "RCPT" and any(address in line for address in self.server.unknown):
                self._say("550 5.1.1 no such mailbox")
            else:
                self._say("221 bye" if verb == "QUIT" else "250 yes")
            if verb == "QUIT":
                return

    def _take(self) -> None:
        text = b""
        while not text.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            text += line
        found = re.search(rb"^Message-ID: (<[^>]+>)", text, re.MULTILINE)
        assert found
        with self.server.lock:
            self.server.taken.append(found[1].decode())
            self.server.on_taken(len(self.server.taken))
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

"""A mail server of our own on 127.0.0.1, which takes, refuses, answers late or hangs up, as a test asks of it."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Conversation(socketserver.StreamRequestHandler):
    """Enough of SMTP for one mail a connection, or several."""

    server: Server

    def handle(self) -> None:
        self.server.connections += 1
        time.sleep(self.server.waits)
        if self.server.hangs_up:
            return
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper().decode()
            if word == "DATA":
                self._take()
            elif word == "RCPT" and (refusal := self.server.refuses(line.decode())):
                self._say(refusal)
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.taken.append(b"".join(lines))
        if self.server.dies_after_taking:
            return
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[bytes] = []
        self.connections = 0
        self.waits = 0.0
        self.hangs_up = self.dies_after_taking = False
        self.refused: dict[str, str] = {}

    def refuses(self, line: str) -> str:
        return next((answer for address, answer in self.refused.items() if address in line), "")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests are about."""


@contextmanager
def serving(settings: Any) -> Iterator[Server]:
    """The portal sends its mail to this server inside the block."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 2
        try:
            yield server
        finally:
            server.shutdown()

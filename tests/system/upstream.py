"""A server that says what a test tells it to say, where the portal would stand behind nginx."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: As the portal marks a page that may be kept.
KEPT = "max-age=0, s-maxage=1, stale-while-revalidate=60, stale-if-error=60"


@dataclass
class Said:
    """What the server answers from now on, and what it was asked."""

    body: bytes = b"<p>answer</p>"
    status: int = 200
    head: dict[str, str] = field(default_factory=lambda: {"Cache-Control": KEPT, "Vary": "Accept-Encoding"})
    seconds: float = 0.0  # it takes to answer
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # path, headers in small letters


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200


def _handler(said: Said, lines: set[Any]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            lines.add(self.connection)

        def do_GET(self) -> None:
            said.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(said.seconds)
            known = said.head.get("ETag") if said.status == 200 else None
            unchanged = known is not None and self.headers.get("If-None-Match") == known
            self.send_response(304 if unchanged else said.status)
            for name, value in said.head.items():
                self.send_header(name, value)
            if unchanged:
                self.end_headers()
                return
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the tests look at `asked`."""

    return Handler


@contextmanager
def upstream(port: int = 0) -> Iterator[tuple[Said, int]]:
    """The server on a free port, or on the one given; gone at the end, with every line to it."""
    said, lines = Said(), set[Any]()

    server = _Server(("127.0.0.1", port), _handler(said, lines))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield said, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        for line in lines:
            with suppress(OSError):  # nginx closed it first
                line.shutdown(socket.SHUT_RDWR)

# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real socket server that says exactly what it is told, and a clock that only tests move."""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._wire.connection import Connection
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.http import HttpTransport
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.request import (
    Classifier,
    Request,
    SendOptions,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.response import Response
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets

TLS = pathlib.Path(__file__).parent / "tls"


@dataclasses.dataclass
class Received:
    """One request as it stood on the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


class Server:
    """Responds to the n-th request with the n-th reply, the last one again and again.

    A reply is bytes (the connection is kept), None (the connection is closed without a response) or
    a function of the socket (which is closed after it).
    """

    def __init__(self, replies: list[Any], context: ssl.SSLContext | None) -> None:
        self.replies = replies
        self.requests: list[Received] = []
        self.done = threading.Event()
        self.connections = 0
        self._context = context
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.base = "%s://127.0.0.1:%d" % ("https" if context else "http", self.port)
        self._spawn(self._accept)

    def _spawn(self, work: Callable[..., None], *args: Any) -> None:
        threading.Thread(target=work, args=args, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _peer = self._listener.accept()
                self.connections += 1
                self._spawn(self._talk, sock, self.connections)

    def _talk(self, sock: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context is not None:
                sock = self._context.wrap_socket(sock, server_side=True)
            file = sock.makefile("rb")
            while self._serve(sock, file, number):
                pass
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        sock.close()

    def _serve(self, sock: socket.socket, file: Any, number: int) -> bool:
        first = file.readline().decode("latin-1").split()
        if not first:
            return False
        headers = {}
        for line in iter(file.readline, b"\r\n"):
            if not line:
                return False
            name, _colon, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = file.read(int(headers.get("content-length", "0")))
        with self._lock:
            reply = self.replies[min(len(self.requests), len(self.replies) - 1)]
            self.requests.append(Received(first[0], first[1], headers, body, number))
        if callable(reply):
            reply(sock)
            return False
        if reply is None:
            return False
        sock.sendall(reply)
        return True

    def close(self) -> None:
        self.done.set()
        with contextlib.suppress(OSError):  # wakes accept(), which close() alone does not
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


class Clock:
    """Monotonic seconds that only ``sleep`` moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def reply(status: int = 200, body: bytes = b"{}", *headers: str, length: bool = True) -> bytes:
    """The bytes of a response."""
    lines = [
        "HTTP/1.1 %d Words" % status,
        *headers,
        *(["Content-Length: %d" % len(body)] if length else []),
        "",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1") + body


def drip(clock: Clock, head: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """A reply that comes in pieces, for each of which a second passes; it ends after 50."""

    def reply(sock: socket.socket) -> None:
        sock.sendall(head)
        for _each in range(50):
            sock.sendall(piece)
            clock.now += 1.0

    return reply


@pytest.fixture(scope="session")
def words() -> Any:
    """What tests need of this file (they cannot import it)."""
    return type(
        "Words",
        (),
        {"reply": staticmethod(reply), "drip": staticmethod(drip), "Clock": Clock, "TLS": TLS},
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts a server: ``serve(reply, reply, ..., tls="server.pem", client_ca="ca.pem")``."""
    servers: list[Server] = []

    def start(*replies: Any, tls: str | None = None, client_ca: str | None = None) -> Server:
        context = None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(TLS / tls)
            if client_ca:
                context.load_verify_locations(TLS / client_ca)
                context.verify_mode = ssl.CERT_REQUIRED
        servers.append(Server(list(replies), context))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


class Sending(HttpTransport):
    """A HttpTransport that takes a request and its options in one call."""

    def ask(
        self,
        method: str,
        url: str,
        *,
        retries: int | None = None,
        deadline: float | None = None,
        sink: Any = None,
        max_bytes: int | None = None,
        flows: bool = False,
        abandon: Any = None,
        classifier: Classifier | None = None,
        **request: Any,
    ) -> Response:
        options = SendOptions(retries, deadline, sink, max_bytes, flows, abandon)
        return self.send(Request(method, url, **request), options, classifier)


INJECTED = ("clock", "sleep", "random", "warn", "log", "retry_after")


@pytest.fixture
def transport(clock: Clock) -> Iterator[Callable[..., Sending]]:
    """Makes a Transport to a server: ``transport(server, ca_path=..., log=...)``."""
    made: list[Sending] = []

    def make(server: Any, **options: Any) -> Sending:
        injected = {name: options.pop(name) for name in INJECTED if name in options}
        secrets = options.pop("secrets", None) or Secrets()
        base = server if isinstance(server, str) else server.base
        connection = Connection(options.pop("base_url", base), **options)
        settings = {"clock": clock, "sleep": clock.sleep, "random": lambda: 0.5, **injected}
        made.append(Sending(connection, secrets=secrets, **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()

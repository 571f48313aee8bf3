# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sockets: one listener for each system, one thread for each connection."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
import traceback
from typing import Callable

from .face import Face
from .faults import Fault
from .reading import BadRequest, Stream, read_request
from .record import Entry
from .wire import Reply, Request

CONTROL = "/_emulator"

# What a bug in a face's code can raise: the client gets a 500, the face's `errors` the traceback,
# the server goes on.
BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


class Listener:
    """Listens for one face; `control` answers the paths below /_emulator."""

    def __init__(
        self,
        face: Face,
        address: tuple[str, int],
        control: Callable[[Face, Request], Reply],
        tls: ssl.SSLContext | None,
    ) -> None:
        """Bind and listen; OSError when the address cannot be had."""
        self.face = face
        self.control = control
        self.tls = tls
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        try:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.socket.bind(address)
            self.socket.listen(1024)
        except OSError:
            self.socket.close()
            raise
        host, port = self.socket.getsockname()[:2]
        self.scheme = "https" if tls else "http"
        self.root = (
            f"{self.scheme}://[{host}]:{port}" if ":" in host else f"{self.scheme}://{host}:{port}"
        )
        self.port: int = port
        self.stopping = threading.Event()
        self._wake, self._waker = socket.socketpair()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(
            target=self._accept, name=f"emulator {face.name}", daemon=True
        )

    def start(self) -> None:
        """Begin to accept connections."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and hang up on everybody, at once."""
        self.stopping.set()
        self._waker.send(b"x")
        self._thread.join(5.0)
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # It has gone by itself.
        for each in (self.socket, self._wake, self._waker):
            each.close()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            select.select([self.socket, self._wake], [], [])
            if self.stopping.is_set():
                return
            try:
                connection, _peer = self.socket.accept()
            except OSError:
                continue  # The client gave up before it was accepted.
            with self._lock:
                self._open.add(connection)
            threading.Thread(target=self._connection, args=(connection,), daemon=True).start()

    def _connection(self, plain: socket.socket) -> None:
        connection = plain
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls is not None:
                plain.settimeout(30.0)
                connection = self.tls.wrap_socket(plain, server_side=True)
                connection.settimeout(None)
                with self._lock:
                    self._open.discard(plain)
                    self._open.add(connection)
            with connection.makefile("rb", 65536) as stream:
                talk = Conversation(self, connection)
                while not self.stopping.is_set() and talk.turn(stream):
                    pass
        except OSError:
            pass  # The client hung up, or did not like our certificate: its business.
        finally:
            with self._lock:
                self._open.discard(plain)
                self._open.discard(connection)
            connection.close()


class Conversation:
    """The requests and replies of one connection."""

    def __init__(self, listener: Listener, connection: socket.socket) -> None:
        """Talk over `connection`."""
        self.listener = listener
        self.face = listener.face
        self.connection = connection

    def turn(self, stream: Stream) -> bool:
        """Read one request and answer it; return False when the connection is to be closed."""
        try:
            request = read_request(stream, self.listener.scheme, self._continue)
        except BadRequest as bad:
            self._send(Reply(bad.status, f"{bad}\n", "text/plain"), "GET", False)
            return False
        if request is None:
            return False
        keep = (
            request.version != "HTTP/1.0"
            and request.headers.get("connection", "").lower() != "close"
        )
        if request.path == CONTROL or request.path.startswith(CONTROL + "/"):
            self._send(self.listener.control(self.face, request), request.method, keep)
            return keep
        return self._answer(request, keep)

    def _answer(self, request: Request, keep: bool) -> bool:
        face = self.face
        with face.lock:
            fault = face.faults.take(request)
            entry = Entry(
                request, face.clock.now(), "read" if request.method in ("GET", "HEAD") else "write"
            )
            face.note(entry)
        if fault is not None and fault.drop == "before":
            # Zero seconds of lingering turn the close into a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        reply = self._reply(request, entry, fault)
        if fault is None:
            entry.status = reply.status
            return self._send(reply, request.method, keep)
        if fault.delay > 0 and self.listener.stopping.wait(fault.delay):
            return False
        if fault.drop is None:
            entry.status = reply.status
        return self._misbehave(reply, request.method, keep, fault)

    def _reply(self, request: Request, entry: Entry, fault: Fault | None) -> Reply:
        face = self.face
        if fault is not None and fault.expire_token:
            with face.lock:
                face.expire_tokens()
        reply = fault.canned() if fault is not None else None
        if reply is None:
            try:
                reply, entry.kind = face.respond(request)
            except BUGS:
                face.errors.append(traceback.format_exc())
                reply = Reply(500, "The emulator has a bug; see the face's errors.\n", "text/plain")
        if fault is not None:
            fault.dress(reply, face.clock.now())
        return reply

    def _misbehave(self, reply: Reply, method: str, keep: bool, fault: Fault) -> bool:
        head, payload = reply.head(self.face.clock.now(), keep), reply.payload(method)
        if fault.drop == "after":
            return False
        if fault.drop == "headers":
            self.connection.sendall(head[: len(head) // 2])
            return False
        if fault.drop == "body":
            self.connection.sendall(head + payload[: len(payload) // 2])
            return False
        if fault.drip > 0:
            for index, byte in enumerate(head + payload):
                if index and self.listener.stopping.wait(fault.drip):
                    return False
                self.connection.sendall(bytes((byte,)))
            return keep
        self.connection.sendall(head + payload)
        return keep

    def _send(self, reply: Reply, method: str, keep: bool) -> bool:
        # Head and body in one write: in two, Nagle's algorithm and delayed ACKs cost 40 ms a reply.
        self.connection.sendall(reply.head(self.face.clock.now(), keep) + reply.payload(method))
        return keep

    def _continue(self) -> None:
        self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

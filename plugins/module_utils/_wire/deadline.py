# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Total time-outs for sockets. Private to asyncops.jobs.

The time-out of requests and of sockets is per read: a server that drips a byte now and then holds a caller for ever.
Here one Budget covers look-up, connect, TLS, sending, header bytes and body bytes. It is set per thread with ``use``;
the sockets of adapter.py ask it before each operation.
"""
from __future__ import annotations

import http.client
import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.errors import MissingHeaderBodySeparatorDefect
from typing import Any

_local = threading.local()
MAX_INTERIM = 20  # answers 1xx before the real one


class Budget:
    """The time and the story of one request.

    ``timeout`` bounds each phase as a whole (connect with TLS and proxy, send, headers) and each read of the body;
    ``deadline``, an instant of ``clock``, bounds everything. ``sent``: a byte of the request may have left.
    """

    def __init__(
        self, clock: Callable[[], float], timeout: float, deadline: float | None = None, once: bool = False
    ) -> None:
        self.clock = clock
        self.timeout = timeout
        self.deadline = deadline
        self.once = once  # must not be sent twice: no connection that has idled
        self.sent = False
        self.phase = ""
        self._until = 0.0

    def begin(self, phase: str) -> None:
        """Starts the clock of a phase, unless it runs already."""
        if phase != self.phase:
            self.phase = phase
            self._until = self.clock() + self.timeout

    def left(self) -> float:
        """Seconds the next socket operation may take. Raises socket.timeout if there are none."""
        now = self.clock()
        left = self.timeout if self.phase in ("", "body") else self._until - now
        if self.deadline is not None:
            left = min(left, self.deadline - now)
        if left <= 0:
            raise socket.timeout("timed out")
        return left


def current() -> Budget:
    """The budget of this thread's request."""
    budget: Budget = _local.budget
    return budget


@contextmanager
def use(budget: Budget) -> Iterator[Budget]:
    """Makes ``budget`` the one that the sockets of this thread obey."""
    before = getattr(_local, "budget", None)
    _local.budget = budget
    try:
        yield budget
    finally:
        _local.budget = before


def _look_up(host: str, port: int, budget: Budget) -> list[Any]:
    """getaddrinfo, which knows no time-out, in a thread that is left behind when time is up."""
    try:
        return socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
    except socket.gaierror:
        pass  # a name, not an address
    found: list[Any] = []

    def work() -> None:
        try:
            found.append(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM))
        except (OSError, UnicodeError) as exc:
            found.append(exc)

    thread = threading.Thread(target=work, daemon=True, name="asyncops-lookup")
    thread.start()
    thread.join(budget.left())
    if not found:
        raise socket.timeout("timed out")
    if isinstance(found[0], UnicodeError):
        raise socket.gaierror(socket.EAI_NONAME, "not a valid host name")
    if isinstance(found[0], OSError):
        raise found[0]
    addresses: list[Any] = found[0]
    return addresses


def dial(host: str, port: int, budget: Budget, options: Any = ()) -> socket.socket:
    """A connected socket; the time left is shared out among the addresses of the host. Raises OSError."""
    error: OSError = OSError("no address")
    addresses = _look_up(host.strip("[]"), port, budget)
    for at, (family, kind, protocol, _name, address) in enumerate(addresses):
        share = budget.left() / (len(addresses) - at)
        sock = None
        try:
            sock = socket.socket(family, kind, protocol)
            for option in options:
                sock.setsockopt(*option)
            sock.settimeout(share)
            sock.connect(address)
            sock.settimeout(budget.left())
            return sock
        except OSError as exc:
            error = exc
            if sock is not None:
                sock.close()
    raise error


class _Reader(io.RawIOBase):
    """Reads a socket; before each read the socket's time-out is what the budget leaves."""

    def __init__(self, sock: Any, file: Any) -> None:
        super().__init__()
        self._sock = sock
        # http.client closes the connection's socket at once under a close-delimited answer; the file object that it
        # made for reading is what keeps the socket open.
        self._file = file
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(current().left())
        count: int = self._sock.recv_into(buffer)
        self.ended = count == 0
        return count

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._file.close()


class Response(http.client.HTTPResponse):
    """http.client's response, read within the budget, that skips every interim answer (it knows 100 only)."""

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._interim = 0
        self._reader = _Reader(sock, self.fp)
        self.fp = io.BufferedReader(self._reader, 65536)

    def begin(self) -> None:
        super().begin()
        # http.client takes headers that are cut off, or that have a line of junk (after which it sees none), for
        # whole: without a Content-Length an answer would look empty, and complete.
        if self._reader.ended:
            raise http.client.IncompleteRead(b"")
        if any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in self.msg.defects):
            raise http.client.BadStatusLine("a header line without a colon")

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]
        if 100 <= status < 200:
            self._interim += 1
            # 101 changes the protocol, which nobody asked for.
            if status == 101 or self._interim > MAX_INTERIM:
                raise http.client.BadStatusLine("interim answers without end")
            # begin() skips the headers of a 100 and reads on; taken as final, a 102 or 103 would leave the real
            # answer on the connection for the next request.
            status = 100
        return version, status, reason

# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that answers as a system does, and changes some of its answers on the way.

It notes each request with the answer that really went out, for the oracle.
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.reading import (
    BadRequest,
    read_request,
)
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.wire import Reply, Request
from ansible_collections.asyncops.jobs.tests.fuzz.mutations import MUTATIONS, Draft, choose

MOST_REQUESTS = 3000  # a loop that runs hot


# Changes the n-th answer.
Spoil = Callable[[Draft, int], None]


class Answers(Protocol):
    """What a system is here: a face of the emulator, or canned answers."""

    def respond(self, request: Request) -> tuple[Reply, str]:
        """The true answer, and what the request is: read, write or login."""


class Plan(NamedTuple):
    """How much is changed.

    :param seed: of all chance that the server needs.
    :param rate: the share of answers that are changed, once `spared` went well.
    :param names: the mutations of this conversation.
    """

    seed: str
    rate: float
    spared: int
    names: Sequence[str]


class Exchange(NamedTuple):
    """One request, and what went out as its answer."""

    number: int
    request: Request
    kind: str
    truth: Reply
    draft: Draft
    whole: bool

    @property
    def line(self) -> str:
        """Method and target."""
        return f"{self.request.method} {self.request.target}"

    def __str__(self) -> str:
        changes = ", ".join(self.draft.changes) or "as it is"
        end = "" if self.whole else f", cut after {self.draft.cut}"
        return f"#{self.number} {self.line} ({self.kind}) -> {self.draft.status} {changes}{end}: {self.draft.body[:300]!r}"


class Server:
    """Listens on loopback until it is closed.

    :param answers: made by a caller who knows the origin.
    :ivar log: the exchanges, in the order in which their requests came.
    :ivar told: secrets that the server has given out.
    """

    def __init__(self, plan: Plan, spoil: Spoil | None = None) -> None:
        self.plan, self.spoil = plan, spoil
        self.answers: Any = None
        self.secrets: list[str] = []
        self.log: list[Exchange] = []
        self.tokens: set[str] = set()
        self._lock = threading.Lock()
        self._count = 0
        self._open: set[socket.socket] = set()
        self._done = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self._threads: list[threading.Thread] = []
        self._spawn(self._accept)

    def close(self) -> None:
        """Hang up on everybody."""
        self._done.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5.0)

    def _spawn(self, work: Any, *args: Any) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while not self._done.is_set():
                sock, _peer = self._listener.accept()
                with self._lock:
                    self._open.add(sock)
                self._spawn(self._talk, sock)

    def _talk(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with sock.makefile("rb") as stream:
                while self._turn(sock, stream):
                    pass
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open.discard(sock)
        sock.close()

    def _turn(self, sock: socket.socket, stream: Any) -> bool:
        try:
            request = read_request(stream, "http", lambda: None)
        except BadRequest:
            return False
        if request is None:
            return False
        with self._lock:
            number = self._count
            self._count += 1
        if number >= MOST_REQUESTS:
            return False
        with self._lock:
            truth, kind = self.answers.respond(request)
        dice = random.Random(f"{self.plan.seed}/{number}")
        draft = self._draft(request, truth, kind, number, dice)
        data = draft.head() + draft.payload(request.method)
        sent = data if draft.cut is None else data[: draft.cut]
        # Before the first byte leaves: whoever reads the answer finds it in the log.
        exchange = Exchange(number, request, kind, truth, draft, len(sent) == len(data))
        with self._lock:
            self.log.append(exchange)
        return self._send(sock, draft, sent)

    def _draft(
        self, request: Request, truth: Reply, kind: str, number: int, dice: random.Random
    ) -> Draft:
        sent = [
            value
            for name, value in request.headers.pairs
            if name.lower() in ("authorization", "authtoken", "cookie", "x-user-token")
        ]
        with self._lock:
            self.tokens.update(part for value in sent for part in value.split() if len(part) > 8)
            others = [one.truth.body for one in self.log[-8:]]
        echoes = sorted({*self.secrets, *self.tokens})
        dice.shuffle(echoes)
        headers = list(truth.headers)
        draft = Draft(truth.status, headers, truth.body, echoes[:3], others, self.origin)
        if truth.chunked:
            draft.framing = "chunked"
        if self.spoil is not None:
            self.spoil(draft, number)
        if number >= self.plan.spared and dice.random() < self.plan.rate:
            for _each in range(dice.choice([1, 1, 1, 2, 3])):
                name = choose(dice, self.plan.names)
                draft.changes.append(name)
                MUTATIONS[name](draft, dice)
        return draft

    def _send(self, sock: socket.socket, draft: Draft, data: bytes) -> bool:
        if draft.delay:
            self._done.wait(draft.delay)
        if draft.drip:
            start = max(0, len(data) - 20)
            sock.sendall(data[:start])
            for place in range(start, len(data)):
                sock.sendall(data[place : place + 1])
                if self._done.wait(draft.drip):
                    return False
        else:
            sock.sendall(data)
        if draft.reset:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return draft.keep and draft.cut is None and draft.framing == "length"


class Clock:
    """Seconds that pass by themselves, and at once where somebody sleeps. For both sides."""

    speed = 1.0

    def __init__(self) -> None:
        self._skipped = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        """Seconds since the epoch, on a day in September 2026."""
        with self._lock:
            return 1_788_000_000.0 + time.monotonic() % 1e6 + self._skipped

    def sleep(self, seconds: float) -> None:
        """Skips them."""
        with self._lock:
            self._skipped += max(0.0, seconds)

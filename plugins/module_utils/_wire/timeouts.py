# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Total timeouts for sockets. Private to asyncops.jobs.

The timeout of requests and of sockets is per read: a server that drips a byte now and then holds a
caller for ever. Here one RequestTimeout covers look-up, connect, TLS, sending, header bytes and
body bytes. It is set per thread with ``active``; the sockets ask it before each operation.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable, Optional

if TYPE_CHECKING:
    from .abandon import Abandon

# What a body brings in the timeout at the least; else it has stalled (curl calls it the low-speed
# limit).
STALLED_BELOW = 1024  # bytes

_local = threading.local()


class RequestTimeout:
    """The time that one request has, and how far it has come.

    :param clock: monotonic seconds.
    :param timeout: seconds for each phase as a whole (connect with TLS and proxy, send, headers);
        in the body for each ``STALLED_BELOW`` bytes, of which the time counts that was waited for
        them.
    :param deadline: an instant of ``clock`` that bounds everything.
    :param flows: the deadline is for the beginning: once the body of a 2xx has begun, it may take
        as long as it flows.
    :param single_use: the request must not be sent twice, so that it gets no connection that has
        idled.
    """

    __slots__ = (
        "clock",
        "timeout",
        "deadline",
        "single_use",
        "flows",
        "sent",
        "phase",
        "has_idled",
        "is_connected",
        "at_proxy",
        "uploads",
        "_abandon",
        "_sock",
        "_phase_end",
        "_waited",
        "_count",
    )

    def __init__(
        self,
        clock: Callable[[], float],
        timeout: float,
        deadline: Optional[float] = None,
        single_use: bool = False,
        flows: bool = False,
        abandon: Optional[Abandon] = None,
    ) -> None:
        self.clock = clock
        self.timeout = timeout
        self.deadline = deadline
        self.single_use = single_use
        self.flows = flows
        self._abandon = abandon
        self._sock: Any = None
        self.sent = False  # whether a byte of the request may have left
        self.phase = ""
        self.has_idled = False  # it goes over a kept connection that may just be closed
        self.is_connected = False  # a connection was made for it, TLS perhaps not yet
        self.at_proxy = False  # who it talks to is the proxy, not the server
        self.uploads = False  # a body that is sent piece by piece: each has the whole time
        self._phase_end = 0.0
        self._waited = 0.0
        self._count = 0

    def start(self, phase: str) -> None:
        """Starts the clock of a phase, unless it runs already."""
        if phase != self.phase or (self.uploads and phase == "send"):
            self.phase = phase
            self._phase_end = self.clock() + self.timeout

    def remaining(self) -> float:
        """Seconds that the next socket operation may take.

        :raises socket.timeout: there are none.
        """
        now = self.clock()
        in_body = self.phase in ("", "body")
        seconds = self.timeout - self._waited if in_body else self._phase_end - now
        if self.deadline is not None:
            seconds = min(seconds, self.deadline - now)
        if seconds <= 0:
            raise socket.timeout("timed out")
        return seconds

    def watch(self, sock: Any) -> None:
        """The request goes over this socket from now on; None: it is over.

        :raises socket.timeout: nobody waits for the request any more.
        """
        if self._abandon is not None and sock is not self._sock:
            self._abandon.watch(sock, self._sock)
            self._sock = sock

    def begin_body(self, status: int) -> None:
        """The headers are there."""
        self.start("body")
        if self.flows and 200 <= status < 300:
            self.deadline = None

    def received(self, count: int, seconds: float) -> None:
        """Bytes of the body have come after so many seconds."""
        self._count += count
        self._waited += seconds
        if self._count >= STALLED_BELOW:
            self._count, self._waited = 0, 0.0


def current() -> RequestTimeout:
    """The timeout of this thread's request."""
    timeout: RequestTimeout = _local.timeout
    return timeout


@contextmanager
def active(timeout: RequestTimeout) -> Iterator[RequestTimeout]:
    """Makes ``timeout`` the one that the sockets of this thread obey."""
    before = getattr(_local, "timeout", None)
    _local.timeout = timeout
    try:
        yield timeout
    finally:
        _local.timeout = before

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
from typing import Callable, Optional

_local = threading.local()


class RequestTimeout:
    """The time that one request has, and how far it has come.

    :param clock: monotonic seconds.
    :param timeout: seconds for each phase as a whole (connect with TLS and proxy, send, headers),
        and for each read of the body.
    :param deadline: an instant of ``clock`` that bounds everything.
    :param single_use: the request must not be sent twice, so that it gets no connection that has
        idled.
    """

    __slots__ = ("clock", "timeout", "deadline", "single_use", "sent", "phase", "_phase_end")

    def __init__(
        self,
        clock: Callable[[], float],
        timeout: float,
        deadline: Optional[float] = None,
        single_use: bool = False,
    ) -> None:
        self.clock = clock
        self.timeout = timeout
        self.deadline = deadline
        self.single_use = single_use
        self.sent = False  # whether a byte of the request may have left
        self.phase = ""
        self._phase_end = 0.0

    def start(self, phase: str) -> None:
        """Starts the clock of a phase, unless it runs already."""
        if phase != self.phase:
            self.phase = phase
            self._phase_end = self.clock() + self.timeout

    def remaining(self) -> float:
        """Seconds that the next socket operation may take.

        :raises socket.timeout: there are none.
        """
        now = self.clock()
        per_read = self.phase in ("", "body")
        seconds = self.timeout if per_read else self._phase_end - now
        if self.deadline is not None:
            seconds = min(seconds, self.deadline - now)
        if seconds <= 0:
            raise socket.timeout("timed out")
        return seconds


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

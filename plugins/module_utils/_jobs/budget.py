# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that a system allows one client in a minute. Private to asyncops.jobs."""

from __future__ import annotations

import threading
from collections import deque
from typing import Callable, Optional

from .._model.errors import RateLimited

_WINDOW = 60.0


class RequestBudget:
    """Keeps to a number of requests, counted over every window of 60 seconds. Safe to use from
    several threads.

    :param per_minute: None where the system sets no limit.
    """

    def __init__(
        self,
        per_minute: Optional[int],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self.per_minute = per_minute or None
        self._sent: deque[float] = deque(maxlen=per_minute or 0)
        self._lock = threading.Lock()

    def wait(self, deadline: Optional[float] = None) -> None:
        """Returns when one more request may be sent.

        :param deadline: an instant of the clock.
        :raises RateLimited: that is not before the deadline; nothing was waited for.
        """
        if not self._sent.maxlen:
            return
        with self._lock:
            now = self._clock()
            turn = now
            if len(self._sent) == self._sent.maxlen:
                turn = max(now, self._sent[0] + _WINDOW)
            if deadline is not None and turn > now and turn >= deadline:
                message = "the request was not sent: the system allows %d in a minute"
                raise RateLimited(message % self._sent.maxlen, retry_after=turn - now)
            self._sent.append(turn)
        if turn > now:  # not under the lock: other threads may have less time
            self._sleep(turn - now)

    def left(self) -> int:
        """How many requests may be sent now."""
        since = self._clock() - _WINDOW
        with self._lock:
            while self._sent and self._sent[0] <= since:
                self._sent.popleft()
            return (self._sent.maxlen or 0) - len(self._sent)

    @property
    def now(self) -> float:
        """The present instant."""
        return self._clock()

    def frees_at(self, kept: int) -> float:
        """The instant from which more than ``kept`` may be sent."""
        with self._lock:
            place = len(self._sent) - ((self._sent.maxlen or 0) - kept)
            return self._sent[place] + _WINDOW if place >= 0 else 0.0

    def grows_at(self) -> float:
        """The instant at which the first request that counts does so no more."""
        with self._lock:
            return (self._sent[0] if self._sent else self._clock()) + _WINDOW

    def note(self, count: int) -> None:
        """Counts requests that were repeated meanwhile, without a wait of their own."""
        if self._sent.maxlen and count > 0:
            with self._lock:
                self._sent.extend([self._clock()] * count)

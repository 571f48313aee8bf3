# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that a system allows one client in a minute. Private to asyncops.jobs."""

from __future__ import annotations

import threading
from collections import deque
from typing import Callable, Optional

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
        self._sent: deque[float] = deque(maxlen=per_minute or 0)
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Returns when one more request may be sent."""
        if not self._sent.maxlen:
            return
        with self._lock:
            if len(self._sent) == self._sent.maxlen:
                seconds = self._sent[0] + _WINDOW - self._clock()
                if seconds > 0:
                    self._sleep(seconds)
            self._sent.append(self._clock())

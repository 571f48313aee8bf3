# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to look again. Pure arithmetic. Private to asyncops.jobs."""
from __future__ import annotations

from typing import Callable, Optional

FLOOR = 0.5  # seconds: a server's "at once" must not make a loop run hot
FIRST = 0.5
GROWTH = 1.5
JITTER = 0.25  # up to this part is taken off, so that many waits do not march in step
BACKOFF_CAP = 30.0


class Pace:
    """The waits between looks at one job.

    :param interval: upper bound in seconds where the server does not say (``wait_interval``).
    :param random: a number in [0, 1).
    """

    def __init__(self, interval: float, random: Callable[[], float]) -> None:
        self._interval, self._random = interval, random
        self._looks = 0
        self._failures = 0

    def after_answer(self, hint: Optional[float]) -> float:
        """Seconds from the receipt of an answer to the next look: the server's hint, else ours: short, then growing."""
        self._failures = 0
        if hint is not None:
            return max(hint, FLOOR)
        delay = min(self._interval, FIRST * GROWTH ** min(self._looks, 40))
        self._looks += 1
        return delay * (1.0 - JITTER * self._random())

    def after_failure(self, hint: Optional[float]) -> float:
        """Seconds to the next try after a failed look: the server's hint, else full jitter under a growing cap."""
        self._failures += 1
        if hint is not None:
            return max(hint, FLOOR)
        cap = min(BACKOFF_CAP, 2.0 ** min(self._failures - 1, 10))
        return max(FLOOR, cap * self._random())

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to poll again. Pure arithmetic. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Callable, Optional

# A pause is this long at first and grows by this share of the time already waited: what is lost at
# the end of a job stays a small part of its length, and a long job costs few requests.
FIRST = 0.5  # seconds
SHARE = 0.03
JITTER = 1 / 3  # up to this part is taken off, so that many waits do not march in step
BACKOFF_FIRST = 1.0
BACKOFF_MAX = 30.0
BACKOFF_MIN = 0.5
_LAST_STEP = 40  # from here on the growth is beyond any bound


class Pace:
    """The pauses between polls of one job. What the server asks for is taken as it is: it has its
    bounds already.

    :param interval: upper bound in seconds where the server does not say (``wait_interval``).
    :param random: gives a number in [0, 1).
    :param began: the instant from which on the job is waited for.
    """

    __slots__ = ("_interval", "_random", "_began", "_failures")

    def __init__(self, interval: float, random: Callable[[], float], began: float) -> None:
        self._interval = interval
        self._random = random
        self._began = began
        self._failures = 0

    def restart(self, now: float) -> None:
        """Begins anew with short pauses."""
        self._began = now

    def after_response(self, retry_after: Optional[float], now: float) -> float:
        """Seconds from a response, received now, to the next poll: the server's hint, else ours:
        short, then growing.
        """
        self._failures = 0
        if retry_after is not None:
            return retry_after
        pause = min(self._interval, FIRST + SHARE * max(0.0, now - self._began))
        return pause * (1.0 - JITTER * self._random())

    def after_failure(self, retry_after: Optional[float]) -> float:
        """Seconds to the next try after a failed poll: the server's hint, else full jitter under a
        growing cap.
        """
        self._failures += 1
        if retry_after is not None:
            return retry_after
        cap = min(BACKOFF_MAX, BACKOFF_FIRST * 2.0 ** min(self._failures - 1, _LAST_STEP))
        return max(BACKOFF_MIN, cap * self._random())

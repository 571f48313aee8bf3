# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to poll again. Pure arithmetic. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Callable, Optional

FIRST = 0.5  # seconds
GROWTH = 1.5
JITTER = 0.25  # up to this part is taken off, so that many waits do not march in step
BACKOFF_FIRST = 1.0
BACKOFF_MAX = 30.0
BACKOFF_MIN = 0.5
_LAST_STEP = 40  # from here on the growth is beyond any interval


class Pace:
    """The pauses between polls of one job. What the server asks for is taken as it is: it has its
    bounds already.

    :param interval: upper bound in seconds where the server does not say (``wait_interval``).
    :param random: gives a number in [0, 1).
    """

    __slots__ = ("_interval", "_random", "_polls", "_failures")

    def __init__(self, interval: float, random: Callable[[], float]) -> None:
        self._interval = interval
        self._random = random
        self._polls = 0
        self._failures = 0

    def restart(self) -> None:
        """Begins anew with short pauses."""
        self._polls = 0

    def after_response(self, retry_after: Optional[float]) -> float:
        """Seconds from a response to the next poll: the server's hint, else ours: short, then
        growing.
        """
        self._failures = 0
        if retry_after is not None:
            return retry_after
        pause = min(self._interval, FIRST * GROWTH ** min(self._polls, _LAST_STEP))
        self._polls += 1
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

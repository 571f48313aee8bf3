# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast polls go out after a system has asked for a pause (429 or 503). Private to
asyncops.jobs.

All jobs are held by one pause. If all went on at its end, a system that allows one request a second
would turn all but one away again, and again. So one goes first; each answer lets more be under way
at a time; and they keep the distance that the system has shown: what it answered in as long a time
as it asked to be left alone. That distance shrinks again while it turns nothing away.
"""

from __future__ import annotations

from collections import deque

_REMEMBERED = 256  # answers
_LONGEST = 5.0  # seconds between two polls at the most: a pause may have had another cause
_SHORTEST = 0.02  # below that there is none
_MARGIN = 1.05  # a server measures when requests arrive, not when they were sent
_EASE_AFTER = 16  # answers in a row that halve the distance


class Throttle:
    """When the next poll may go out, and how many may be under way. Times are of one clock.

    :param most: polls under way where nothing holds them back.
    """

    def __init__(self, most: int) -> None:
        self.paused_until = 0.0  # an origin that asks for a pause gets it as a whole
        self.most = most
        self._full = most
        self._distance = 0.0
        self._next = 0.0
        self._pause_began = 0.0
        self._is_held = False  # since a pause began, no poll has gone out
        self._in_a_row = 0
        self._answers: deque[float] = deque(maxlen=_REMEMBERED)

    def opens_at(self, jobs: int) -> float:
        """The instant from which one more poll may go out.

        :param jobs: how many are waited for; one alone has a pace of its own.
        """
        return max(self.paused_until, self._next) if jobs > 1 else self.paused_until

    def sent(self, now: float) -> None:
        """A poll goes out."""
        if self._is_held and now >= self.paused_until:
            self._is_held = False
            self._distance = self._shown_distance()
        if self._distance:
            self._next = max(now, self._next) + self._distance

    def answered(self, now: float) -> None:
        """The system has answered a poll, and did not turn it away."""
        self._answers.append(now)
        if self._is_held:
            return
        self.most = min(self._full, self.most * 2)
        self._in_a_row += 1
        if self._in_a_row >= _EASE_AFTER:
            self._in_a_row = 0
            self._distance = self._distance / 2 if self._distance > _SHORTEST else 0.0

    def refused(self, now: float, until: float) -> None:
        """The system asks for a pause.

        :param until: its end.
        """
        if not self._is_held:
            self._is_held = True
            self._pause_began = now
        self.paused_until = max(self.paused_until, until)
        self.most = 1
        self._in_a_row = 0

    def _shown_distance(self) -> float:
        """Seconds between two answers, as many as there were in as long a time as the pause took;
        0 where there was none: then nothing is known but that it turned us away.
        """
        window = self.paused_until - self._pause_began
        count = sum(when > self._pause_began - window for when in self._answers)
        return min(_LONGEST, _MARGIN * window / count) if count else 0.0

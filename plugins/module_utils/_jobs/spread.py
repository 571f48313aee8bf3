# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A budget of requests, spread over the looks at many jobs. Private to asyncops.jobs.

Looks that went out as fast as threads are free would spend a minute's requests in a second, and
nothing would be seen for the rest of it. So most may go soon, each the later the less is left of
them, and the last fifth is spread over the time until more may be sent: there is no silence. While
lists are asked for, a tenth is kept for them.
"""

from __future__ import annotations

from .budget import RequestBudget

_KEPT = 10  # the part of a budget that looks leave alone: one in so many
_SPREAD = 5  # the part that is spread: one in so many
_SOON = 5.0  # seconds that the others should last for


class Spread:
    """When one more look at a single job may go out. Times are of one clock.

    :param budget: of the system.
    """

    def __init__(self, budget: RequestBudget) -> None:
        self._budget = budget
        self._sent = float("-inf")
        self._kept = (budget.per_minute or 0) // _KEPT
        self.per_minute = budget.per_minute
        self.beside_lists = False
        self.comes_first = False  # a list shows jobs that have not ended

    def affords(self, looks: int) -> bool:
        """Whether so many looks may go out at once, and as many again."""
        return self.per_minute is None or self._left() >= 2 * looks

    def sent(self, now: float) -> None:
        """A look goes out."""
        self._sent = now

    def opens_at(self, jobs: int) -> float:
        """The instant from which one more may.

        :param jobs: that are looked at singly.
        """
        if self.affords(jobs):
            return 0.0
        if jobs <= 1:
            return self._budget.frees_at(0) if self._budget.left() <= 0 else 0.0
        left = self._left()
        if left <= 0:
            return self._budget.frees_at(self._kept_now)
        now = self._budget.now
        rate = left / max(1.0, self._budget.grows_at() - now)
        if not self.comes_first:
            # While a list shows jobs that have not ended, those that it leaves out can wait: a
            # look is worth more once the others have.
            rate = max(rate, (left - (self.per_minute or 0) // _SPREAD) / _SOON)
        return self._sent + 1 / rate

    def why_not(self, now: float, jobs: int) -> str:
        """Why a poll that is due waits; empty where it does not."""
        if now >= self.opens_at(jobs):
            return ""
        return "the system allows %s requests a minute" % self.per_minute

    def _left(self) -> int:
        return self._budget.left() - self._kept_now

    @property
    def _kept_now(self) -> int:
        return self._kept if self.beside_lists else 0

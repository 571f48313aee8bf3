# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A few pages of a list by offset: those that a caller wants, in its order. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from ..source import Source
from ..view import View
from .pager import Pager
from .spec import PageSpec


class WindowPager(Pager):
    """``?offset=19900&limit=100``: pages that begin at known places, or the first page and then,
    where ``from_end`` is set meanwhile, those from the end backwards.

    :param starts: the places; none: the list is walked.
    """

    def __init__(
        self,
        spec: PageSpec,
        total: Sequence[Source] = (),
        size: Optional[int] = None,
        starts: Sequence[int] = (),
    ) -> None:
        super().__init__(spec, total, size)
        self._starts = list(starts)
        self._at = self._starts.pop(0) if self._starts else 0
        self._is_walk = not starts
        self.is_part = not self._is_walk
        self._most = spec.size
        self._first = 0  # items of the first page
        self._below = 0  # backwards: all from here to the end has been read
        self._is_reduced = False
        self.from_end = False

    def params(self) -> dict[str, Any]:
        """See Pager."""
        if self._is_walk and self.pages:
            # What the first page did not hold is looked for in pages as long as the system gives.
            if self.pages > 1 or not self.from_end:
                self.size = self._most
            self._at = self._next_backwards() if self.from_end else self.count
        return {**self._limit(), self.spec.offset: self.spec.start + self._at}

    def _next_backwards(self) -> int:
        if self.pages == 1:
            self._below = self.total or 0
            self.size = min(self.size, self._first)
        self.size = min(self.size, max(1, self._below - self._first))
        return max(self._first, self._below - self.size)

    def _turn(self, has_items: bool, same: bool, view: View) -> bool:
        self.repeated = same
        self.start = self._at
        if same or not has_items:
            return False
        if not self._is_walk:
            self._at = self._starts.pop(0) if self._starts else -1
            return self._at >= 0
        got = len(self._previous)
        if self.pages == 1:
            self._first = got
            if got < self.size:
                self._most = got
        elif self.from_end:
            if self._at + got >= self._below or self._is_reduced:
                self._below = self._at
            else:  # it gives fewer at a time; or the total was too high, which happens but once
                self._most, self._is_reduced = got, True
            return self._below > self._first
        return True

    def _is_counted_out(self) -> bool:
        return self._is_walk and not self.from_end and self.total == self.count

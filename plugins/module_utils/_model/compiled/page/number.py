# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages by number. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional, Union

from ..source import Source
from .counted import CountedPager
from .spec import PageSpec


class NumberPager(CountedPager):
    """``?page=3&limit=100``. Where answers name the next number, the first page is asked for
    without one.
    """

    def __init__(
        self, spec: PageSpec, total: Sequence[Source] = (), size: Optional[int] = None
    ) -> None:
        super().__init__(spec, total, size)
        self._number: Union[int, str] = spec.first
        self._was_full = False  # a page was as long as was asked for

    def params(self) -> dict[str, Any]:
        """See Pager."""
        if self.spec.next and not self.pages:
            return self._limit()
        return {**self._limit(), self.spec.number: self._number}

    def _step(self, name: Optional[str]) -> None:
        self._number = int(self._number) + 1 if name is None else name

    def _is_counted_out(self) -> bool:
        return super()._is_counted_out() or self._is_short()

    def _is_short(self) -> bool:
        """Numbers lead on only where all pages are of one length: a short one after a full one is
        the last, unless the answers say more. A short first page may be the system's own limit.
        """
        if len(self._previous) >= self.size:
            self._was_full = True
        says_more = self._named is not None or self.total is not None or not self.spec.limit
        return self._was_full and not says_more and len(self._previous) < self.size

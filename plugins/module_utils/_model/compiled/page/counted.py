# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles whose next page follows from how much came: by offset, by page number. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from ..source import Source
from ..view import View
from .pager import NamedPages, Pager
from .spec import PageSpec


class CountedPager(Pager):
    """Asks for more until a page is empty, repeats the one before, or the total is reached.

    Where the definition says where the next page is named (`next`), that decides instead.
    """

    def __init__(
        self, spec: PageSpec, total: Sequence[Source] = (), size: Optional[int] = None
    ) -> None:
        super().__init__(spec, total, size)
        self._named = NamedPages(spec.next) if spec.next else None

    def _turn(self, has_items: bool, same: bool, view: View) -> bool:
        if self._named is None:
            self.repeated = same
            self._step(None)
            return has_items and not same
        name = self._named.named(view)
        if name == "true":  # there is one, and no more is said
            self.repeated = same
            self._step(None)
            return has_items and not same
        more = self._named.is_new(name, same)
        self.repeated = self._named.repeated
        self._step(name)
        return more

    def _is_counted_out(self) -> bool:
        return self._named is None and self.total == self.count

    def _step(self, name: Optional[str]) -> None:
        """Goes to the next page; ``name`` is what the answer calls it."""

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages by cursor: a token of the page before. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from ..source import Source
from ..view import View
from .pager import NamedPages, Pager
from .spec import PageSpec


class CursorPager(Pager):
    """``?cursor=eyJpZCI6NDJ9&limit=100``; the first page is asked for without a cursor."""

    def __init__(
        self, spec: PageSpec, total: Sequence[Source] = (), size: Optional[int] = None
    ) -> None:
        super().__init__(spec, total, size)
        self._named = NamedPages(spec.next)
        self._cursor: Optional[str] = None

    def params(self) -> dict[str, Any]:
        """See Pager."""
        if self._cursor is None:
            return self._limit()
        return {**self._limit(), self.spec.cursor: self._cursor}

    def _turn(self, has_items: bool, same: bool, view: View) -> bool:
        self._cursor = self._named.named(view)
        more = self._named.is_new(self._cursor, same)
        self.repeated = self._named.repeated
        return more

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages by link: the URL of the next one. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from ..source import Source
from ..view import View
from .link_header import next_link
from .pager import NamedPages, Pager
from .spec import PageSpec


class LinkPager(Pager):
    """A URL where `next` says, or a Link header with rel=next."""

    def __init__(
        self, spec: PageSpec, total: Sequence[Source] = (), size: Optional[int] = None
    ) -> None:
        super().__init__(spec, total, size)
        self._named = NamedPages(spec.next)

    def params(self) -> dict[str, Any]:
        """See Pager."""
        return {} if self.url else self._limit()

    def _turn(self, has_items: bool, same: bool, view: View) -> bool:
        name = self._named.named(view) or next_link(view)
        more = self._named.is_new(name, same)
        self.repeated = self._named.repeated
        self.url = name if more else None
        return more

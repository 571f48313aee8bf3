# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list without pages that can be asked for a number of items. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from ..source import Source
from ..view import View
from .pager import Pager
from .spec import PageSpec

MOST = 10_000  # items to ask for where all are wanted


class LimitedPager(Pager):
    """``?max_results=10000``: the one answer holds as many, or as the system gives.

    :param name: of the parameter.
    """

    def __init__(
        self, spec: PageSpec, name: str, total: Sequence[Source] = (), size: Optional[int] = None
    ) -> None:
        super().__init__(spec, total)
        self.size = min(size or MOST, MOST)
        self._name = name

    def params(self) -> dict[str, Any]:
        """See Pager."""
        return {self._name: self.size}

    def _turn(self, has_items: bool, same: bool, view: View) -> bool:
        self.is_part = self.size <= len(self._previous)
        return super()._turn(has_items, same, view)

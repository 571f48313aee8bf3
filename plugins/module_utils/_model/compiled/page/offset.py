# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages by offset: the number of items that come before. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Any

from .counted import CountedPager


class OffsetPager(CountedPager):
    """``?offset=200&limit=100``."""

    def params(self) -> dict[str, Any]:
        """See Pager."""
        return {**self._limit(), self.spec.offset: self.spec.start + self.count}

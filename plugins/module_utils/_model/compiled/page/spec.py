# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a list is paged, as the definition says. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..source import compile_sources


class PageSpec:
    """The section ``page`` of a checked definition."""

    __slots__ = (
        "type",
        "place",
        "offset",
        "start",
        "short_is_last",
        "limit",
        "size",
        "number",
        "first",
        "cursor",
        "next",
        "rebase",
    )

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.type: str = spec["type"]
        self.place: str = spec["in"]
        self.offset: str = spec["offset"]
        self.start: int = spec["start"]
        self.short_is_last: bool = spec["short_is_last"]
        self.limit: str = spec["limit"]
        self.size: int = spec["size"]
        self.number: str = spec["number"]
        self.first: int = spec["first"]
        self.cursor: str = spec["cursor"]
        self.next = compile_sources(spec["next"])
        self.rebase: bool = spec["rebase"]

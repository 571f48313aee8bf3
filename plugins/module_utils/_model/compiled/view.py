# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What conditions and sources read. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional


class View:
    """A record (or a whole body), and the headers and the status of the answer it came in.

    :param request: the section whose request was answered.
    """

    __slots__ = ("record", "headers", "status", "request")

    def __init__(
        self,
        record: Any,
        headers: Optional[Mapping[str, str]] = None,
        status: Optional[int] = None,
        request: str = "",
    ) -> None:
        self.record = record
        self.headers: Mapping[str, str] = headers or {}
        self.status = status
        self.request = request

    def header(self, name: str) -> Optional[str]:
        """A header whatever the case of its name."""
        wanted = name.lower()
        for key, value in self.headers.items():
            if key.lower() == wanted:
                return value
        return None

    def of(self, record: Any) -> View:
        """The same answer with another record in it."""
        return View(record, self.headers, self.status, self.request)

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a system says when to ask again. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from ..path import Path, compile_path
from ..values import number
from .view import View

# A number, with its unit perhaps: ``20``, ``3.5s``.
_SPAN = re.compile(r"\s*[-+]?\d+(?:\.\d+)?\s*[A-Za-z]*\s*", re.ASCII)


class PollAfter:
    """One place of a hint.

    :param spec: the section ``poll_after`` of a checked definition.
    """

    __slots__ = ("header", "path", "unit")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.header: Optional[str] = spec["header"]
        self.path: Optional[Path] = None if spec["path"] is None else compile_path(spec["path"])
        self.unit = 0.001 if spec["type"] == "ms" else 1.0

    @property
    def is_retry_after(self) -> bool:
        """Whether it is the header Retry-After, which has a syntax of its own (RFC 9110 section
        10.2.3).
        """
        return (
            self.path is None and (self.header or "").lower() == "retry-after" and self.unit == 1.0
        )

    def seconds(self, view: View) -> Optional[float]:
        """Seconds from the answer, as the system says; None where it says nothing usable."""
        value = self.path.first(view.record) if self.path else view.header(self.header or "")
        if isinstance(value, str) and _SPAN.fullmatch(value) is None:
            return None  # a date, for one, whose year or day is no span
        found = number(value)
        return None if found is None or found < 0 else found * self.unit

    def header_text(self, view: View) -> Optional[str]:
        """The header's text where it may be an HTTP date; None where it cannot."""
        if self.header is None or self.unit != 1.0:
            return None
        return view.header(self.header)

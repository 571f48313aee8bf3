# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a system says when to ask again. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ..path import Path, compile_path
from ..values import text_of
from .condition import all_hold, compile_conditions
from .view import View


class PollAfter:
    """One place of a hint.

    :param spec: the section ``poll_after`` of a checked definition.
    """

    __slots__ = ("header", "path", "type", "when")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.header: Optional[str] = spec["header"]
        self.path: Optional[Path] = None if spec["path"] is None else compile_path(spec["path"])
        self.type: str = spec["type"]
        self.when = compile_conditions(spec["when"])

    @property
    def is_retry_after(self) -> bool:
        """Whether it is the header Retry-After, which has a syntax of its own (RFC 9110 section
        10.2.3), and counts on every answer.
        """
        return (self.header or "").lower() == "retry-after" and self.type == "seconds"

    @property
    def reads_body(self) -> bool:
        """Whether the body of an answer has to be read for it."""
        return self.path is not None or any(condition.paths for condition in self.when)

    def text(self, view: View) -> Optional[str]:
        """What stands there, as text; None where there is nothing, or where it does not count."""
        if self.when and not all_hold(self.when, view):
            return None
        value = self.path.first(view.record) if self.path else view.header(self.header or "")
        if value is None or isinstance(value, (bool, dict, list)):
            return None
        return text_of(value)

    def __str__(self) -> str:
        return self.header or (self.path.text if self.path else "")

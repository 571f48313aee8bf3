# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References: where an answer names the job that was started. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from ..path import Path, compile_path
from ..values import as_list, same
from .source import compile_pattern
from .view import View

# What is no way to a host.
_URI = re.compile(r"(?!(?:https?|wss?|ftps?|file)://)[a-z][a-z0-9+.-]{0,30}://", re.IGNORECASE)


class Reference:
    """One place that may name a job.

    :param spec: the section ``reference`` of a checked definition.
    """

    __slots__ = ("header", "path", "saved", "kind", "pattern", "nulls", "rebase")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.header: Optional[str] = spec["header"]
        self.path: Optional[Path] = None if spec["path"] is None else compile_path(spec["path"])
        self.saved: Optional[str] = spec["saved"]
        self.kind: str = spec["as"]
        self.pattern = compile_pattern(spec["pattern"])
        self.nulls: list[Any] = spec["nulls"]
        self.rebase: bool = spec["rebase"]

    def values(self, view: View, saved: Mapping[str, Any]) -> list[Any]:
        """What stands there; several values are several jobs."""
        return [value for value in self._values(view, saved) if not self._is_null(value)]

    def _is_null(self, value: Any) -> bool:
        # true and false say whether there is a job, not which; 0 is an id.
        return isinstance(value, bool) or any(same(value, null) for null in self.nulls)

    def _values(self, view: View, saved: Mapping[str, Any]) -> list[Any]:
        if self.path is not None:
            return [one for value in self.path.all(view.record) for one in as_list(value)]
        if self.header is not None:
            return as_list(view.header(self.header))
        return as_list(saved.get(self.saved or ""))

    def is_id(self, text: str) -> bool:
        """Whether a value is an id, not a URL (`gid://shop/Operation/1` in a body is an id)."""
        if self.kind != "auto":
            return self.kind == "id"
        return "/" not in text or (self.header is None and bool(_URI.match(text)))

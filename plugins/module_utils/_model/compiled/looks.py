# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the look-ups of few systems have: a URL that moves, a second call. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .condition import all_hold, compile_conditions
from .request import RequestTemplate
from .source import Source
from .view import View

Checked = Mapping[str, Any]


class Move:
    """Where an answer names the URL to ask from then on."""

    __slots__ = ("source", "when", "rebase")

    def __init__(self, spec: Checked) -> None:
        self.source = Source({**spec, "pattern": None})
        self.when = compile_conditions(spec["when"])
        self.rebase: bool = spec["rebase"]

    def target(self, view: View) -> Any:
        """The URL; None where the job stays where it is."""
        return self.source.value(view) if not self.when or all_hold(self.when, view) else None


class Detail(RequestTemplate):
    """A second call that tells what the record of a look-up does not."""

    __slots__ = ("when",)

    def __init__(self, spec: Checked) -> None:
        super().__init__(spec, "get")
        self.when = compile_conditions(spec["when"])

    def is_needed(self, view: View, finished: bool) -> bool:
        """Whether to make it: where the conditions hold; without any, for each finished job."""
        return all_hold(self.when, view) if self.when else finished

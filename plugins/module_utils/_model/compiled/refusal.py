# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a system says no: which answers mean what, and in which words. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Optional

from ..path import compile_path
from ..vocabulary import SECTIONS
from .condition import all_hold, compile_conditions
from .view import View

if TYPE_CHECKING:
    from ..words import WordsReader

_STATUSES = {
    401: "auth",
    403: "auth",
    404: "not_found",
    410: "not_found",
    409: "conflict",
    429: "rate_limited",
}


class ErrorRule:
    """Conditions that say what an answer means.

    :param spec: the section ``error_rule`` of a checked definition.
    """

    __slots__ = ("when", "kind")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.when = compile_conditions(spec["when"])
        self.kind: str = spec["is"]


class RefusalReader:
    """The section ``error`` of a checked definition."""

    __slots__ = ("_messages", "_codes", "rules", "kinds")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        # A login or a gateway may say it in other words than the API.
        usual: list[str] = SECTIONS["error"]["message"].default
        self._messages = [compile_path(text) for text in (*spec["message"], *usual)]
        self._codes = [compile_path(text) for text in spec["code"]]
        self.rules = [ErrorRule(rule) for rule in spec["rules"]]
        self.kinds = frozenset(rule.kind for rule in self.rules)

    def by_rule(self, view: View) -> Optional[str]:
        """What the first rule that holds makes of an answer; None where none does."""
        for rule in self.rules:
            if all_hold(rule.when, view):
                return rule.kind
        return None

    def by_status(self, status: int) -> str:
        """What an HTTP status that is no answer means."""
        return _STATUSES.get(status, "api")

    @property
    def reader(self) -> WordsReader:
        """What reads the words of an answer that says no."""
        from ..words import WordsReader  # here, because few answers are refusals

        return WordsReader(self._messages, self._codes)

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a system says no: which answers mean what, and in which words. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ..path import XmlRecord, compile_path
from ..values import one_line
from ..vocabulary import SECTIONS
from .condition import all_hold, compile_conditions, first_value
from .view import View

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

    def words(self, body: Any, known: str = "") -> Optional[str]:
        """The system's own words: from the first path that has any, and what else explains a no.

        :param known: words that need not be said, such as those of the HTTP status.
        """
        if not isinstance(body, (dict, list)):
            return one_line(body)
        from ..words import shown, words_of  # here, because few answers are refusals

        words = words_of(body, self._message(body), known)
        # Of XML the text alone would be little; JSON is shown as it came.
        return shown(body) if words is None and isinstance(body, XmlRecord) else words

    def said(self, body: Any) -> Optional[str]:
        """What explains a no in an answer that may hold other things as well; nothing else."""
        if not isinstance(body, (dict, list)):
            return one_line(body, 200)
        from ..words import explained

        return self._message(body) or explained(body)

    def _message(self, body: Any) -> Optional[str]:
        from ..words import head

        for path in self._messages:
            for value in path.all(body):
                line = one_line(head(value))
                if line and not isinstance(value, bool):
                    return line
        return None

    def code(self, body: Any) -> Optional[str]:
        """The system's own code, if it has one."""
        found = one_line(first_value(self._codes, body))
        if found is not None or not isinstance(body, (dict, list)):
            return found
        from ..words import code_of

        return code_of(body)

    def request_id(self, body: Any) -> Optional[str]:
        """What the system's support asks for, where the body names it."""
        if not isinstance(body, (dict, list)):
            return None
        from ..words import request_id_of

        return request_id_of(body)

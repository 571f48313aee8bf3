# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a job: rules first, then the system's words. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Optional

from ..path import compile_path
from ..text import label
from ..values import text_of
from .condition import all_hold, compile_conditions, first_value
from .view import View


class Reading(NamedTuple):
    """A state, the system's own word (where there is one), and the reason of the rule that
    decided.
    """

    state: str
    status: Optional[str]
    reason: str


class Rule:
    """Conditions that decide the state when all of them hold.

    :param spec: the section ``rule`` of a checked definition.
    """

    __slots__ = ("when", "state", "reason")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.when = compile_conditions(spec["when"])
        self.state: str = spec["state"]
        self.reason: str = spec["reason"]


class StateReader:
    """How the system's words become a state.

    :param spec: the section ``state`` of a checked definition.
    """

    __slots__ = ("paths", "rules", "words")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.paths = [compile_path(text) for text in spec["path"]]
        self.rules = [Rule(rule) for rule in spec["rules"]]
        self.words: dict[str, str] = {}  # the system's word, case folded -> state
        for state, words in spec["words"].items():
            self.words.update(dict.fromkeys((word.strip().casefold() for word in words), state))

    @property
    def reads_answer(self) -> bool:
        """Whether a rule reads the answer itself: its status or a header."""
        return any(condition.reads_answer for rule in self.rules for condition in rule.when)

    def read(self, view: View) -> Reading:
        """The state of a record; ``unknown`` for a word that nobody lists (docs/contract.md,
        States).
        """
        word = first_value(self.paths, view.record)
        status = None
        if isinstance(word, str):
            status = word.strip()
        elif word is not None and not isinstance(word, (dict, list)):
            status = text_of(word)
        for rule in self.rules:
            if all_hold(rule.when, view):
                return Reading(rule.state, status, rule.reason)
        if status is None:
            return Reading("unknown", None, "")
        return Reading(self.words.get(status.casefold(), "unknown"), status, "")

    def why_unknown(self, provider: str, status: str, reason: str = "") -> str:
        """What to say of a job whose state is ``unknown``: the word, or where a word was looked
        for.

        :param reason: that of the rule which decided.
        """
        if reason:
            return "provider %s: %s; it counts as not finished" % (provider, reason)
        if status:
            message = "provider %s does not list the status %r; it counts as not finished"
            return message % (provider, label(status))
        places = " or ".join(repr(path.text) for path in self.paths)
        found = "there is no status at %s" % places if places else "state has no path and words"
        message = (
            "provider %s: no rule of state holds, and %s in the record; it counts as not finished"
        )
        return message % (provider, found)

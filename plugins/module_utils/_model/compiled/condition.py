# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions: what must be true of a record or of the answer it came in. Private to
asyncops.jobs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

from ..path import Path, compile_path
from ..values import as_list, is_null, is_true, same, text_of
from .source import MATCHED
from .view import View

Test = Callable[[Any], bool]


def _equals(wanted: Any) -> Test:
    return lambda value: value is not None and same(value, wanted)


def _in(wanted: Sequence[Any]) -> Test:
    return lambda value: any(same(value, one) for one in wanted)


def _not_in(wanted: Sequence[Any]) -> Test:
    return lambda value: value is not None and not any(same(value, one) for one in wanted)


def _contains(wanted: Sequence[Any]) -> Test:
    return lambda values: any(same(value, one) for value in as_list(values) for one in wanted)


def _contains_other(wanted: Sequence[Any]) -> Test:
    is_other = _not_in(wanted)
    return lambda values: any(is_other(value) for value in as_list(values))


def _matches(wanted: str) -> Test:
    pattern = re.compile(wanted, re.IGNORECASE)
    return lambda value: value is not None and bool(pattern.search(text_of(value)[:MATCHED]))


def _exists(wanted: bool) -> Test:
    return lambda value: (value is not None) is wanted


def _is_null(wanted: bool) -> Test:
    return lambda value: is_null(value) is wanted


# The word of the vocabulary -> what makes a test of the value it is given.
OPERATORS: dict[str, Callable[[Any], Test]] = {
    "equals": _equals,
    "in": _in,
    "not_in": _not_in,
    "contains": _contains,
    "contains_other": _contains_other,
    "matches": _matches,
    "exists": _exists,
    "is_null": _is_null,
}


class Condition:
    """One condition; it holds when all that it says does.

    :param spec: the section ``condition`` of a checked definition.
    """

    __slots__ = ("statuses", "requests", "paths", "header", "tests", "_read")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        statuses = spec["http_status"]
        self.statuses: Optional[frozenset[int]] = None if statuses is None else frozenset(statuses)
        requests = spec["request"]
        self.requests: Optional[frozenset[str]] = None if requests is None else frozenset(requests)
        self.paths: Optional[list[Path]] = None
        if spec["path"] is not None:
            self.paths = [compile_path(text) for text in spec["path"]]
        self.header: Optional[str] = spec["header"]
        named = [name for name in OPERATORS if spec[name] is not None]
        self.tests = [OPERATORS[name](spec[name]) for name in named] or [is_true]
        sees_all = spec["contains"] is not None or spec["contains_other"] is not None
        self._read = all_values if sees_all else first_value

    @property
    def reads_answer(self) -> bool:
        """Whether it reads the answer itself: its status or a header."""
        return self.statuses is not None or self.header is not None

    def holds(self, view: View) -> bool:
        """Whether it holds."""
        if self.statuses is not None and view.status not in self.statuses:
            return False
        if self.requests is not None and view.request not in self.requests:
            return False
        if self.paths is not None:
            value = self._read(self.paths, view.record)
        elif self.header is not None:
            value = view.header(self.header)
        else:
            return True
        return all(test(value) for test in self.tests)


def compile_conditions(specs: Sequence[Mapping[str, Any]]) -> list[Condition]:
    """Each condition of a list."""
    return [Condition(spec) for spec in specs]


def all_hold(conditions: Sequence[Condition], view: View) -> bool:
    """Whether every condition holds; an empty list never does."""
    return bool(conditions) and all(condition.holds(view) for condition in conditions)


def any_holds(conditions: Sequence[Condition], view: View) -> bool:
    """Whether at least one condition holds."""
    return any(condition.holds(view) for condition in conditions)


def first_value(paths: Sequence[Path], record: Any) -> Any:
    """The first value at the first of several paths that has one, else None."""
    for path in paths:
        value = path.first(record)
        if value is not None:
            return value
    return None


def all_values(paths: Sequence[Path], record: Any) -> Optional[list[Any]]:
    """All values at the first path that has any; a list there (``issues``) is the same as its
    elements.
    """
    for path in paths:
        found = path.all(record)
        if len(found) == 1 and isinstance(found[0], list):
            return found[0]
        if found:
            return found
    return None

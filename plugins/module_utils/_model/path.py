# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths into a record: JMESPath (https://jmespath.org/specification.html). Private to
asyncops.jobs.

The plain part - dotted keys, ``"quoted keys"``, ``[n]``, ``[]``, and one such path above or below
another - is compiled here, so that most definitions need no library; an unquoted key may also hold
``-``, ``:``, ``@``, ``#`` and ``$``. Anything more is evaluated by the library jmespath. Both give
the same answers; a property test compares them.

XML cannot tell one element from a list of one: in a record that was XML, a lone value counts as a
list of one.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, Optional, Union

from .values import as_list

# A step of a plain path: a key, an index, or None for ``[]``.
Step = Union[str, int, None]

_STEP = re.compile(
    r"""(?P<key>[^\W\d][\w@:#$-]*|[@:#$][\w@:#$-]*)
      | (?P<quoted>"(?:[^"\\]|\\.)+")
      | \[(?P<index>-?[0-9]{1,9})\]
      | (?P<each>\[\])""",
    re.VERBOSE,
)
_PROJECTIONS = ("projection", "filter_projection", "value_projection")


class XmlRecord(dict[str, Any]):
    """A mapping that was an XML element."""


class Path:
    """A compiled path. ``text`` is what the definition holds; an empty one is the record itself."""

    __slots__ = ("text",)
    projects = False  # whether it gives one value for each of several

    def __init__(self, text: str) -> None:
        self.text = text

    def value(self, record: Any) -> Any:
        """What JMESPath gives: of a projection a list; None where there is nothing."""
        return record

    def first(self, record: Any) -> Any:
        """One value: of a projection the first, else ``value``.

        Of an XML element with text beside attributes (``<key name="state">DONE</key>``) it is the
        text.
        """
        return _text_of_element(self.value(record))

    def all(self, record: Any) -> list[Any]:
        """Every value: those of a projection, else the one; null values are left out."""
        value = self.value(record)
        return [] if value is None else [value]

    def __repr__(self) -> str:
        return "%s(%r)" % (type(self).__name__, self.text)


class KeyPath(Path):
    """Nothing but keys, as most paths are: ``result.href``."""

    __slots__ = ("keys",)

    def __init__(self, text: str, keys: tuple[str, ...]) -> None:
        super().__init__(text)
        self.keys = keys

    def value(self, record: Any) -> Any:
        """See Path."""
        for key in self.keys:
            if not isinstance(record, dict):
                return None
            record = record.get(key)
        return record

    def first(self, record: Any) -> Any:
        """See Path. Written out: a list of 100,000 jobs asks three times for each of them."""
        for key in self.keys:
            if not isinstance(record, dict):
                return None
            record = record.get(key)
        return _text_of_element(record) if isinstance(record, dict) else record


class StepPath(Path):
    """Keys, indexes and ``[]``: ``jobs[].jobSummary``, ``jobs[0].id``."""

    __slots__ = ("steps", "projects")

    def __init__(self, text: str, steps: tuple[Step, ...]) -> None:
        super().__init__(text)
        self.steps = steps
        self.projects = None in steps

    def value(self, record: Any) -> Any:
        """See Path."""
        from_xml = isinstance(record, XmlRecord)
        many: Optional[list[Any]] = None
        for step in self.steps:
            if step is None:
                many = _flatten(record if many is None else many, from_xml)
                if many is None:
                    return None
            elif many is None:
                record = _take(record, step, from_xml)
            else:
                taken = [_take(one, step, from_xml) for one in many]
                many = [one for one in taken if one is not None]
        return record if many is None else many

    def first(self, record: Any) -> Any:
        """See Path."""
        value = self.value(record)
        if self.projects:
            value = value[0] if value else None
        return _text_of_element(value)

    def all(self, record: Any) -> list[Any]:
        """See Path."""
        return self.value(record) or [] if self.projects else super().all(record)


class Expression(Path):
    """Anything more: evaluated by the library. What it cannot evaluate (``length(null)``) has no
    value.
    """

    __slots__ = ("parsed", "projects", "_interpreter", "_xml_interpreter", "_error")

    def __init__(self, text: str) -> None:
        super().__init__(text)
        from . import expression

        self.parsed = expression.parse(text)
        self.projects = _projects(self.parsed)
        self._interpreter = expression.interpreter()
        self._xml_interpreter = expression.xml_interpreter()
        self._error = expression.error()

    def value(self, record: Any) -> Any:
        """See Path."""
        from_xml = isinstance(record, XmlRecord)
        interpreter = self._xml_interpreter if from_xml else self._interpreter
        try:
            return interpreter.visit(self.parsed, record)
        except (self._error, ArithmeticError, TypeError, ValueError):
            return None  # the library lets some through: a text compared with a number, a step of 0

    def first(self, record: Any) -> Any:
        """See Path."""
        value = self.value(record)
        if self.projects and isinstance(value, list):
            value = value[0] if value else None
        return _text_of_element(value)

    def all(self, record: Any) -> list[Any]:
        """See Path."""
        value = self.value(record)
        if self.projects and isinstance(value, list):
            return [one for one in value if one is not None]
        return [] if value is None else [value]


@cache
def compile_path(text: str) -> Path:
    """A path as an object that can be asked.

    :raises ValueError: the text is no JMESPath expression; its text says where it stops making
        sense.
    :raises LibraryMissing: it is one, and this Python has no library jmespath.
    """
    steps = plain_steps(text)
    if steps is None:
        from . import expression

        return expression.comparison(text) or Expression(text)
    if not steps:
        return Path(text)
    keys = tuple(step for step in steps if isinstance(step, str))
    return KeyPath(text, keys) if len(keys) == len(steps) else StepPath(text, steps)


class LibraryMissing(ValueError):
    """A path needs the library jmespath, and it is not there."""


def plain_steps(text: str) -> Optional[tuple[Step, ...]]:
    """``jobs[].jobSummary`` -> ``("jobs", None, "jobSummary")``; None for anything but the plain
    part.
    """
    steps: list[Step] = []
    at = 0
    while at < len(text):
        dotted = text[at] == "." and at > 0
        match = _STEP.match(text, at + dotted)
        if match is None:
            return None
        needs_dot = at > 0 and match.lastgroup in ("key", "quoted")
        if dotted != needs_dot:
            return None
        if match.group() != "@" or at:  # a lone @ is the record itself
            steps.append(_step_of(match))
        at = match.end()
    return tuple(steps)


def _step_of(match: re.Match[str]) -> Step:
    if match.group("quoted"):
        return str(json.loads(match.group("quoted")))
    if match.group("index"):
        return int(match.group("index"))
    return match.group("key")


def _take(value: Any, step: Union[str, int], from_xml: bool) -> Any:
    if isinstance(step, str):
        return value.get(step) if isinstance(value, dict) else None
    if from_xml:
        value = as_list(value)
    if not isinstance(value, list) or not -len(value) <= step < len(value):
        return None
    return value[step]


def _flatten(value: Any, from_xml: bool) -> Optional[list[Any]]:
    """The elements of a list, those of lists in it merged; null elements are left out."""
    if not isinstance(value, list):
        return [value] if from_xml and value is not None else None
    flat: list[Any] = []
    for element in value:
        if isinstance(element, list):
            flat.extend(element)
        else:
            flat.append(element)
    return [element for element in flat if element is not None]


def _text_of_element(value: Any) -> Any:
    return value.get("#text", value) if isinstance(value, dict) else value


def _projects(node: dict[str, Any]) -> bool:
    """Whether an expression gives one value for each of several (``jobs[?a].id``), and not one for
    all of them.
    """
    if node["type"] == "pipe":
        return _projects(node["children"][1])
    return node["type"] in _PROJECTIONS

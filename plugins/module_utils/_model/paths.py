# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths into a record: dotted keys with ``[n]``, ``[]``, ``[*]``, ``[key=value]`` and ``['a.quoted key']``.

A record may come from XML, where one child and a list of children cannot be told apart: ``[]``, ``[0]`` and
``[key=value]`` take a lone value as a list of one. Private to asyncops.jobs.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Callable, Optional, Union

# A step: str = key, int = index, None = every element, (path, value) = the elements whose path has that value.
Step = Union[str, int, None, tuple[str, str]]
Fill = Callable[[str], str]
EACH = ("*", "")  # every value of a mapping; no condition, whose path would be a key
_STEP = re.compile(
    r"""(?P<key>[^.\[\]]+)
      | \[(?P<index>-?[0-9]+|)\]
      | \[(?P<each>\*)\]
      | \[(?P<quote>['"])(?P<quoted>.*?)(?P=quote)\]
      | \[(?P<name>[^\]=]+)=(?P<value>[^\]]*)\]""",
    re.VERBOSE,
)


@cache
def parse(text: str) -> tuple[Step, ...]:
    """``jobs[].jobSummary`` -> ``("jobs", None, "jobSummary")``; an empty text is the record itself.

    :raises ValueError: naming the place where the path stops making sense.
    """
    steps: list[Step] = []
    at = 0
    while at < len(text):
        if text[at] == "." and at and at + 1 < len(text):
            at += 1
        match = _STEP.match(text, at)
        if not match or (match.group("key") and at and text[at - 1] != ".") or not _is_path(match.group("name")):
            raise ValueError("%r is not a path: it stops making sense at %r" % (text, text[at:]))
        if match.group("each"):
            steps.append(EACH)
        elif match.group("key") is not None:
            steps.append(match.group("key"))
        elif match.group("quoted") is not None:
            steps.append(match.group("quoted"))
        elif match.group("name") is not None:
            steps.append((match.group("name").strip(), match.group("value").strip("'\"")))
        else:
            steps.append(int(match.group("index")) if match.group("index") else None)
        at = match.end()
    return tuple(steps)


def _is_path(name: Optional[str]) -> bool:
    """Looked at now, not when the first answer is read."""
    try:
        return name is None or parse(name.strip()) is not None
    except ValueError:
        return False


def as_list(value: Any) -> list[Any]:
    """A list as it is, null as an empty list, anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def find_all(record: Any, path: str, fill: Optional[Fill] = None) -> list[Any]:
    """Every value at ``path``, null values left out. ``fill`` renders templates in ``[key={id}]`` and ``['{id}']``."""
    found = [record]
    for step in parse(path):
        found = [after for value in found for after in _take(value, step, fill)]
    return [value for value in found if value is not None]


@cache
def _keys(path: str) -> Optional[tuple[str, ...]]:
    """The steps of a path that is nothing but keys, as most are: there is one value at most, and no template."""
    keys = tuple(step for step in parse(path) if isinstance(step, str) and "{" not in step)
    return keys if len(keys) == len(parse(path)) else None


def find(record: Any, path: Union[str, Sequence[str]], fill: Optional[Fill] = None) -> Any:
    """The first value at ``path`` (or at the first of several paths that has one), else None.

    Of an XML element with text beside attributes (``<key name="state">DONE</key>``) the value is the text.
    """
    for one in (path,) if isinstance(path, str) else path:
        keys = _keys(one)
        if keys is None:
            value = next(iter(find_all(record, one, fill)), None)
        else:
            value = record
            for key in keys:
                value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            return value.get("#text", value) if isinstance(value, dict) else value
    return None


def _take(value: Any, step: Step, fill: Optional[Fill]) -> list[Any]:
    if isinstance(step, str):
        step = fill(step) if fill and "{" in step else step
        return [value[step]] if isinstance(value, dict) and step in value else []
    elements = as_list(value)
    if step == EACH:
        return list(value.values()) if isinstance(value, dict) else elements
    if step is None:
        return elements
    if isinstance(step, int):
        return [elements[step]] if -len(elements) <= step < len(elements) else []
    path, wanted = step
    wanted = fill(wanted) if fill and "{" in wanted else wanted
    return [one for one in elements if same(find(one, path), wanted)]


def text_of(value: Any) -> str:
    """A scalar as the text that two systems (or JSON and XML) would agree on: ``true``, ``7``, ``done``."""
    if isinstance(value, str):
        return value.strip()
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value).strip()


def same(left: Any, right: Any) -> bool:
    """Equal as JSON values, or equal as texts whatever the case (XML has only texts)."""
    if isinstance(left, (dict, list)) or isinstance(right, (dict, list)):
        return bool(left == right)
    if left is None or right is None:
        return left is right
    return text_of(left).casefold() == text_of(right).casefold()

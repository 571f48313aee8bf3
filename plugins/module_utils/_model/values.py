# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of answers: as texts, as numbers, compared. Private to asyncops.jobs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, Optional

from . import text

NULL_DATES = ("0001-01-01", "0000-00-00")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_PARTS_OF_A_MESSAGE = ("#text", "message", "text", "detail", "description")
_LINE_LENGTH = 1000
_NODES = 2000  # of a list or mapping that becomes one line


def as_list(value: Any) -> list[Any]:
    """A list as it is, null as an empty list, anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: Any) -> str:
    """A scalar as the text that JSON and XML would agree on: ``true``, ``7``, ``done``."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
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


def is_null(value: Any) -> bool:
    """Null, empty, or a date that stands for none (0001-01-01...); 0 and false are values."""
    if isinstance(value, str):
        return not value.strip() or value.startswith(NULL_DATES)
    return value is None or value in ([], {})


def is_true(value: Any) -> bool:
    """True as JMESPath has it: anything but null, false and what is empty; 0 is true.

    XML has only texts: ``false`` as a text is false, too.
    """
    if isinstance(value, str):
        return value.casefold() not in ("", "false")
    return value is not False and value not in (None, "", [], {})


def exact(value: Any) -> Optional[str]:
    """An id or a URL: a text or a number as text, character by character; None for anything
    else.
    """
    if isinstance(value, str):
        return value.strip() or None
    if value is None or isinstance(value, (bool, dict, list)):
        return None
    return text_of(value) or None


def number(value: Any) -> Optional[float]:
    """A finite number, also out of a text such as ``45.5 %``; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        match = _NUMBER.search(value)
        value = match.group(0) if match else None
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def one_line(value: Any, limit: int = _LINE_LENGTH) -> Optional[str]:
    """Remote text as one clean line: no tags, entities, ANSI codes or control characters.

    A list is joined; of a mapping the part that reads like a message is taken, else all of it.
    None when nothing is left.
    """
    if isinstance(value, (list, tuple, dict)):
        value = _Lines(limit).of(value)
    if value is None:
        return None
    return text.cut(text.one_line(text_of(value)), limit) or None


class _Lines:
    """Lists and mappings as one line. Each node is read once, and only so many of them, whatever
    a server nests and repeats.

    :param limit: characters that are enough.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._left = _NODES

    def of(self, value: Any) -> Optional[str]:
        """The line of one node; None where it holds no text, or too many were read before."""
        self._left -= 1
        if self._left < 0:
            return None
        if isinstance(value, (list, tuple)):
            return self._joined(map(self.of, value))
        if isinstance(value, dict):
            return self._of_mapping(value)
        return one_line(value, self._limit)

    def _of_mapping(self, value: dict[str, Any]) -> Optional[str]:
        for key in _PARTS_OF_A_MESSAGE:
            line = self.of(value[key]) if key in value else None
            if line:
                return line
        # What has been read above holds nothing.
        rest = (key for key in value if key not in _PARTS_OF_A_MESSAGE)
        lines = ((key, self.of(value[key])) for key in rest)
        return self._joined(
            "%s: %s" % (text.label(key), line) if line else None for key, line in lines
        )

    def _joined(self, lines: Iterator[Optional[str]]) -> Optional[str]:
        found: list[str] = []
        length = 0
        for line in lines:
            if line:
                found.append(line)
                length += len(line)
            if length > self._limit or self._left < 0:
                break
        return "; ".join(found) or None

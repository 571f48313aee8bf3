# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources: one place of an answer, a header or a path in its body. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ..errors import DecodeError
from ..path import Path, compile_path
from ..text import label
from ..values import text_of
from .view import View


class Source:
    """Where a value stands, and what of its text is meant.

    :param spec: the section ``source`` of a checked definition.
    """

    __slots__ = ("header", "path", "pattern")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.header: Optional[str] = spec["header"]
        self.path: Optional[Path] = None if spec["path"] is None else compile_path(spec["path"])
        self.pattern = compile_pattern(spec["pattern"])

    def value(self, view: View) -> Any:
        """The value there, cut out by the pattern; None where there is none."""
        if self.path is not None:
            value = self.path.first(view.record)
        else:
            value = view.header(self.header or "")
        if value is None or self.pattern is None:
            return value
        return cut_out(self.pattern, text_of(value))

    def __str__(self) -> str:
        return self.header or (self.path.text if self.path else "")


def compile_sources(specs: Sequence[Mapping[str, Any]]) -> list[Source]:
    """Each source of a list."""
    return [Source(spec) for spec in specs]


def first_source(sources: Sequence[Source], view: View) -> Any:
    """The value of the first source that has one, else None."""
    for source in sources:
        value = source.value(view)
        if value is not None:
            return value
    return None


# A pattern of a definition may take the square of a text's length, or worse.
MATCHED = 4096


def compile_pattern(text: Optional[str]) -> Optional[re.Pattern[str]]:
    """A regular expression of the definition, where there is one."""
    return None if text is None else re.compile(text)


def cut_out(pattern: re.Pattern[str], text: str) -> Optional[str]:
    """The first group that matched, or the whole match; None where the pattern is not found.

    :raises DecodeError: not found in the part of a long text that it is tried on, or cut off there.
    """
    match = pattern.search(text[:MATCHED])
    if len(text) > MATCHED and (match is None or match.end() == MATCHED):
        message = "%s has %d characters; %s is looked for in the first %d only"
        values = (label(text), len(text), label(pattern.pattern), MATCHED)
        raise DecodeError(message % values)
    if match is None:
        return None
    groups = [group for group in match.groups() if group]
    return groups[0] if groups else match.group(0)

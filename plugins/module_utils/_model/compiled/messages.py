# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of a job. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ..path import compile_path
from ..values import one_line, text_of
from .condition import first_value
from .field import Field, all_present, optional_field

_LEVELS = {
    "error": "error",
    "err": "error",
    "fatal": "error",
    "critical": "error",
    "warning": "warning",
    "warn": "warning",
}


def message(
    item: Any, level: Any, text: Any, source: Any, time: Optional[str], levels: Mapping[str, str]
) -> dict[str, Any]:
    """One message of a job: level (info, warning, error), text, source, time."""
    word = "" if level is None else text_of(level).casefold()
    ours = _LEVELS.get(levels.get(word, word), "info")
    line = one_line(text) or one_line(item) or ""
    return {"level": ours, "text": line, "source": one_line(source), "time": time}


def _folded(levels: Mapping[str, str]) -> dict[str, str]:
    return {word.casefold(): level for word, level in levels.items()}


class MessageItems:
    """The messages that an answer of their own lists (section ``messages``)."""

    __slots__ = ("levels", "level", "text", "source", "time")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.levels = _folded(spec["levels"])
        self.level = [compile_path(text) for text in spec["level"]]
        self.text = [compile_path(text) for text in spec["text"]]
        self.source = [compile_path(text) for text in spec["source"]]
        self.time = Field(spec["time"], "time")

    def read(self, item: Any) -> dict[str, Any]:
        """One item as a message."""
        return message(
            item,
            first_value(self.level, item),
            first_value(self.text, item),
            first_value(self.source, item),
            self.time.value(item),
            self.levels,
        )


class MessageField:
    """The messages that a job's own record holds (field ``messages``)."""

    __slots__ = ("paths", "levels", "level", "text", "source", "time")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        fields = spec["fields"]
        self.paths = [compile_path(text) for text in spec["path"]]
        self.levels = _folded(spec["levels"])
        self.level = optional_field(fields, "level")
        self.text = optional_field(fields, "text")
        self.source = optional_field(fields, "source")
        self.time = optional_field(fields, "time")

    def read(self, record: Any) -> Optional[list[dict[str, Any]]]:
        """The messages; None where the record has none."""
        items = all_present(self.paths, record)
        return None if items is None else [self._message(item) for item in items]

    def _message(self, item: Any) -> dict[str, Any]:
        return message(
            item,
            self.level and self.level.value(item),
            self.text and self.text.value(item),
            self.source and self.source.value(item),
            self.time.value(item) if self.time else None,
            self.levels,
        )

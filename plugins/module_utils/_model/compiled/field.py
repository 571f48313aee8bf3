# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields: where a value of a record is, and what it is. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

from .. import times
from ..path import Path, compile_path
from ..values import exact, is_null, number, one_line, same
from .condition import all_hold, all_values, compile_conditions
from .view import View

TIMES = ("submitted_at", "started_at", "finished_at", "updated_at")
# Read by people; ids and URLs stay as they are.
_PROSE = (
    "name",
    "type",
    "reason",
    "status",
    "text",
    "source",
)
_AUTO = {
    **dict.fromkeys((*TIMES, "time"), "iso"),
    "progress": "percent",
    "duration": "seconds",
}
# Of digits without end only so many are tried at each place.
_PERCENTAGE = re.compile(r"(?<!\d)(-?\d{1,20}(?:\.\d{1,40})?)\s{0,9}%")

Reader = Callable[[Any], Any]


def _scaled(factor: float) -> Reader:
    def read(value: Any) -> Optional[float]:
        found = number(value)
        return None if found is None else round(found * factor, 6)

    return read


_plain_number = _scaled(1.0)


def _percent(value: Any) -> Any:
    """A number of 0 to 100, also out of ``step 2 of 7, 30 %``."""
    if isinstance(value, str):
        match = _PERCENTAGE.search(value)
        value = match.group(1) if match else value
    return _plain_number(value)


def _time(kind: str) -> Reader:
    return lambda value: times.to_iso(value, kind)


# The type of a field -> what makes a value of what stands in the record; None: there is no value
# there.
READERS: dict[str, Reader] = {
    "text": exact,
    "iso": _time("auto"),
    "epoch_s": _time("epoch_s"),
    "epoch_ms": _time("epoch_ms"),
    "percent": _percent,
    "fraction": _scaled(100.0),
    "seconds": _scaled(1.0),
    "ms": _scaled(0.001),
}


class Field:
    """One field of a job, message or output.

    :param spec: the section ``field`` of a checked definition.
    :param name: what the field is called, which decides what `auto` means.
    """

    __slots__ = ("paths", "fixed", "when", "nulls", "done", "total", "_read")

    def __init__(self, spec: Mapping[str, Any], name: str = "") -> None:
        self.paths = [compile_path(text) for text in spec["path"]]
        self.fixed = spec["value"]
        self.when = compile_conditions(spec["when"])
        self.nulls: list[Any] = spec["nulls"]
        self.done = None if spec["done"] is None else compile_path(spec["done"])
        self.total = compile_path(spec["total"] or "total")
        self._read = _reader(spec["type"], name)

    def value(self, record: Any) -> Any:
        """The value in the form that its type says; None where there is none."""
        if self.when and not all_hold(self.when, View(record)):
            return None
        if self.done is not None:
            return _share(self.done.first(record), self.total.first(record))
        if self.fixed is not None:
            return self._read(self.fixed)
        for path in self.paths:
            value = path.first(record)
            if value is None or value in ("", [], {}) or self._is_null(value):
                continue  # the next path has its say
            found = self._read(value)
            if found is not None:
                return found
        return None

    def unreadable(self, record: Any) -> Any:
        """What stands where the value should be, but is none of its type; None where the value can
        be read, and where there is none.
        """
        if self.when and not all_hold(self.when, View(record)):
            return None
        for path in self.paths:
            value = path.first(record)
            if is_null(value) or self._is_null(value):
                continue
            return value if self._read(value) is None else None
        return None

    def values(self, record: Any) -> list[Any]:
        """All values at the first path that has any; a list there is the same as its elements."""
        return all_values(self.paths, record) or []

    @property
    def as_it_stands(self) -> Sequence[Path]:
        """The paths of a value that is taken as it stands, to be read faster; none of any other."""
        special = self.when or self.nulls or self.done is not None or self.fixed is not None
        return [] if special or self._read is not exact else self.paths

    def _is_null(self, value: Any) -> bool:
        return any(same(value, null) for null in self.nulls)


def _reader(kind: str, name: str) -> Reader:
    if kind == "auto":
        kind = _AUTO.get(name, "text")
    if kind == "text" and name in _PROSE:
        return one_line
    return READERS[kind]


def _share(done: Any, total: Any) -> Optional[float]:
    """Per cent of a whole, 0 to 100."""
    part, whole = number(done), number(total)
    if part is None or not whole:
        return None
    return round(100.0 * part / whole, 2)


def all_present(paths: Sequence[Path], record: Any) -> Optional[list[Any]]:
    """The same without what is null or empty."""
    values = all_values(paths, record)
    return None if values is None else [value for value in values if value not in (None, "")]


def optional_field(specs: Mapping[str, Mapping[str, Any]], name: str) -> Optional[Field]:
    """The field of that name, where the definition has one."""
    return Field(specs[name], name) if name in specs else None

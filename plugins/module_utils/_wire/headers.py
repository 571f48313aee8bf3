# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers of requests and responses: names in any case. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Union

# Of these a second one would make no sense joined to the first (RFC 9110 section 5.3).
_SINGLE = frozenset(
    ("location", "content-location", "content-type", "content-length", "date", "etag")
)


class Headers(Mapping[str, str]):
    """Response headers, names in any case.

    Several of one name are joined by a comma, save where only one can be.
    """

    __slots__ = ("_values",)

    def __init__(self, items: Union[Mapping[str, str], Iterable[tuple[str, str]]] = ()) -> None:
        self._values: dict[str, tuple[str, list[str]]] = {}
        pairs = items.items() if isinstance(items, Mapping) else items
        for name, value in pairs:
            _name, values = self._values.setdefault(name.lower(), (name, []))
            values.append(value)

    def all(self, name: str) -> list[str]:
        """Every value of a header, one per line of the response."""
        _name, values = self._values.get(name.lower(), (name, []))
        return list(values)

    def __getitem__(self, name: str) -> str:
        _name, values = self._values[name.lower()]
        if name.lower() in _SINGLE:
            return values[0]
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, _values in self._values.values()])

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:  # values may be tokens
        return "Headers(%s)" % ", ".join(self)


def merge_headers(*layers: Mapping[str, str]) -> dict[str, str]:
    """Request headers laid over each other, the last layer on top, whatever the case of names."""
    merged: dict[str, tuple[str, str]] = {}
    for layer in layers:
        for name, value in layer.items():
            merged[name.lower()] = (name, value)
    return dict(merged.values())

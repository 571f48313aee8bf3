# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items of a list in an answer. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ..path import compile_path
from ..values import as_list
from .condition import all_hold, all_values, compile_conditions
from .view import View


class LeftOut:
    """Stands for an item that is none of those that are wanted, where items are counted and pages
    compared.
    """

    __slots__ = ("_item",)

    def __init__(self, item: Any) -> None:
        self._item = item

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LeftOut) and bool(self._item == other._item)

    __hash__ = None  # type: ignore[assignment]


class Items:
    """Where the items of a list are in an answer, and what becomes of those that are no objects.

    :param spec: the section ``items`` of a checked definition.
    """

    __slots__ = ("path", "key_to", "when", "set", "kind", "value_to")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.path = compile_path(spec["path"])
        self.key_to: Optional[str] = spec["key_to"]
        self.when = compile_conditions(spec["when"])
        self.set: dict[str, Any] = spec["set"]
        self.kind: str = spec["as"]
        self.value_to: Optional[str] = spec["value_to"]

    def of(self, body: Any) -> list[Any]:
        """The items in a body, LeftOut each that is not wanted."""
        items = self._all(body)
        if not self.when:
            return items
        return [item if all_hold(self.when, View(item)) else LeftOut(item) for item in items]

    def _all(self, body: Any) -> list[Any]:
        values = all_values([self.path], body) or []
        if self.key_to is None:
            return [self._item(value, {}) for value in values]
        found = []
        for mapping in values:
            if isinstance(mapping, dict):
                found += self._keyed(mapping, self.key_to)
        return found

    def _keyed(self, mapping: dict[str, Any], key_to: str) -> list[Any]:
        return [
            self._item(value, {key_to: key})
            for key, values in mapping.items()
            for value in as_list(values)
        ]

    def _item(self, item: Any, keyed: Mapping[str, Any]) -> Any:
        if isinstance(item, dict):
            if not keyed and not self.set:
                return item
            record = type(item)(item)  # a record that was XML stays one
            record.update(keyed)
            record.update(self.set)
            return record
        if self.kind == "auto" and not keyed and not self.set and self.value_to is None:
            return item
        name = self._name_of(item)
        record = {} if keyed.get(name) else {name: item}
        return {**record, **keyed, **self.set}

    def _name_of(self, item: Any) -> str:
        """The field that an item which is no object goes to."""
        if self.value_to is not None:
            return self.value_to
        is_href = self.kind == "href" or (self.kind == "auto" and "/" in str(item))
        return "href" if is_href else "id"


def all_items(several: Sequence[Items], body: Any) -> list[Any]:
    """The items at all places."""
    found: list[Any] = []
    for items in several:
        found += items.of(body)
    return found

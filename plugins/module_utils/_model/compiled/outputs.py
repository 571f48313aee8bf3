# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outputs of a job: what can be downloaded. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Optional

from ..path import compile_path
from ..values import text_of
from .field import all_present, optional_field


class OutputFields:
    """The parts of an output: id, name, href, formats."""

    __slots__ = ("id", "name", "href", "formats")

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.id = optional_field(fields, "id")
        self.name = optional_field(fields, "name")
        self.href = optional_field(fields, "href")
        self.formats = optional_field(fields, "formats")

    def read(self, item: Any) -> dict[str, Any]:
        """One item as an output."""
        formats = self.formats.values(item) if self.formats else []
        return {
            "id": self.id and self.id.value(item),
            "name": self.name and self.name.value(item),
            "href": self.href and self.href.value(item),
            "formats": [text_of(one) for one in formats],
        }

    def read_all(self, items: Iterable[Any]) -> list[dict[str, Any]]:
        """The items as outputs; one that a list holds twice (of pages that overlap) is one."""
        once: dict[Any, dict[str, Any]] = {}
        for item in items:
            output = self.read(item)
            once.setdefault(output["id"] or len(once), output)
        return list(once.values())


class OutputField:
    """The outputs that a job's own record holds (field ``outputs``)."""

    __slots__ = ("paths", "fields")

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.paths = [compile_path(text) for text in spec["path"]]
        self.fields = OutputFields(spec["fields"])

    def read(self, record: Any) -> Optional[list[dict[str, Any]]]:
        """The outputs; None where the record has none."""
        items = all_present(self.paths, record)
        return None if items is None else [self.fields.read(item) for item in items]

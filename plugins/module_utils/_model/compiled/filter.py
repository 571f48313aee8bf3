# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters: what a list can be narrowed by. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from .. import times
from ..errors import ConfigError
from ..path import compile_path
from ..values import as_list, same, text_of
from .condition import first_value

_TRUE = ("true", "yes", "1")
_FALSE = ("false", "no", "0")


class Filter:
    """One filter.

    :param name: what the user calls it.
    :param spec: the section ``filter`` of a checked definition.
    """

    __slots__ = (
        "name",
        "wire_name",
        "place",
        "type",
        "repeat",
        "choices",
        "default",
        "required",
        "match",
        "is_limit",
        "doc",
    )

    def __init__(self, name: str, spec: Mapping[str, Any]) -> None:
        self.name = name
        self.wire_name: str = spec["name"] or name
        self.place: str = spec["in"]
        self.type: str = spec["type"]
        self.repeat: bool = spec["repeat"]
        self.choices: list[Any] = spec["choices"]
        self.default = spec["default"]
        self.required: bool = spec["required"]
        self.match = None
        if spec["match"] is not None:
            self.match = [compile_path(text) for text in spec["match"]]
        self.is_limit: bool = spec["is_limit"]
        self.doc: str = spec["doc"]

    def check(self, value: Any) -> str:
        """The value as text, a list joined by commas.

        :raises ConfigError: it is not of the filter's type, or not among its choices.
        """
        if isinstance(value, dict) or (isinstance(value, list) and self.type != "list"):
            raise ConfigError("filters.%s must be one value" % self.name)
        if any(isinstance(one, (dict, list)) for one in as_list(value)):
            raise ConfigError("filters.%s must be a list of single values" % self.name)
        texts = [text_of(one) for one in as_list(value)]
        if self.repeat and isinstance(value, list) and any("," in one for one in texts):
            message = "filters.%s cannot hold a comma within a value: it stands between values"
            raise ConfigError(message % self.name)
        text = ",".join(texts)
        if self.choices:
            parts = text.split(",") if self.type == "list" else [text]
            return ",".join(self._chosen(part.strip()) for part in parts)
        if self.type == "int" and not (text.isascii() and text.isdigit()):
            raise ConfigError("filters.%s must be a whole number, not %r" % (self.name, text))
        if self.type == "bool" and text.lower() not in (*_TRUE, *_FALSE):
            raise ConfigError("filters.%s must be true or false, not %r" % (self.name, text))
        if self.type == "time" and times.to_iso(text) is None:
            message = "filters.%s must be a time such as 2026-11-30T08:00:00Z, not %r"
            raise ConfigError(message % (self.name, text))
        return text

    def _chosen(self, text: str) -> str:
        for choice in self.choices:
            if same(choice, text):
                return text_of(choice)
        known = ", ".join(map(str, self.choices))
        raise ConfigError("filters.%s must be one of %s, not %r" % (self.name, known, text))

    def json_value(self, text: str) -> Any:
        """A checked text as what JSON has for it, for a body."""
        if self.type == "bool":
            return text.lower() in _TRUE
        if self.type == "int":
            return int(text)
        return text.split(",") if self.type == "list" else text

    def matches(self, record: Any, text: str) -> bool:
        """Whether a record is one that the filter asks for; True where the record does not say."""
        value: Optional[Any] = first_value(self.match, record) if self.match else None
        return value is None or any(same(value, one) for one in text.split(","))

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a job that no answer names is found in the list, and where the key of a submit goes. Private
to asyncops.jobs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from .. import times
from ..path import compile_path
from ..template import Names, Template
from ..values import same, text_of
from .condition import compile_conditions, first_value
from .source import MATCHED, compile_pattern

Checked = Mapping[str, Any]


def parts_of(pattern: Optional[re.Pattern[str]], path: str) -> Optional[dict[str, str]]:
    """The named groups of a submit's path; None where the pattern is not found in it."""
    if pattern is None:
        return {}
    found = pattern.search(path[:MATCHED])
    if found is None:
        return None
    return {name: text_of(one) for name, one in found.groupdict().items() if one}


class OnceKey:
    """Where a system takes the key of a submit.

    :param spec: the section ``once`` of a checked definition.
    """

    __slots__ = ("header", "query", "body", "taken", "path", "id")

    def __init__(self, spec: Checked) -> None:
        self.header: Optional[str] = spec["header"]
        self.query: Optional[str] = spec["query"]
        self.body: Optional[str] = spec["body"]
        self.taken = compile_conditions(spec["taken"])
        self.path = compile_pattern(spec["path"])
        self.id = Template(spec["id"])

    def id_of(self, names: Names, path: str) -> str:
        """The id of the job of a key.

        :param path: of the submit, below the API root.
        :raises ConfigError: part of the id has no value.
        """
        return self.id.fill({**names, "part": parts_of(self.path, path) or {}})


class Match:
    """What a record has of the request."""

    __slots__ = ("path", "equals", "words", "needed")

    def __init__(self, spec: Checked) -> None:
        self.path = [compile_path(text) for text in spec["path"]]
        self.equals = Template(spec["equals"])
        self.words: Mapping[str, list[str]] = spec["words"]
        self.needed: bool = spec["needed"]

    def is_said(self, names: Names) -> bool:
        """Whether the request says it where it has to; several values are those of several jobs."""
        place = self.equals.place
        if not self.needed or place is None:
            return True
        return len([one for one in compile_path(place.name).all(names) if one is not None]) == 1

    def holds(self, record: Any, names: Names) -> bool:
        """Whether the record has it; what the request did not say is not compared.

        :raises ConfigError: part of a template has no value.
        """
        if is_unset(self.equals, names):
            return True
        value, wanted = first_value(self.path, record), self.equals.fill(names)
        if value is None or isinstance(value, (dict, list)):
            return False
        if any(same(value, one) for one in self._in_words(wanted)):
            return True
        when = times.to_iso(value)
        return when is not None and when == times.to_iso(wanted)

    def _in_words(self, wanted: str) -> list[str]:
        """What the record calls a value of the request."""
        words = self.words.items()
        return [own for own, given in words if any(same(one, wanted) for one in given)] or [wanted]


class Find:
    """How the job of a submit is found in the list.

    :param spec: the section ``find`` of a checked definition.
    """

    __slots__ = ("path", "kind", "filters", "match", "owner", "only_once")

    def __init__(self, spec: Checked) -> None:
        self.path = compile_pattern(spec["path"])
        self.kind: Optional[str] = spec["kind"]
        self.filters = {name: Template(text) for name, text in spec["filters"].items()}
        self.match = [Match(one) for one in spec["match"]]
        self.owner = [compile_path(text) for text in spec["owner"]]
        self.only_once: bool = spec["only_once"]

    def parts(self, path: str) -> Optional[dict[str, str]]:
        """The named groups of a submit's path; None where it is not for that."""
        return parts_of(self.path, path)

    def suits(self, path: str, body: Any) -> bool:
        """Whether it is for a submit to this path with this body."""
        parts = self.parts(path)
        names = {"part": parts, "body": body if isinstance(body, Mapping) else {}}
        return parts is not None and all(match.is_said(names) for match in self.match)

    def owner_of(self, record: Any) -> Optional[str]:
        """Whose job a record is; None: it does not say."""
        value = first_value(self.owner, record)
        return None if value is None or isinstance(value, (dict, list)) else text_of(value)

    def holds(self, record: Any, names: Names) -> bool:
        """Whether a record is one of such jobs."""
        return all(match.holds(record, names) for match in self.match)


def is_unset(template: Template, names: Names) -> bool:
    """Whether a template is one place that has no value."""
    return template.place is not None and template.place.value(names) is None

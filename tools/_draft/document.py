# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenAPI 3 document (or Swagger 2) as operations, parameters and properties, with its
references resolved.

A reference to another file or host is not followed: what it stands for counts as not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
_PLACE = re.compile(r"\{([^{}]+)\}")
_DEEPEST = 8


def norm(name: str) -> str:
    """A name as others might write it: without case, blanks, dashes and underscores."""
    return re.sub(r"[\W_]", "", name).casefold()


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    spec: dict[str, Any]
    parameters: list[dict[str, Any]]

    @property
    def places(self) -> list[str]:
        """The names of the places in its path."""
        return _PLACE.findall(self.path)

    @property
    def segments(self) -> list[str]:
        """The path in pieces, without an empty last one."""
        return [part for part in self.path.split("/") if part]

    @property
    def words(self) -> str:
        """What its author says of it."""
        return " ".join(
            str(self.spec.get(key) or "") for key in ("operationId", "summary", "description")
        ).lower()

    @property
    def ends_in_place(self) -> bool:
        """Whether it is about one of several."""
        return bool(self.segments) and bool(_PLACE.fullmatch(self.segments[-1]))

    @property
    def query(self) -> list[dict[str, Any]]:
        """The parameters of its query."""
        return [one for one in self.parameters if one.get("in") == "query"]


class Document:
    """A document that was read.

    :raises ValueError: it is none.
    """

    def __init__(self, source: Any) -> None:
        if not isinstance(source, dict) or not isinstance(source.get("paths"), dict):
            raise ValueError("this is no OpenAPI document: it has no paths")
        self.source = source

    @property
    def title(self) -> str:
        """What it is called."""
        return str((self.source.get("info") or {}).get("title") or "system")

    @property
    def root(self) -> str:
        """The path of the first server."""
        servers = self.source.get("servers") or [{}]
        url = str(self.source.get("basePath") or (servers[0] or {}).get("url") or "")
        return re.sub(r"^https?://[^/]*|\{[^{}]*\}.*", "", url).rstrip("/")

    def resolve(self, value: Any) -> dict[str, Any]:
        """What a reference stands for; nothing where it leads elsewhere."""
        for _hop in range(_DEEPEST):
            if not isinstance(value, dict):
                return {}
            reference = value.get("$ref")
            if not isinstance(reference, str):
                return value
            value = self._at(reference)
        return {}

    def _at(self, reference: str) -> Any:
        if not reference.startswith("#/"):
            return {}
        place: Any = self.source
        for key in reference[2:].split("/"):
            key = key.replace("~1", "/").replace("~0", "~")
            place = place.get(key) if isinstance(place, dict) else None
        return place

    def operations(self) -> Iterator[Operation]:
        """All of them."""
        for path, item in self.source["paths"].items():
            item = self.resolve(item)
            shared = item.get("parameters") or []
            for method in METHODS:
                spec = item.get(method)
                if isinstance(spec, dict):
                    given = [*shared, *(spec.get("parameters") or [])]
                    yield Operation(method, str(path), spec, [self.resolve(one) for one in given])

    def answers(self, operation: Operation) -> dict[str, dict[str, Any]]:
        """HTTP status -> response."""
        found = operation.spec.get("responses") or {}
        return {str(status): self.resolve(one) for status, one in found.items()}

    def statuses(self, operation: Operation) -> list[int]:
        """The statuses of success."""
        return sorted(
            int(one) for one in self.answers(operation) if re.fullmatch("2[0-9][0-9]", one)
        )

    def answer_of(self, operation: Operation) -> dict[str, Any]:
        """The schema of the first answer of success that has one."""
        answers = self.answers(operation)
        for status in self.statuses(operation):
            schema = self.schema_in(answers[str(status)])
            if schema:
                return schema
        return {}

    def schema_in(self, holder: dict[str, Any]) -> dict[str, Any]:
        """The schema of a response or a request body: that of JSON, else the first."""
        if "schema" in holder:
            return dict(holder["schema"])
        content = holder.get("content")
        if not isinstance(content, dict) or not content:
            return {}
        chosen = next((one for kind, one in content.items() if "json" in kind), None)
        return dict((chosen or next(iter(content.values())) or {}).get("schema") or {})

    def body_of(self, operation: Operation) -> dict[str, Any]:
        """The schema of the request's body."""
        for one in operation.parameters:
            if one.get("in") == "body":
                return dict(one.get("schema") or {})
        return self.schema_in(self.resolve(operation.spec.get("requestBody")))

    def variants(self, schema: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
        """A schema with all that it is made of (allOf, anyOf, oneOf)."""
        found = self.resolve(schema)
        if depth > _DEEPEST or not found:
            return
        yield found
        for key in ("allOf", "anyOf", "oneOf"):
            for one in found.get(key) or ():
                yield from self.variants(one, depth + 1)

    def properties(self, schema: Any) -> dict[str, Any]:
        """The keys of what a schema describes."""
        found: dict[str, Any] = {}
        for one in self.variants(schema):
            for name, value in (one.get("properties") or {}).items():
                found.setdefault(str(name), value)
        return found

    def kind(self, schema: Any) -> str:
        """The type that it has: string, integer, array ... or nothing."""
        for one in self.variants(schema):
            kind = one.get("type")
            kinds = kind if isinstance(kind, list) else [kind]
            named = [str(one) for one in kinds if one not in (None, "null")]
            if named:
                return named[0]
        return ""

    def items(self, schema: Any) -> dict[str, Any]:
        """What the elements of a list are; nothing where it is none."""
        for one in self.variants(schema):
            if isinstance(one.get("items"), dict):
                return dict(one["items"])
        return {}

    def words(self, schema: Any) -> list[str]:
        """The values that it enumerates, those of a list's elements too."""
        for one in (*self.variants(schema), *self.variants(self.items(schema))):
            values = one.get("enum") or ([one["const"]] if "const" in one else [])
            words = [str(value) for value in values if isinstance(value, (str, int))]
            if words:
                return words
        return []

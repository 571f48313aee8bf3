# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests of a definition, to be filled with values. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ..template import Names, Template, TemplateTree
from .source import Source


class RequestTemplate:
    """One request as the definition describes it.

    :param spec: a section of a checked definition that has the keys of a request.
    :param verb: which section, for conditions on the answer.
    """

    __slots__ = (
        "verb",
        "method",
        "path",
        "root",
        "query",
        "headers",
        "body",
        "body_format",
        "ok",
        "save",
        "answer_format",
    )

    def __init__(self, spec: Mapping[str, Any], verb: str) -> None:
        self.verb = verb
        self.method: str = spec["method"]
        self.path = optional_template(spec["path"])
        self.root = optional_template(spec["root"])
        self.query = TemplateTree(spec["query"])
        self.headers = compile_headers(spec["headers"])
        self.body: Optional[TemplateTree] = None
        if spec["body"] is not None:
            self.body = TemplateTree(spec["body"])
        self.body_format: str = spec["body_format"]
        self.ok: frozenset[int] = frozenset(spec["ok"])
        # Of what holds many records; nothing where an answer is one.
        self.answer_format: str = spec.get("answer_format") or ""
        save: Mapping[str, Any] = spec.get("save") or {}
        self.save = {name: Source(source) for name, source in save.items()}

    def accepts(self, status: int) -> bool:
        """Whether an HTTP status is one that the request is answered with."""
        return status in self.ok if self.ok else 200 <= status < 300

    @property
    def names(self) -> list[str]:
        """The names that its templates use."""
        found = [*self.query.names]
        for template in (self.path, self.root, *self.headers.values()):
            found += template.names if template is not None else []
        return found + (self.body.names if self.body is not None else [])

    @property
    def accepts_redirect(self) -> bool:
        """Whether the definition calls a redirect an answer."""
        return not self.ok.isdisjoint((301, 302, 307, 308))

    @property
    def follows_see_other(self) -> bool:
        """Whether a 303 leads on to what was asked for."""
        return False

    @property
    def may_be_elsewhere(self) -> bool:
        """Whether what is asked for may lie at one of `result_hosts`."""
        return False

    def copy(self, **changes: Any) -> Any:
        """The same request but for some attributes."""
        other = type(self).__new__(type(self))
        for kind in type(self).__mro__:
            for name in getattr(kind, "__slots__", ()):
                setattr(other, name, getattr(self, name))
        for name, value in changes.items():
            setattr(other, name, value)
        return other


def optional_template(text: Optional[str]) -> Optional[Template]:
    """A template, where there is one."""
    return None if text is None else Template(text)


def compile_headers(headers: Mapping[str, str]) -> dict[str, Template]:
    """Each header's value as a template."""
    return {name: Template(value) for name, value in headers.items()}


def fill_headers(headers: Mapping[str, Template], names: Names) -> dict[str, str]:
    """The headers with their values; one that is a single place without a value is left out,
    unless it tells which job is meant.

    :raises ConfigError: a name has no value.
    """
    filled = {}
    for name, template in headers.items():
        if template.place is None or not template.place.is_left_out(names):
            filled[name] = template.fill(names)
    return filled

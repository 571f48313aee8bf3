# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provider: one job API, compiled. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any, Optional

from .compiled.filter import Filter
from .compiled.job_reader import JobReader
from .compiled.poll_after import PollAfter
from .compiled.refusal import RefusalReader
from .compiled.request import compile_headers, optional_template
from .compiled.sections import (
    Action,
    AuthSpec,
    Delete,
    Get,
    Kind,
    List,
    Messages,
    Outputs,
    Result,
    Stop,
    Submit,
    Vanished,
)
from .compiled.source import MATCHED, compile_pattern
from .compiled.state import StateReader
from .definition import check, complete, merge
from .errors import ConfigError, DefinitionError, Unsupported
from .job import STATES
from .key import VERBS
from .template import Template
from .values import text_of


class Provider:
    """A definition, checked and compiled: what the engine knows of a system.

    :param definition: what `provider_definition` holds (docs/contract.md, Declared providers); the
        built-in systems come as the same.
    :param api_version: chooses among ``versions``; the definition's own default where empty.
    :param where: how errors name the definition.
    :param ships: it is one of ours, which tests have checked.
    :param own: of a kind, its own keys.
    :raises ConfigError: naming the path of the wrong key.
    """

    def __init__(
        self,
        definition: Any,
        api_version: str = "",
        where: str = "provider_definition",
        ships: bool = False,
        own: Optional[Container[str]] = None,
    ) -> None:
        if not isinstance(definition, Mapping):
            raise DefinitionError(where, "must be a mapping")
        self._where = where
        self._raw, self.api_version = _of_version(definition, api_version)
        # The checked mapping: for documentation; the engine reads the attributes.
        self.checked: Mapping[str, Any] = (
            complete(self._raw, where) if ships else check(self._raw, where, own)
        )
        self._ships = ships
        self._compile(self.checked)
        self._kinds: dict[str, Provider] = {}
        if not ships:  # so that what is wrong in a kind is told at once
            self._kinds = {name: self._compile_kind(name) for name in self.kinds}

    def _compile(self, checked: Mapping[str, Any]) -> None:
        self.name: str = checked["name"]
        self.title: str = checked["title"]
        self.base = Template(checked["base"])
        self.headers = compile_headers(checked["headers"])
        self.auth = [AuthSpec(spec) for spec in checked["auth"]]
        self.href = optional_template(checked["href"])
        self.parts = compile_pattern(checked["parts"])
        self.submit = Submit(checked["submit"])
        self.get = Get(checked["get"])
        self._compile_verbs(checked)
        self.state = StateReader(checked["state"])
        sources = self.result.href if self.result else []
        self.job = JobReader(
            self.name, checked["job"], self.state, checked["id"], sources, self.outputs is None
        )
        self.poll_after = [PollAfter(spec) for spec in checked["poll_after"]]
        self.filters = {name: Filter(name, spec) for name, spec in checked["filters"].items()}
        self.refusal = RefusalReader(checked["error"])
        self.vanished = Vanished(checked["vanished"])
        self.requests_per_minute: Optional[int] = checked["requests_per_minute"]
        self.rebase: bool = checked["rebase"]
        self.unsupported: Mapping[str, str] = checked["unsupported"]
        self.notes: list[str] = checked["notes"]
        self.tried_with: list[str] = checked["tried_with"]
        self.kinds = {name: Kind(spec) for name, spec in checked["kinds"].items()}

    def _compile_verbs(self, checked: Mapping[str, Any]) -> None:
        """The sections that a definition need not have."""
        self.list: Optional[List] = None
        if checked["list"]:
            self.list = List(checked["list"], checked["page"])
        self.messages: Optional[Messages] = None
        if checked["messages"]:
            self.messages = Messages(checked["messages"], checked["get"]["path"])
        self.outputs = Outputs(checked["outputs"]) if checked["outputs"] else None
        self.result = Result(checked["result"]) if checked["result"] else None
        self.stop = Stop(checked["stop"]) if checked["stop"] else None
        self.delete = Delete(checked["delete"]) if checked["delete"] else None

    def _compile_kind(self, name: str) -> Provider:
        kept = {key: value for key, value in self._raw.items() if key not in ("kinds", "versions")}
        part = self.kinds[name].definition
        # Why the main kind lacks a verb says nothing of a kind that has it.
        why_not = kept.get("unsupported") or {}
        kept["unsupported"] = {verb: why for verb, why in why_not.items() if not part.get(verb)}
        whole = merge(kept, part)
        where = "%s.kinds.%s" % (self._where, name)
        return Provider(whole, self.api_version, where, self._ships, set(part))

    @property
    def verbs(self) -> list[str]:
        """The verbs this system has."""
        return [verb for verb in VERBS if getattr(self, verb) is not None]

    def lacks(self, verb: str) -> Unsupported:
        """The error of a verb that is not there: whether the system lacks it, or only the
        definition, and what is there instead.
        """
        why = "its definition has no %s, whatever the system itself can do" % verb
        if verb in self.unsupported:
            why = "the system has no way to do it (%s)" % self.unsupported[verb]
        elif self._ships:
            why = "the system is not known to have one"
        message = "provider %s has no %s: %s; it has %s"
        return Unsupported(message % (self.name, verb, why, ", ".join(self.verbs)))

    def require(self, verb: str) -> None:
        """Does nothing where the system has the verb.

        :raises Unsupported: naming what there is instead.
        """
        if getattr(self, verb) is None:
            raise self.lacks(verb)

    def action(self, verb: str) -> Action:
        """The section of a verb that changes a job: stop or delete.

        :raises Unsupported: the system has none.
        """
        found = self.stop if verb == "stop" else self.delete
        if found is None:
            raise self.lacks(verb)
        return found

    def kind(self, name: str) -> Provider:
        """The provider of one kind of job: the main definition with the kind's own laid over it."""
        if name not in self._kinds:
            self._kinds[name] = self._compile_kind(name)
        return self._kinds[name]

    def kind_of(self, href: Optional[str]) -> Provider:
        """The provider that reads the job at this URL."""
        for name, kind in self.kinds.items():
            if href and re.search(kind.match, href[:MATCHED]):
                return self.kind(name)
        return self

    def parts_of(self, job_id: str) -> Optional[dict[str, str]]:
        """The parts of an id that requests may need singly; None for what is no id of this
        system.
        """
        if self.parts is None:
            return {}
        match = self.parts.search(job_id) if len(job_id) <= MATCHED else None
        return match.groupdict() if match else None

    def states_for(self, verb: str, default: tuple[str, ...] = STATES) -> tuple[str, ...]:
        """The states of a job that a verb which changes it is for."""
        return tuple(self.action(verb).states) or default


def _of_version(definition: Mapping[str, Any], wanted: str) -> tuple[Mapping[str, Any], str]:
    """(definition, version): the version is laid over before anything is checked, since the main
    definition may be whole only together with it.
    """
    given = definition.get("versions")
    versions = {}
    if isinstance(given, Mapping):
        versions = {text_of(key): part for key, part in given.items()}
    default = text_of(definition.get("api_version") or "")
    version = wanted or default
    if versions and version not in versions and version != default:
        known = ", ".join(sorted({default, *versions} - {""}))
        raise ConfigError("api_version must be one of %s, not %r" % (known, version))
    part = versions.get(version)
    return (merge(definition, part) if isinstance(part, Mapping) else definition), version

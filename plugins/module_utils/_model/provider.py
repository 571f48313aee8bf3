# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provider: one job API as the engine sees it. Private to asyncops.jobs."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional
from urllib.parse import unquote

from . import paths
from .definition import merge, normalise
from .errors import ConfigError, Unsupported
from .job import STATES

VERBS = ("submit", "get", "list", "messages", "outputs", "result", "stop", "delete")


class Provider:
    """A validated definition. ``provider["list"]`` is the section of that name, or None.

    :param definition: what `provider_definition` holds (INTERFACE.md section 6); built-in systems come as the same.
    :param api_version: chooses among ``versions``; the definition's own default where empty.
    :raises ConfigError: naming the path of the wrong key.
    """

    def __init__(self, definition: Any, api_version: str = "", where: str = "provider_definition") -> None:
        if not isinstance(definition, Mapping):
            raise ConfigError("%s must be a mapping" % where)
        self._where = where
        # Laid over before it is checked: the main definition may be whole only together with a version.
        given = definition.get("versions")
        versions = {paths.text_of(key): part for key, part in given.items()} if isinstance(given, Mapping) else {}
        default = paths.text_of(definition.get("api_version") or "")
        self.api_version: str = api_version or default
        if isinstance(versions.get(self.api_version), Mapping):
            definition = merge(definition, versions[self.api_version])
        self._raw, self.definition = definition, normalise(definition, where)
        if versions and self.api_version not in versions and self.api_version != default:
            known = ", ".join(sorted({default, *versions} - {""}))
            raise ConfigError("api_version must be one of %s, not %r" % (known, self.api_version))
        self.name: str = self.definition["name"]
        self._kinds: dict[str, Provider] = {}
        self._words = {word.strip().casefold(): state
                       for state, words in self.definition["state"]["words"].items() for word in words}
        for name in self.definition["kinds"]:
            self.kind(name)

    def __getitem__(self, key: str) -> Any:
        return self.definition[key]

    @property
    def verbs(self) -> list[str]:
        """The verbs this system has."""
        return [verb for verb in VERBS if self.definition[verb]]

    def require(self, verb: str) -> dict[str, Any]:
        """The section of a verb.

        :raises Unsupported: naming what there is instead.
        """
        section: Optional[dict[str, Any]] = self.definition[verb]
        if not section:
            why = self.definition["unsupported"].get(verb, "the system offers no way to do it")
            raise Unsupported("provider %s has no %s: %s; it has %s" % (self.name, verb, why, ", ".join(self.verbs)))
        return section

    def kind(self, name: str) -> Provider:
        """The provider of one kind of job: the main definition with the kind's own laid over it."""
        if name not in self._kinds:
            part = self.definition["kinds"][name]["definition"]
            whole = merge({key: value for key, value in self._raw.items() if key not in ("kinds", "versions")}, part)
            self._kinds[name] = Provider(whole, self.api_version, "%s.kinds.%s" % (self._where, name))
        return self._kinds[name]

    def kind_of(self, href: Optional[str]) -> Provider:
        """The provider that reads the job at this URL."""
        for name, kind in self.definition["kinds"].items():
            if href and re.search(kind["match"], href):
                return self.kind(name)
        return self

    def state_of(self, word: str) -> Optional[str]:
        """The state of a system's word in any case, else None."""
        return self._words.get(word.strip().casefold())

    def words(self) -> dict[str, str]:
        """word (case folded) -> state."""
        return dict(self._words)

    @property
    def reads_answers(self) -> bool:
        """True when a rule of the state looks at the answer itself: its HTTP code or a header."""
        return any(one["http_status"] is not None or one["header"] is not None
                   for rule in self.definition["state"]["rules"] for one in rule["when"])

    def id_of(self, href: str) -> str:
        """The id in a job's URL, as it was before it was percent-encoded."""
        match = re.search(self.definition["id"], href)
        return unquote(next(filter(None, match.groups()), match.group(0))) if match else href

    def parts_of(self, job_id: str) -> Optional[dict[str, str]]:
        """The parts of an id that requests may need singly; None for what is no id of this system."""
        if not self.definition["parts"]:
            return {}
        match = re.search(self.definition["parts"], job_id)
        return match.groupdict() if match else None

    def guard(self, verb: str, default: tuple[str, ...] = STATES) -> tuple[str, ...]:
        """The states of a job that the verb is for."""
        return tuple(self.require(verb)["states"]) or default

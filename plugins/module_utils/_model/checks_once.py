# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sections `submit.once` and `submit.find` say about themselves and others. Private to
asyncops.jobs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Callable

from .check_helpers import Checked, no_effect, second_word
from .errors import DefinitionError
from .template import names_in, space_of

_PLACES = ("header", "query", "body")


def _once(checked: Checked, given: set[str], where: str) -> None:
    places = [name for name in _PLACES if checked[name]]
    if len(places) != 1:
        message = "must have one of header, query and body: where the key goes"
        raise DefinitionError(where, message)
    if "id" in given and not checked["taken"]:
        raise no_effect(where, "id", "without taken")
    if "id" in given and "once" not in names_in(checked["id"]):
        raise DefinitionError(where + ".id", "needs {once}: else all keys would have one job")
    groups = re.compile(checked["path"]).groupindex if checked["path"] else {}
    used = {second_word(name) for name in names_in(checked["id"]) if re.match(r"part\b", name)}
    for name in sorted(used - set(groups)):
        message = "uses {part.%s}, but once.path has no group of that name"
        raise DefinitionError(where + ".id", message % name)
    if checked["path"] and not used:
        raise no_effect(where, "path", "unless id uses {part.NAME} of it")


def _find(checked: Checked, given: set[str], where: str) -> None:
    groups = re.compile(checked["path"]).groupindex if checked["path"] else {}
    texts = {"filters.%s" % name: text for name, text in checked["filters"].items()}
    for number, match in enumerate(checked["match"]):
        texts["match[%d].equals" % number] = match["equals"]
        if match["needed"] and not any(
            space_of(one) == "body" for one in names_in(match["equals"])
        ):
            here = "%s.match[%d]" % (where, number)
            raise no_effect(here, "needed", "where equals is no {body.NAME}, which may be missing")
    for here, text in texts.items():
        for name in names_in(text):
            if re.match(r"part\b", name) and second_word(name) not in groups:
                message = "uses {%s}, but find.path has no group of that name"
                raise DefinitionError("%s.%s" % (where, here), message % name)


def check_find(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    """Every `submit.find` has a list to look in, and the filters that it asks with.

    :raises DefinitionError: naming the key.
    """
    seen: set[Any] = set()
    for number, find in enumerate(checked["submit"]["find"]):
        here = "%s.submit.find[%d]" % (where, number)
        if None in seen:
            raise DefinitionError(here, "has no effect: the one before it is for every path")
        seen.add(find["path"])
        for key in ("only_once", "owner") if checked["submit"]["once"] else ():
            if find[key]:
                raise no_effect(here, key, "with submit.once: the system itself remembers the job")
        kind = find["kind"]
        if kind is not None and kind not in checked["kinds"]:
            message = "is no kind of kinds: %s" % (", ".join(checked["kinds"]) or "there are none")
            raise DefinitionError(here + ".kind", message)
        own = checked["kinds"][kind]["definition"] if kind is not None else {}
        if not (own["list"] if "list" in own else checked["list"]):
            raise DefinitionError(here, "has no effect without list")
        _check_filters(find["filters"], {**checked["filters"], **(own.get("filters") or {})}, here)


def _check_filters(given: Checked, known: Checked, where: str) -> None:
    for name in given:
        if name not in known:
            message = "is no filter of filters: %s" % (", ".join(known) or "there are none")
            raise DefinitionError("%s.filters.%s" % (where, name), message)
    for name, spec in known.items():
        is_needed = isinstance(spec, Mapping) and spec.get("required")
        if is_needed and name not in given and spec.get("default") is None:
            raise DefinitionError(where + ".filters", "needs %s, which the list needs" % name)


CHECKS: dict[str, Callable[[Checked, set[str], str], None]] = {"once": _once, "find": _find}

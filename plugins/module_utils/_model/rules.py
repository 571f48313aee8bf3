# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State rules: conditions over an answer, then words. Private to asyncops.jobs."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Optional

from . import paths
from .provider import Provider


class View(NamedTuple):
    """What conditions may look at: a record (or body), and the answer it came in."""

    record: Any
    headers: Mapping[str, str]
    http_status: Optional[int] = None


def holds(conditions: Sequence[Mapping[str, Any]], view: View) -> bool:
    """True when every condition holds; an empty list never does."""
    return bool(conditions) and all(_holds(one, view) for one in conditions)


def any_holds(conditions: Sequence[Mapping[str, Any]], view: View) -> bool:
    """True when at least one condition holds."""
    return any(_holds(one, view) for one in conditions)


def _holds(condition: Mapping[str, Any], view: View) -> bool:
    if condition["http_status"] is not None and view.http_status not in condition["http_status"]:
        return False
    if condition["path"] is not None:
        value = paths.find(view.record, condition["path"])
    elif condition["header"] is not None:
        value = header(view.headers, condition["header"])
    else:
        return True
    return all(_test(name, value, condition[name]) for name in _TESTS if condition[name] is not None)


def _test(name: str, value: Any, wanted: Any) -> bool:
    if name == "exists":
        return (value is not None) is wanted
    if name == "is_null":
        return is_null(value) is wanted
    if value is None:
        return name == "in" and None in wanted
    if name == "matches":
        return bool(re.search(wanted, paths.text_of(value), re.IGNORECASE))
    if name == "equals":
        return paths.same(value, wanted)
    among = any(paths.same(value, one) for one in wanted)
    return among if name == "in" else not among


NULL_DATES = ("0001-01-01", "0000-00-00")
_TESTS = ("equals", "in", "not_in", "matches", "exists", "is_null")


def is_null(value: Any) -> bool:
    """Null, empty, or a date that stands for none (0001-01-01...)."""
    if value in (None, "", [], {}):
        return True
    return isinstance(value, str) and (not value.strip() or value.startswith(NULL_DATES))


def header(headers: Mapping[str, str], name: str) -> Optional[str]:
    """A header whatever the case of its name."""
    for key, value in headers.items():
        if key.lower() == name.lower():
            return value
    return None


def first(sources: Sequence[Mapping[str, Any]], view: View) -> Any:
    """The first value at one of several sources (a header, or a path in the body), cut out by its pattern."""
    for source in sources:
        value = header(view.headers, source["header"]) if source["header"] else paths.find(view.record, source["path"])
        if value is not None and source.get("pattern"):
            match = re.search(source["pattern"], paths.text_of(value))
            value = next(filter(None, match.groups()), match.group(0)) if match else None
        if value is not None:
            return value
    return None


def unlisted(provider: Provider, status: str) -> str:
    """What to say of a job whose state is ``unknown``: the word that is not listed, or where a word was looked for."""
    if status:
        return "provider %s does not list the status %r; it counts as not finished" % (provider.name, status)
    where = " or ".join(map(repr, provider["state"]["path"]))
    told = "there is no status at %s" % where if where else "state has no path and words"
    return "provider %s: no rule of state holds, and %s in the record; it counts as not finished" % (provider.name, told)


def state_of(provider: Provider, view: View) -> tuple[str, Optional[str], str]:
    """``(state, the system's word or None, reason of the rule that decided or "")``.

    Rules come first, in order; then the word map; a word nobody lists is ``unknown`` (INTERFACE.md section 1).
    """
    section = provider["state"]
    word = paths.find(view.record, section["path"]) if section["path"] else None
    if isinstance(word, (dict, list)):
        word = None
    status = None if word is None else paths.text_of(word)
    for rule in section["rules"]:
        if holds(rule["when"], view):
            return rule["state"], status, rule["reason"]
    state = provider.state_of(status) if status is not None else None
    return state or "unknown", status, ""

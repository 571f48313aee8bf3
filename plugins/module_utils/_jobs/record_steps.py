# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What provider_info says of one record: which rule told the state, where each field was found.
Private to asyncops.jobs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from .._model.compiled.condition import first_value
from .._model.compiled.field import Field
from .._model.compiled.items import Items, LeftOut
from .._model.compiled.sections import Paged
from .._model.compiled.view import View
from .._model.job import STATES
from .._model.path import compile_path
from .._model.provider import Provider
from .step_texts import Checked, all_of, at_paths, at_source, brief, name_of

_WORD = re.compile(r"[\w@:#$-]+")
_SHOWN_KEYS = 12


def state(provider: Provider, view: View) -> list[str]:
    """Which rule held, else which word was found."""
    lines: list[str] = []
    spec = provider.checked["state"]
    for number, rule in enumerate(provider.state.rules):
        place = "state.rules[%d]" % number
        held, said = all_of(rule.when, spec["rules"][number]["when"], view)
        if held:
            return [*lines, "%s %s: the state is %s" % (place, said, rule.state)]
        lines.append("%s %s" % (place, said))
    if not spec["path"]:
        return [*lines, "state: no rule holds, and there is no path to a word: it is unknown"]
    lines.append("state.path: %s" % at_paths(spec["path"], view.record))
    reading = provider.state.read(view)
    if reading.status is None:
        return [*lines, "state: no word was found: it is unknown"]
    if reading.state != "unknown":
        return [*lines, "state.words: %s is %s" % (brief(reading.status), reading.state)]
    listed = reading.status.casefold() in provider.state.words
    told = "is listed as unknown" if listed else "is not listed: the state is unknown"
    return [*lines, "state.words: %s %s" % (brief(reading.status), told)]


def fields(place: str, specs: Mapping[str, Checked], record: Any) -> list[str]:
    return [field("%s.%s" % (place, name), name, spec, record) for name, spec in specs.items()]


def field(place: str, name: str, spec: Checked, record: Any) -> str:
    """What a field is read from, and what it becomes."""
    compiled = Field(spec, name)
    if compiled.when:
        held, said = all_of(compiled.when, spec["when"], View(record))
        if not held:
            return "%s: its when %s" % (place, said)
    if spec["value"] is not None:
        return "%s: %s, a fixed value" % (place, brief(compiled.value(record)))
    if name in ("messages", "outputs") and place.startswith("job."):
        return "%s: %s" % (place, at_paths(spec["path"], record))
    paths = [spec["done"], spec["total"] or "total"] if spec["done"] else spec["path"]
    found = ", ".join(at_paths([path], record) for path in paths)
    if not spec["done"]:
        found = at_paths(paths, record)
    value = compiled.value(record)
    bare = first_value([compile_path(path) for path in paths], record)
    if value is None and bare is not None and name != "formats":
        return "%s: %s, which is no value of type %s" % (place, found, spec["type"])
    changed = value is not None and brief(value) != brief(bare)
    return "%s: %s%s" % (place, found, ", read as %s" % brief(value) if changed else "")


def items_at(
    name: str, compiled: Sequence[Items], specs: Sequence[Checked], body: Any
) -> tuple[list[str], list[Any]]:
    """How many items each place has, and those that are not left out."""
    lines: list[str] = []
    kept: list[Any] = []
    for number, (items, spec) in enumerate(zip(compiled, specs)):
        place = "%s.items" % name if len(compiled) == 1 else "%s.items[%d]" % (name, number)
        found = items.of(body)
        wanted = [one for one in found if not isinstance(one, LeftOut)]
        text = "%s: %s found %d" % (place, name_of(spec["path"]), len(found))
        if not found:
            text = "%s: %s found nothing" % (place, name_of(spec["path"]))
        if len(found) > len(wanted):
            text += ", of which when leaves out %d" % (len(found) - len(wanted))
        lines.append(text)
        kept += wanted
    return lines, kept


def paging(
    name: str, template: Paged, spec: Checked, page: Optional[Checked], view: View, count: int
) -> list[str]:
    """What tells of other pages."""
    lines = ["%s.total: %s" % (name, at_source(source, view)) for source in template.total]
    place = "%s.page" % name
    if not page or page["type"] == "none":
        return [*lines, "%s: none: no other page is asked for" % place]
    for number, source in enumerate(template.page.next):
        lines.append("%s.next[%d]: %s" % (place, number, at_source(source, view)))
        if source.value(view) is not None:
            break
    if page["short_is_last"]:
        last = "it is the last" if count < page["size"] else "there may be another"
        lines.append("%s.short_is_last: %d of %d: %s" % (place, count, page["size"], last))
    return lines


def unread(provider: Provider, record: Any) -> str:
    """The keys of a record that no path of the definition names."""
    if not isinstance(record, dict):
        return ""
    used: set[str] = set()
    for text in _texts([provider.checked[key] for key in ("state", "job", "get", "result")]):
        used.update(_WORD.findall(text))
    left = [str(key) for key in record if key not in used and key != "detail"]
    more = ", ..." if len(left) > _SHOWN_KEYS else ""
    return ", ".join(brief(key)[1:-1] for key in left[:_SHOWN_KEYS]) + more


def _texts(value: Any) -> list[str]:
    """All texts in a part of a definition, but for the names of states."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for key, one in value.items() if key not in STATES for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return []

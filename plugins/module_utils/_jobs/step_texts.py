# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What provider_info says of one path, source or condition of a definition. Private to
asyncops.jobs.

What is compiled decides; the checked definition has the words to say it in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._model.compiled.condition import OPERATORS, Condition, all_values, first_value
from .._model.compiled.source import Source
from .._model.compiled.view import View
from .._model.path import compile_path
from .._model.text import cut, printable
from .._model.values import text_of

Checked = Mapping[str, Any]
NOTHING = "found nothing"
_LENGTH = 60  # characters of a value
_KEYS = 8  # of a mapping


def brief(value: Any) -> str:
    """A value in a sentence: a text in quotes, of anything large what it is."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        names = ", ".join(cut(printable(str(key)), 30) for key in list(value)[:_KEYS])
        more = ", ..." if len(value) > _KEYS else ""
        return "a mapping (%s%s)" % (names, more) if value else "an empty mapping"
    if isinstance(value, list):
        return "a list of %d" % len(value)
    if isinstance(value, str):
        return "'%s'" % cut(printable(value), _LENGTH)
    return text_of(value)


def name_of(path: str) -> str:
    """A path in a sentence."""
    return "'%s'" % path if path else "the whole answer"


def at_paths(paths: Sequence[str], record: Any) -> str:
    """What each of several paths finds, up to the first that has a value."""
    told: list[str] = []
    for path in paths:
        value = first_value([compile_path(path)], record)
        if value is not None:
            return ", ".join([*told, "%s found %s" % (name_of(path), brief(value))])
        told.append("%s %s" % (name_of(path), NOTHING))
    return ", ".join(told)


def at_source(source: Source, view: View, hides: bool = False) -> str:
    """What a header, or a path in the body, has.

    :param hides: the value is a secret: only that it is there is said.
    """
    place = "header %s" % source.header if source.header else name_of(str(source))
    bare = view.header(source.header) if source.header else None
    if source.path is not None:
        bare = source.path.first(view.record)
    if bare is None:
        return "%s %s" % (place, NOTHING)
    value = source.value(view)
    if value is None and source.pattern is not None:
        return "%s is there, but the pattern finds nothing in it" % place
    if hides:
        return "%s found a value of %d characters" % (place, len(text_of(value)))
    return "%s found %s" % (place, brief(value))


def holds(condition: Condition, spec: Checked, view: View) -> str:
    """Whether a condition holds, and on what that hangs: ``http_status is 200, not 202``."""
    if condition.statuses is not None and view.status not in condition.statuses:
        wanted = " or ".join(map(str, sorted(condition.statuses)))
        return "does not hold (http_status is %s, not %s)" % (view.status, wanted)
    if condition.requests is not None and view.request not in condition.requests:
        wanted = " or ".join(sorted(condition.requests))
        return "does not hold (the request is %s, not %s)" % (view.request, wanted)
    value: Any = None
    if condition.paths is not None:
        read = first_value if spec["contains"] is None else all_values
        value = read(condition.paths, view.record)
        place = " or ".join(name_of(path) for path in spec["path"])
    elif condition.header is not None:
        value = view.header(condition.header)
        place = "header %s" % condition.header
    else:
        what = "request is %s" % view.request
        if condition.statuses is not None:
            what = "http_status is %s" % view.status
        return "holds (%s)" % what
    found = NOTHING if value is None else "found %s" % brief(value)
    word = "holds" if condition.holds(view) else "does not hold"
    return "%s (%s %s; wanted: %s)" % (word, place, found, _wanted(spec))


def _wanted(spec: Checked) -> str:
    """What a condition asks of its value."""
    asked = ["%s %s" % (word, _literal(spec[word])) for word in OPERATORS if spec[word] is not None]
    return " and ".join(asked) or "a true value"


def _literal(value: Any) -> str:
    several = value if isinstance(value, list) else [value]
    return ", ".join(brief(one) for one in several)


def all_of(
    conditions: Sequence[Condition], specs: Sequence[Checked], view: View
) -> tuple[bool, str]:
    """Whether all of several conditions hold; what is said of the first that does not, else of the
    last.
    """
    said = "has no condition"
    for number, (condition, spec) in enumerate(zip(conditions, specs)):
        said = holds(condition, spec, view)
        if len(conditions) > 1:
            said = said.replace("(", "(when[%d]: " % number, 1)
        if not condition.holds(view):
            return False, said
    return bool(conditions), said


def any_of(
    name: str, conditions: Sequence[Condition], specs: Sequence[Checked], view: View
) -> list[str]:
    """A line for each of several conditions of which one is enough, up to the first that holds."""
    lines = []
    for number, (condition, spec) in enumerate(zip(conditions, specs)):
        place = name if len(conditions) == 1 else "%s[%d]" % (name, number)
        lines.append("%s: %s" % (place, holds(condition, spec, view)))
        if condition.holds(view):
            break
    return lines

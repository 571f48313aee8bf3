# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as one page of HTML.

Rendered by an environment of its own, in which every value is escaped unless the template says
``safe``: how ansible-core's templates escape differs between its versions, and text of a server
must never become markup or a template.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Optional

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.asyncops.jobs.plugins.module_utils._model.times import to_epoch

from . import words
from .collect import Note
from .figures import MEANINGS, by_state, by_system, verdict
from .row import DONE, OPEN, TROUBLE, Row
from .timeline import caption, timeline

SYSTEMS = 100  # lines of the overview at most
NOTES = 100
LOAD_FROM = 4  # jobs at a time from which a picture of the load says something


@dataclass(frozen=True)
class Section:
    """The jobs of one table."""

    key: str
    title: str
    rows: Sequence[Row]
    count: int

    @property
    def left_out(self) -> int:
        """How many of them the page has no room for."""
        return self.count - len(self.rows)


def as_html(
    rows: Sequence[Row],
    notes: Sequence[Note],
    *,
    template: str,
    title: str,
    time: str,
    limit: int,
    lanes: int,
) -> str:
    """The page.

    :param time: when the report was made, ISO 8601, or empty.
    :param limit: jobs in the tables at most.
    :param lanes: bars of the timeline at most.
    :raises ValueError: the template cannot be rendered.
    """
    made = to_epoch(time) if time else None
    report = {
        "title": words.shown(title, 200),
        "made": made,
        "sections": _sections(rows, limit),
        **_numbers(rows),
        **_pictures(rows, made, lanes),
        "notes": notes[:NOTES],
        "notes_left_out": max(0, len(notes) - NOTES),
    }
    try:
        return str(_compiled(template).render(report=report))
    except TemplateError as exc:
        line = getattr(exc, "lineno", None)
        place = " (line %s)" % line if line else ""
        raise ValueError("the template cannot be rendered: %s%s" % (exc, place)) from None


def _numbers(rows: Sequence[Row]) -> dict[str, Any]:
    """What is said of all jobs."""
    lines = by_system(rows)
    return {
        "verdict": verdict(rows),
        "count": len(rows),
        "states": by_state(rows),
        "meanings": MEANINGS,
        "grave": TROUBLE,
        "under_way": OPEN,
        "latest": max((when for row in rows for when in row.times), default=None),
        "systems": lines[:SYSTEMS],
        "systems_left_out": max(0, len(lines) - SYSTEMS),
        "system_count": len({line.system for line in lines}),
        "host_count": len({line.host for line in lines}),
    }


def _pictures(rows: Sequence[Row], now: Optional[float], lanes: int) -> dict[str, Any]:
    """The timeline, and whether the load is worth a picture."""
    drawn = timeline(rows, now, lanes)
    return {
        "timeline": drawn,
        "timeline_left_out": caption(drawn) if drawn else "",
        "load": drawn is not None and drawn.most >= LOAD_FROM,
    }


def _sections(rows: Sequence[Row], limit: int) -> list[Section]:
    """The tables, those that need somebody first; they share the room."""
    found, room = [], limit
    for key, title, states in (
        ("grave", "Failed, stopped or incomplete", TROUBLE),
        ("open", "Not at an end", OPEN),
        ("done", "Succeeded", DONE),
    ):
        jobs = [row for row in rows if row.state in states]
        if jobs:
            found.append(Section(key, title, jobs[:room], len(jobs)))
            room -= len(jobs[:room])
    return found


@lru_cache(maxsize=4)
def _compiled(template: str) -> Template:
    """The template in an environment that escapes everything; a name that is not there is an error.

    :raises TemplateError: it is none.
    """
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    for name in ("span", "iso_span", "moment", "iso", "number", "several", "shown", "exact"):
        environment.filters[name] = getattr(words, name)
    return environment.from_string(template)

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report counts: by state, by system, and the sentence at its top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Optional

from .row import DONE, OPEN, ORDER, TROUBLE, Row
from .words import number, several

# What a reader is told of a state; it stands beside its sign everywhere.
MEANINGS = {
    "failed": "not done",
    "lost": "it vanished",
    "partial": "done, with errors or incomplete",
    "stopped": "stopped by somebody",
    "skipped": "discarded, it never ran",
    "waiting": "paused, or it needs somebody",
    "unknown": "what became of it is not known",
    "stopping": "asked to stop",
    "running": "at work",
    "queued": "not started yet",
    "succeeded": "done",
}


@dataclass(frozen=True)
class Line:
    """A line of the overview: what one system had to do, seen from one host."""

    system: str
    host: str
    count: int
    succeeded: int
    trouble: int
    under_way: int
    longest: Optional[float]
    together: Optional[float]


def by_state(rows: Iterable[Row]) -> dict[str, int]:
    """How many jobs are in each state, the gravest first; states without any are left out."""
    counted = Counter(row.state for row in rows)
    return {state: counted[state] for state in ORDER if counted[state]}


def totals(rows: Iterable[Row]) -> dict[str, int]:
    """The number of jobs in each state, none left out, and of those that a play may ask about."""
    states = by_state(rows)
    found = {state: states.get(state, 0) for state in ORDER}
    return {
        **found,
        "count": sum(states.values()),
        "trouble": sum(found[state] for state in TROUBLE),
        "under_way": sum(found[state] for state in OPEN),
    }


def by_system(rows: Iterable[Row]) -> list[Line]:
    """The lines of the overview, those with most trouble first."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.system, row.host), []).append(row)
    lines = [_line(system, host, jobs) for (system, host), jobs in groups.items()]
    return sorted(lines, key=lambda line: (-line.trouble, line.system, line.host))


def _line(system: str, host: str, jobs: list[Row]) -> Line:
    """One line."""
    known = [job.seconds for job in jobs if job.seconds is not None]
    return Line(
        system,
        host,
        len(jobs),
        sum(job.state in DONE for job in jobs),
        sum(job.state in TROUBLE for job in jobs),
        sum(job.state in OPEN for job in jobs),
        max(known, default=None),
        sum(known) if known else None,
    )


def verdict(rows: Sequence[Row]) -> str:
    """The one sentence for whoever reads no further."""
    states = by_state(rows)
    if not states:
        return "There are no jobs to report."
    total = len(rows)
    under_way = sum(states.get(state, 0) for state in OPEN)
    grave = [state for state in TROUBLE if state in states]
    if not grave and not under_way:
        return "The one job succeeded." if total == 1 else "All %s jobs succeeded." % number(total)
    told = ["%s\u00a0%s" % (number(states[state]), state) for state in grave]
    if under_way:
        told.append("%s\u00a0not at an end" % number(under_way))
    return "Of %s: %s." % (several(total, "job"), ", ".join(told))

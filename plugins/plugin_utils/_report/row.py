# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One line of a report, and what is known of its times."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Optional

from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import STATES
from ansible_collections.asyncops.jobs.plugins.module_utils._model.times import to_epoch, to_iso

_MOST = 1e11  # seconds; 3,000 years are no duration of a job
# The states in the order in which a reader has to see them, by what they ask of the reader.
TROUBLE = ("failed", "lost", "partial", "stopped", "skipped")
OPEN = ("waiting", "unknown", "stopping", "running", "queued")
DONE = ("succeeded",)
ORDER = (*TROUBLE, *OPEN, *DONE)


@dataclass(frozen=True)
class Row:
    """A job with its labels, or a request that failed before there was a job (``id`` is empty).

    Texts are as the system gave them: whoever writes them escapes them.
    """

    system: str
    host: str
    provider: str
    id: str
    name: str
    type: str
    state: str
    status: str
    submitted_at: Optional[str]
    started_at: Optional[str]
    finished_at: Optional[str]
    updated_at: Optional[str]
    duration: Optional[float]
    progress: Optional[float]
    reason: str
    error: str
    href: str

    @cached_property
    def began(self) -> Optional[float]:
        """When it began, else when it was submitted, in seconds since 1970."""
        return _epoch(self.started_at or self.submitted_at)

    @cached_property
    def ended(self) -> Optional[float]:
        """When it ended."""
        return _epoch(self.finished_at)

    @cached_property
    def seconds(self) -> Optional[float]:
        """How long it took: as the system says, else from its times; None where neither tells."""
        if self.duration is not None:
            return self.duration
        if self.began is None or self.ended is None or self.ended < self.began:
            return None
        return self.ended - self.began

    @cached_property
    def span(self) -> Optional[tuple[float, Optional[float]]]:
        """Begin and end as a bar can be drawn; no end for one that is under way, None for one of
        which no time is known. An end before the beginning (clocks differ) is the beginning.
        """
        began, ended = self.began, self.ended
        if began is None and ended is not None:
            began = ended - (self.duration or 0.0)
        if began is None:
            return None
        if ended is None and self.state not in OPEN:
            ended = began + (self.duration or 0.0)
        return began, None if ended is None else max(began, ended)

    @cached_property
    def times(self) -> list[float]:
        """Every time that it tells."""
        known = (self.submitted_at, self.started_at, self.finished_at, self.updated_at)
        return [_epoch(text) or 0.0 for text in known if text]

    @cached_property
    def rank(self) -> tuple[Any, ...]:
        """What comes first: what needs somebody, then what ended (or began) last."""
        known = [when for when in (self.ended, self.began) if when is not None]
        when = -known[0] if known else math.inf
        return ORDER.index(self.state), when, self.system, self.host, self.href, self.id

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS = tuple(field.name for field in fields(Row))
TIMES = ("submitted_at", "started_at", "finished_at", "updated_at")
NUMBERS = ("duration", "progress")


def row_of(job: Mapping[str, Any], **labels: str) -> Row:
    """A row of a job as a verb returns it, ``labels`` where it has none of its own.

    :raises ValueError: it has no id, or a state that is none.
    """
    state = _text(job.get("state"))
    if state not in STATES:
        raise ValueError("%s is no state of a job" % (repr(state[:40]) if state else "nothing"))
    values: dict[str, Any] = {name: _text(job.get(name)) for name in COLUMNS}
    values.update({name: _time(job.get(name)) for name in TIMES})
    values.update({name: _number(job.get(name)) for name in NUMBERS})
    for label, value in labels.items():
        values[label] = values[label] or value
    values["system"] = values["system"] or values["provider"]
    return Row(**values)


def _text(value: Any) -> str:
    """A value as a plain text; nothing is the empty one."""
    return "" if value is None else str(value)


def _number(value: Any) -> Optional[float]:
    """A number that can be counted with, else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value < _MOST else None


def _time(value: Any) -> Optional[str]:
    """A time in the one form, None where it is none."""
    return to_iso(str(value), "iso") if value else None


def _epoch(iso: Optional[str]) -> Optional[float]:
    """Seconds since 1970."""
    return None if iso is None else to_epoch(iso)

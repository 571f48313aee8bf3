# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How old a job is: `older_than`, `newer_than`. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from .._model import times
from .._model.compiled.field import TIMES
from .._model.errors import ConfigError
from .._model.job import Job
from .._model.provider import Provider
from .._model.values import one_line

ENDED = ("finished_at", "updated_at", "started_at", "submitted_at")
BEGAN = ("started_at", "submitted_at")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_AGE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw]?)\s*", re.ASCII | re.IGNORECASE)


def age_in_seconds(text: Any, name: str = "older_than") -> float:
    """``7d``, ``12h``, ``90m``, ``30s``, ``2w`` or plain seconds -> seconds.

    :raises ConfigError: anything else, an empty text included.
    """
    match = _AGE.fullmatch(str(text))
    if not match:
        message = "%s must be a number with s, m, h, d or w, such as 7d or 12h, not %r"
        raise ConfigError(message % (name, text))
    return float(match.group(1)) * _UNITS[match.group(2).lower() or "s"]


def has_times(provider: Provider) -> bool:
    """Whether a look at a job may tell a time at all."""
    return any(name in TIMES for name, _field in provider.job.plain)


def instant(provider: Provider, job: Job, names: Sequence[str]) -> Optional[float]:
    """The first of these times that is told; None: that is not known, also where the first of them
    cannot be read.
    """
    if unreadable(provider, job, names[0]) is not None:
        return None
    when = next((value for value in (getattr(job, name) for name in names) if value), None)
    return None if when is None else times.to_epoch(when)


def unreadable(provider: Provider, job: Job, name: str) -> Optional[str]:
    """A time of a job in the system's words, where they are no time and do not say either that
    there is none.
    """
    for one, field in provider.job.plain:
        if one == name:
            value = field.unreadable(job.raw or {})
            return None if times.is_no_time(value) else one_line(value) or "?"
    return None


def why_not_known(provider: Provider, job: Job, names: Sequence[str]) -> str:
    """Why the age of a job is not known."""
    said = unreadable(provider, job, names[0])
    if said is None:
        return "job %s tells no time" % job.id
    what = "end" if names[0] == "finished_at" else "start"
    return "the %s of job %s (%s) cannot be read as a time" % (what, job.id, said)


class Window:
    """The jobs between two ages: by the time that they ended, else that they began.

    :raises ConfigError: an age cannot be read, or no job can be of both.
    """

    def __init__(self, params: Mapping[str, Any], now: float) -> None:
        self._before = self._after = None
        older, newer = params.get("older_than"), params.get("newer_than")
        if older is not None:
            self._before = now - age_in_seconds(older)
        if newer is not None:
            self._after = now - age_in_seconds(newer, "newer_than")
        if self._before is not None and self._after is not None and self._before <= self._after:
            message = "older_than (%s) must be less than newer_than (%s): no job is of both ages"
            raise ConfigError(message % (older, newer))

    def __bool__(self) -> bool:
        return self._before is not None or self._after is not None

    @staticmethod
    def names(job: Job) -> Sequence[str]:
        """The times that tell the age of a job."""
        return ENDED if job.finished else BEGAN

    def holds(self, provider: Provider, job: Job) -> Optional[bool]:
        """Whether a job is of these ages; None: its age is not known."""
        when = instant(provider, job, self.names(job))
        if when is None:
            return None
        is_older = self._before is None or when < self._before
        return is_older and (self._after is None or when > self._after)

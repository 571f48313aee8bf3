# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a list that `states`, `older_than` and `filters` choose, each as its own look shows
it. Private to asyncops.jobs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional

from .._model import times
from .._model.compiled.field import TIMES
from .._model.errors import ApiError, ConfigError
from .._model.job import TERMINAL, Job
from .._model.provider import Provider
from .._model.values import one_line
from .acting import Found, Refusals, look_up
from .client import Client
from .context import Context
from .failures import MAX_NAMED, describe
from .listing import ListQuery
from .poll import JobRef

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_AGE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw]?)\s*", re.ASCII | re.IGNORECASE)
_MAX_JOBS = 100
_AT_ONCE = 64  # looks between two counts of the jobs that match


def age_in_seconds(text: Any) -> float:
    """``7d``, ``12h``, ``90m``, ``30s``, ``2w`` or plain seconds -> seconds.

    :raises ConfigError: anything else, an empty text included.
    """
    match = _AGE.fullmatch(str(text))
    if not match:
        message = "older_than must be a number with s, m, h, d or w, such as 7d or 12h, not %r"
        raise ConfigError(message % (text,))
    return float(match.group(1)) * _UNITS[match.group(2).lower() or "s"]


class Selection:
    """Which jobs of the list.

    A list may tell less than a look at the job itself, or something older. So a job is chosen by
    what its own look shows, unless `force` takes the list's word.

    :param params: those of job_delete.
    :raises ConfigError: nothing was sent.
    """

    def __init__(self, client: Client, context: Context, params: Mapping[str, Any]) -> None:
        self._client = client
        self._context = context
        self._provider = client.provider
        self._most: int = _MAX_JOBS if params.get("max_jobs") is None else params["max_jobs"]
        if self._most < 1:
            raise ConfigError("max_jobs must be 1 or more")
        self._states: Optional[Sequence[str]] = params.get("states")
        if self._states is not None and not self._states:
            message = "states must not be an empty list; leave it out for all finished jobs"
            raise ConfigError(message)
        self._before: Optional[float] = None
        if params.get("older_than") is not None:
            self._before = context.now() - age_in_seconds(params["older_than"])
        wanted = frozenset(self._states or TERMINAL)
        self._query = ListQuery(params.get("filters"), states=wanted)
        self._trusts_list = bool(params.get("force"))
        self._ageless: list[str] = []  # what is said of jobs whose age is not known
        self._others: list[str] = []  # of jobs that are not as the list has them

    def jobs(self, refusals: Refusals) -> list[Found]:
        """The jobs, in the order of the list.

        :param refusals: takes those that could not be looked up.
        :raises ApiError: more match than `max_jobs` allows, or
            the list has two jobs of one id.
        """
        chosen: list[Found] = []
        listed = self._listed()
        for start in range(0, len(listed), _AT_ONCE):
            chosen += self._confirmed(listed[start : start + _AT_ONCE], refusals)
            self._check_number(len(chosen))
        self._warn()
        return chosen

    def _listed(self) -> list[Found]:
        """The jobs that match as far as the list tells."""
        found: dict[str, Found] = {}
        certain = 0
        for job in self._client.jobs(self._query):
            if not job.id or not self._is_wanted(job):
                continue
            is_older = self._is_older(job)
            if is_older is False:
                continue
            if job.id in found:
                message = "the list has two jobs with the id %s; nothing was deleted"
                raise ApiError(message % job.id)
            ref = JobRef(job.id, job.id, job.href, self._provider)
            found[job.id] = Found(ref, job)
            certain += is_older is True
            self._check_number(certain)
        return list(found.values())

    def _check_number(self, number: int) -> None:
        if number > self._most:
            message = "more than %d jobs match, and max_jobs is %d; nothing was deleted"
            raise ApiError(message % (self._most, self._most))

    def _is_wanted(self, job: Job) -> bool:
        return job.finished if self._states is None else job.state in self._states

    def _is_older(self, job: Job) -> Optional[bool]:
        """Whether the job ended (or, where its end is not told, was last heard of) before the
        instant; None: that is not known.
        """
        if self._before is None:
            return True
        if _unreadable_end(self._provider, job) is not None:
            return None
        when = job.finished_at or job.updated_at or job.started_at or job.submitted_at
        return None if when is None else times.to_epoch(when) < self._before

    def _confirmed(self, listed: Sequence[Found], refusals: Refusals) -> Iterator[Found]:
        """Those that match by their own look, too."""
        to_look_up = [one for one in listed if self._needs_look(one.job)]
        seen = look_up(self._client, self._context, [one.ref for one in to_look_up])
        for job_id, error in seen.failed:
            refusals.add(job_id, error)
        own = {one.ref.asked: one for one in seen.found}
        asked = {one.ref.asked for one in to_look_up}
        for one in listed:
            now = own.get(one.ref.asked) if one.ref.asked in asked else one
            if now is not None and self._still_matches(one.job, now.job):
                yield now

    def _needs_look(self, job: Job) -> bool:
        provider = self._provider
        if provider.get.from_list or (provider.list is not None and provider.list.expand):
            return False  # there is no better look, or this was one
        if self._is_older(job) is None:
            return any(name in TIMES for name, _field in provider.job.plain)
        return not self._trusts_list

    def _still_matches(self, listed: Job, job: Job) -> bool:
        if not self._is_wanted(job):
            self._others.append("%s, while the list has it as %s" % (describe(job), listed.state))
            return False
        is_older = self._is_older(job)
        if is_older is None:
            end = _unreadable_end(self._provider, job)
            said = "job %s tells no time" % job.id
            if end is not None:
                said = "the end of job %s (%s) cannot be read as a time" % (job.id, end)
            self._ageless.append(said)
        return bool(is_older)

    def _warn(self) -> None:
        """Says which jobs were passed over, and why."""
        if self._others:
            self._context.warn("not deleted: %s" % _some(self._others))
        if self._ageless:
            message = "not deleted, because older_than needs to know when a job ended: %s"
            self._context.warn(message % _some(self._ageless))


def _unreadable_end(provider: Provider, job: Job) -> Optional[str]:
    """The end of a job in the system's words, where they are no time and do not say either that
    there is none.
    """
    for name, field in provider.job.plain:
        if name == "finished_at":
            value = field.unreadable(job.raw or {})
            return None if times.is_no_time(value) else one_line(value) or "?"
    return None


def _some(texts: Sequence[str]) -> str:
    more = len(texts) - MAX_NAMED
    text = "; ".join(texts[:MAX_NAMED])
    return "%s and %d more" % (text, more) if more > 0 else text

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a list that `states`, `older_than` and `filters` choose, each as its own look shows
it. Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional

from .._model.errors import ApiError, ConfigError, TooLarge
from .._model.job import ACTIVE, TERMINAL, Job
from .._model.provider import Provider
from .acting import Found, Refusals, look_up
from .ages import BEGAN, ENDED, age_in_seconds, has_times, instant, why_not_known
from .client import Client
from .context import Context
from .failures import MAX_NAMED, describe
from .listing import ListQuery
from .poll import JobRef

_MAX_JOBS = 100
_AT_ONCE = 64  # looks between two counts of the jobs that match


class Selection:
    """Which jobs of the list.

    A list may tell less than a look at the job itself, or something older. So a job is chosen by
    what its own look shows, unless `force` takes the list's word.

    :param params: those of the verb.
    :param verb: ``delete`` (finished jobs, where no states are given) or ``stop`` (those that wait
        or are at work).
    :raises ConfigError: nothing was sent.
    """

    def __init__(
        self, client: Client, context: Context, params: Mapping[str, Any], verb: str = "delete"
    ) -> None:
        self._client = client
        self._context = context
        self._provider = client.provider
        self._most: int = _MAX_JOBS if params.get("max_jobs") is None else params["max_jobs"]
        if self._most < 1:
            raise ConfigError("max_jobs must be 1 or more")
        self._states: Optional[Sequence[str]] = params.get("states")
        if self._states is not None and not self._states:
            message = "states must not be an empty list; leave it out for all %s jobs"
            raise ConfigError(message % ("active" if verb == "stop" else "finished"))
        self._default = TERMINAL if verb == "delete" else _to_stop(self._provider)
        self._done = {"delete": "deleted", "stop": "stopped"}[verb]
        self._stops = verb == "stop"
        if params.get("filters") == {}:
            raise ConfigError("filters must not be empty; leave it out for jobs of all kinds")
        self._before: Optional[float] = None
        if params.get("older_than") is not None:
            self._before = context.now() - age_in_seconds(params["older_than"])
        wanted = frozenset(self._states or self._default)
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
        for job in self._jobs():
            if not job.id or not self._is_wanted(job):
                continue
            is_older = self._is_older(job)
            if is_older is False:
                continue
            if job.id in found:
                message = "the list has two jobs with the id %s; nothing was %s"
                raise ApiError(message % (job.id, self._done))
            ref = JobRef(job.id, job.id, job.href, self._provider)
            found[job.id] = Found(ref, job)
            certain += is_older is True
            self._check_number(certain)
        return list(found.values())

    def _jobs(self) -> Iterator[Job]:
        try:
            yield from self._client.jobs(self._query)
        except TooLarge as exc:
            from .max_size import naming_what_narrows

            params = {"max_jobs": self._most}
            raise naming_what_narrows(exc, params, self._provider.filters) from None

    def _check_number(self, number: int) -> None:
        if number > self._most:
            message = "more than %d jobs match, and max_jobs is %d; nothing was %s"
            raise ApiError(message % (self._most, self._most, self._done))

    def _is_wanted(self, job: Job) -> bool:
        return job.state in (self._default if self._states is None else self._states)

    def _times(self, job: Job) -> Sequence[str]:
        """The times that tell how old a job is: one that is to be stopped is as old as it runs."""
        return BEGAN if self._stops and not job.finished else ENDED

    def _is_older(self, job: Job) -> Optional[bool]:
        """Whether the job ended (or, where its end is not told, was last heard of; where it is to
        be stopped, began) before the instant; None: that is not known.
        """
        if self._before is None:
            return True
        when = instant(self._provider, job, self._times(job))
        return None if when is None else when < self._before

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
            return has_times(provider)
        return not self._trusts_list

    def _still_matches(self, listed: Job, job: Job) -> bool:
        if not self._is_wanted(job):
            self._others.append("%s, while the list has it as %s" % (describe(job), listed.state))
            return False
        is_older = self._is_older(job)
        if is_older is None:
            self._ageless.append(why_not_known(self._provider, job, self._times(job)))
        return bool(is_older)

    def _warn(self) -> None:
        """Says which jobs were passed over, and why."""
        if self._others:
            self._context.warn("not %s: %s" % (self._done, _some(self._others)))
        if self._ageless:
            message = "not %s, because older_than needs to know when a job %s: %s"
            when = "began" if self._stops else "ended"
            self._context.warn(message % (self._done, when, _some(self._ageless)))


def _to_stop(provider: Provider) -> tuple[str, ...]:
    """The states of jobs that a stop without states is for: what nobody knows is left alone, and so
    is what stops already.
    """
    states = provider.states_for("stop", ACTIVE)
    return tuple(one for one in ("queued", "running", "waiting") if one in states)


def _some(texts: Sequence[str]) -> str:
    more = len(texts) - MAX_NAMED
    text = "; ".join(texts[:MAX_NAMED])
    return "%s and %d more" % (text, more) if more > 0 else text

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb delete: removes jobs by id, or by state and age. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from .._model import times
from .._model.errors import ApiError, AsyncopsError, ConfigError, Conflict
from .._model.job import STATES, TERMINAL, Job
from .acting import Found, Refusals, check_state, look_up, refs_for
from .client import Client
from .context import Context
from .listing import ListQuery
from .poll import JobRef
from .showing import show_jobs

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_AGE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw]?)\s*", re.ASCII | re.IGNORECASE)
_MAX_JOBS = 100


def delete(
    client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]
) -> None:
    """job_delete: removes jobs."""
    found = _choose(client, params, context)
    show_jobs(result, [one.job for one in found])
    del result["summary"]
    if found:
        before = {one.job.id: one.job.state for one in found}
        result["diff"] = {"before": before, "after": {}}
    refusals = Refusals("deleted", result)
    for one in found:
        try:
            _check(one, bool(params.get("force")))
            if context.check_mode or client.delete(one.ref, one.job):
                result["changed"] = True
                result["deleted"].append(one.job.id)
        except AsyncopsError as exc:
            refusals.add(one.job, exc)
    refusals.check(len(found))


def _check(one: Found, force: bool) -> None:
    """Does nothing where a job may be deleted.

    :raises Conflict: it may not.
    """
    if not one.job.finished and not force:
        message = "job %s is %s; an active job is deleted only with force: true"
        raise Conflict(message % (one.job.id, one.job.state))
    check_state(one, "delete", STATES)


def age_in_seconds(text: Any) -> float:
    """``7d``, ``12h``, ``90m``, ``30s``, ``2w`` or plain seconds -> seconds.

    :raises ConfigError: anything else.
    """
    match = _AGE.fullmatch(str(text))
    if not match:
        message = "older_than must be a number with s, m, h, d or w, such as 7d or 12h, not %r"
        raise ConfigError(message % (text,))
    return float(match.group(1)) * _UNITS[match.group(2).lower() or "s"]


def _choose(client: Client, params: Mapping[str, Any], context: Context) -> list[Found]:
    """The jobs to delete.

    :raises ConfigError: it is not said which, or said in two ways.
    """
    ids, states, older = (params.get(name) for name in ("job_id", "states", "older_than"))
    if ids is None and not states and not older:
        raise ConfigError("job_id, states or older_than is required: what to delete")
    if ids is None:
        return _matching(client, params, context)
    if states or older:
        message = (
            "job_id cannot be narrowed by states or older_than: give either the one or the others"
        )
        raise ConfigError(message)
    found, _missing = look_up(client, refs_for(client, ids, "delete"))
    return found


def _matching(client: Client, params: Mapping[str, Any], context: Context) -> list[Found]:
    client.provider.require("delete")
    client.provider.require("list")
    most = _MAX_JOBS if params.get("max_jobs") is None else params["max_jobs"]
    if most < 1:
        raise ConfigError("max_jobs must be 1 or more")
    states = params.get("states")
    before: Optional[float] = None
    if params.get("older_than"):
        before = context.now() - age_in_seconds(params["older_than"])
    found: list[Found] = []
    query = ListQuery(params.get("filters"), states=frozenset(states or TERMINAL))
    for job in client.jobs(query):
        wanted = job.state in states if states else job.finished
        if not wanted or not job.id or not _is_older(job, before):
            continue
        if any(one.job.id == job.id for one in found):
            raise ApiError("the list has two jobs with the id %s; nothing was deleted" % job.id)
        found.append(Found(JobRef(job.id, job.id, job.href, client.provider), job))
        if len(found) > most:
            message = "more than %d jobs match, and max_jobs is %d; nothing was deleted"
            raise ConfigError(message % (most, most))
    return found


def _is_older(job: Job, before: Optional[float]) -> bool:
    """Whether the job ended (or, where that is not known, was last heard of) before an instant;
    unknown is not old.
    """
    if before is None:
        return True
    when = job.finished_at or job.updated_at or job.started_at or job.submitted_at
    return when is not None and times.to_epoch(when) < before

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs that change something: stop and delete. They look first. Private to asyncops.jobs."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from .._model import times
from .._model.errors import ConfigError, Conflict, NotFound
from .._model.job import ACTIVE, STATES, Job
from .client import Client
from .context import Context
from .judge import FAIL_ON, finish, given, plan_of, told
from .ref import Look, Ref
from .waiting import show

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def stop(client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]) -> None:
    """job_stop: stops what is active; a finished job is left as it is."""
    plan = plan_of(params, stopped_by_us=True)
    refs = _refs(client, params.get("job_id"), "stop")
    found = _look(client, refs, result)
    if result["missing"] and not params.get("ignore_missing"):
        raise NotFound("job %s is not known (ignore_missing: true accepts that)" % ", ".join(result["missing"]))
    active = [(ref, job) for ref, job in found if not job.finished]
    for ref, job in active:
        _guard(ref, job, "stop", ACTIVE)
    before = {job.id: job.state for _ref, job in active}
    jobs = [job for _ref, job in found]
    show(result, jobs)
    if active and context.check_mode:
        result.update(changed=True, stopped=[job.id for _ref, job in active])
    elif active:
        for ref, job in active:
            if client.stop(ref, job):
                result["changed"] = True
                result["stopped"].append(job.id)
        _after_stop(client, params, context, result, found, plan)
    if before:
        result["diff"] = {"before": before, "after": dict.fromkeys(result["stopped"], "stopped")}


def _after_stop(client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any],
                found: list[tuple[Ref, Job]], plan: Any) -> None:
    """Looks at the stopped jobs again: once, or until they have ended."""
    if not params.get("wait"):
        plan = plan._replace(timeout=0.0)
    looks = [Look(job, None, context.clock(), ref) for ref, job in found if not job.finished]
    outcome = context.waiter(client).wait(looks, plan)
    ended = {job.id: job for job in outcome.jobs}
    jobs = [ended.get(job.id, job) for _ref, job in found]
    for job in outcome.jobs:
        if job.succeeded:
            context.warn("%s: it had finished before it could be stopped" % told(job))
    try:
        if params.get("wait"):
            result.update(waited=outcome.waited, polls=outcome.polls)
            fail_on = [state for state in given(params.get("fail_on"), FAIL_ON) if state not in ("stopped", "skipped")]
            finish(client, outcome, plan, {**params, "fail_on": fail_on}, result, context.warn)
    finally:
        show(result, jobs)


def delete(client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]) -> None:
    """job_delete: removes jobs by id, or by state and age."""
    ids, states, older = params.get("job_id"), params.get("states"), params.get("older_than")
    if ids is None and not states and not older:
        raise ConfigError("job_id, states or older_than is required: what to delete")
    if ids is not None and (states or older):
        raise ConfigError("job_id cannot be narrowed by states or older_than: give either the one or the others")
    if ids is not None:
        found = _look(client, _refs(client, ids, "delete"), {"missing": []})
    else:
        found = _selected(client, params, context)
    show(result, [job for _ref, job in found])
    del result["summary"]
    for ref, job in found:
        if not job.finished and not params.get("force"):
            raise Conflict("job %s is %s; an active job is deleted only with force: true" % (job.id, job.state))
        _guard(ref, job, "delete", STATES)
    if found:
        result["diff"] = {"before": {job.id: job.state for _ref, job in found}, "after": {}}
    for ref, job in found:
        if context.check_mode or client.delete(ref, job):
            result["changed"] = True
            result["deleted"].append(job.id)


def age_of(text: Any) -> float:
    """``7d``, ``12h``, ``90m``, ``30s``, ``2w`` or plain seconds -> seconds.

    :raises ConfigError: anything else.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhdw]?)\s*", str(text), re.ASCII | re.IGNORECASE)
    if not match:
        raise ConfigError("older_than must be a number with s, m, h, d or w, such as 7d or 12h, not %r" % (text,))
    return float(match.group(1)) * _UNITS[match.group(2).lower() or "s"]


def _selected(client: Client, params: Mapping[str, Any], context: Context) -> list[tuple[Ref, Job]]:
    client.provider.require("delete")
    client.provider.require("list")
    states, most = params.get("states"), params.get("max_jobs")
    most = 100 if most is None else most
    if most < 1:
        raise ConfigError("max_jobs must be 1 or more")
    limit = context.now() - age_of(params["older_than"]) if params.get("older_than") else None
    found: list[tuple[Ref, Job]] = []
    for job in client.jobs(params.get("filters")):
        wanted = job.state in states if states else job.finished
        if not wanted or not job.id or (limit is not None and not _older(job, limit)):
            continue
        found.append((Ref(job.id, job.id, job.href, client.provider), job))
        if len(found) > most:
            raise ConfigError("more than %d jobs match, and max_jobs is %d; nothing was deleted" % (most, most))
    return found


def _older(job: Job, limit: float) -> bool:
    """True when the job ended (or, where that is not told, was last heard of) before ``limit``; unknown is not old."""
    when: Optional[str] = job.finished_at or job.updated_at or job.started_at or job.submitted_at
    return when is not None and times.to_epoch(when) < limit


def _refs(client: Client, ids: Any, verb: str) -> list[Ref]:
    """The jobs to act on, each once.

    :raises Unsupported, ConfigError: before anything is sent.
    """
    if not ids:
        client.provider.require(verb)
        raise ConfigError("job_id must name at least one job")
    refs = list({ref.asked: ref for ref in (client.ref(one) for one in ids)}.values())
    for ref in refs:
        ref.provider.require(verb)
    return refs


def _look(client: Client, refs: list[Ref], result: dict[str, Any]) -> list[tuple[Ref, Job]]:
    found = []
    for ref in refs:
        try:
            look = client.look(ref)
        except NotFound:
            result["missing"].append(ref.asked)
            continue
        if look.job is not None:
            found.append((look.ref, look.job))
    return found


def _guard(ref: Ref, job: Job, verb: str, default: tuple[str, ...]) -> None:
    guard = ref.provider.guard(verb, default)
    if job.state not in guard:
        raise Conflict("%s; provider %s can %s a job only while it is %s" % (told(job), ref.provider.name, verb, ", ".join(guard)))

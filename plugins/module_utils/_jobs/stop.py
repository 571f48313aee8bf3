# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb stop: stops what is active. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._model.errors import AsyncopsError, NotFound
from .._model.job import ACTIVE
from .acting import Found, Refusals, check_state, look_up, refs_for
from .client import Client
from .conclusion import conclude
from .context import Context
from .failures import describe
from .outcome import WaitOptions
from .poll import PollResult
from .showing import show_jobs
from .waiter import all_finished


def stop(
    client: Client, params: Mapping[str, Any], context: Context, result: dict[str, Any]
) -> None:
    """job_stop: stops what is active; a finished job is left as it is."""
    options = WaitOptions.from_params(params)
    options.after_stop = True
    refs = refs_for(client, params.get("job_id"), "stop")
    found, missing = look_up(client, refs)
    result["missing"] += missing
    if missing and not params.get("ignore_missing"):
        message = "job %s is not known (ignore_missing: true accepts that)"
        raise NotFound(message % ", ".join(missing))
    active = [one for one in found if not one.job.finished]
    before = {one.job.id: one.job.state for one in active}
    show_jobs(result, [one.job for one in found])
    refusals = Refusals("stopped", result)
    for one in active:
        _stop(client, one, context, result, refusals)
    if before:
        after = dict.fromkeys(result["stopped"], "stopped")
        result["diff"] = {"before": before, "after": after}
    if active and not context.check_mode:
        _poll_again(client, params, context, result, found, options)
    refusals.check(len(active))


def _stop(
    client: Client, one: Found, context: Context, result: dict[str, Any], refusals: Refusals
) -> None:
    try:
        check_state(one, "stop", ACTIVE)
        if context.check_mode or client.stop(one.ref, one.job):
            result["changed"] = True
            result["stopped"].append(one.job.id)
    except AsyncopsError as exc:
        refusals.add(one.job, exc)


def _poll_again(
    client: Client,
    params: Mapping[str, Any],
    context: Context,
    result: dict[str, Any],
    found: Sequence[Found],
    options: WaitOptions,
) -> None:
    """Polls the stopped jobs: once, or until they have ended."""
    wait = bool(params.get("wait"))
    if not wait:
        options.timeout = 0.0
    options.fail_on = [state for state in options.fail_on if state not in ("stopped", "skipped")]
    waiter = context.waiter(client, options)
    for one in found:
        if not one.job.finished:
            waiter.add(PollResult(one.job, None, context.clock(), one.ref))
    try:
        outcome = waiter.run(all_finished)
    finally:
        if wait:
            result.update(waited=waiter.waited, polls=waiter.polls)
    ended = {job.id: job for job in outcome.jobs}
    jobs = [ended.get(one.job.id, one.job) for one in found]
    for job in outcome.jobs:
        if job.succeeded:
            context.warn("%s: it had finished before it could be stopped" % describe(job))
    try:
        if wait:
            conclude(client, outcome, options, result, context)
    finally:
        show_jobs(result, jobs)

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a wait is judged: what fails the task, and the sentence that says why. Private to asyncops.jobs."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable

from .._model import read
from .._model.errors import AsyncopsError, ConfigError, JobFailed, NotFound, WaitTimeout
from .._model.job import TERMINAL, Job
from .client import Client
from .plan import Outcome, Plan
from .ref import Ref

FAIL_ON = ("failed", "stopped", "skipped", "lost")
NAMED = 5  # jobs named in one sentence


def given(value: Any, default: Any) -> Any:
    """The value, or the default where it is null (an empty list is a value)."""
    return default if value is None else value


def plan_of(params: Mapping[str, Any], stopped_by_us: bool = False) -> Plan:
    """The waiting options (INTERFACE.md section 3).

    :raises ConfigError: a number that makes no sense.
    """
    timeout = float(given(params.get("wait_timeout"), 600.0))
    interval = float(given(params.get("wait_interval"), 5.0))
    if not 0 <= timeout < float("inf"):
        raise ConfigError("wait_timeout must be a finite number of seconds, 0 or more")
    if not 0 < interval < float("inf"):
        raise ConfigError("wait_interval must be a number of seconds above 0")
    unknown = sorted(set(params.get("fail_on") or ()) - set(TERMINAL))
    if unknown:
        raise ConfigError("fail_on must hold terminal states (%s), not %s" % (", ".join(TERMINAL), ", ".join(unknown)))
    return Plan(timeout, interval, params.get("wait_for") or "all", stopped_by_us)


def told(job: Job) -> str:
    """One job in a sentence: ``job 43f6 is failed (status done): no result``."""
    status = " (status %s)" % job.status if job.status and job.status.lower() != job.state else ""
    progress = ", %g %%" % job.progress if job.progress is not None and not job.finished else ""
    return "job %s is %s%s%s%s" % (job.id, job.state, status, progress, ": %s" % job.reason if job.reason else "")


def summary(jobs: Sequence[Job]) -> dict[str, int]:
    """state -> how many."""
    counts: dict[str, int] = {}
    for job in jobs:
        counts[job.state] = counts.get(job.state, 0) + 1
    return counts


def judge(client: Client, outcome: Outcome, fail_on: Sequence[str], warn: Callable[[str], None]) -> None:
    """Raises when a finished job is in a state of ``fail_on``; warns of `partial`.

    :raises JobFailed: (NotFound where the system never knew the job) with the system's own reason.
    """
    bad = []
    for job, ref in zip(outcome.jobs, outcome.refs):
        if job.finished and job.state in fail_on:
            explain(client, ref, job)
            bad.append((job, ref))
        elif job.state == "partial":
            warn(told(job))
    if not bad:
        return
    text = "; ".join(told(job) for job, _ref in bad[:NAMED])
    if len(outcome.jobs) > 1:
        more = "" if len(bad) <= NAMED else " and %d more" % (len(bad) - NAMED)
        text = "%d of %d jobs did not succeed: %s%s" % (len(bad), len(outcome.jobs), text, more)
    if all(job.state == "lost" and ref.asked in outcome.unseen for job, ref in bad):
        raise NotFound(text)
    raise JobFailed(text)


def explain(client: Client, ref: Ref, job: Job) -> None:
    """Looks for the reason in the job's messages where its record does not tell it; a rule's words are no reason."""
    told = read.field(job.raw or {}, ref.provider["job"].get("reason"), "reason")
    if told or job.succeeded or job.state == "lost" or not (ref.provider["messages"] or job.messages):
        return
    try:
        messages = client.messages(ref, job, retries=0)
    except AsyncopsError:
        return  # the reason is a courtesy; the job's state has been told
    job.messages = job.messages or messages
    errors = [one["text"] for one in messages if one["level"] == "error"] or [one["text"] for one in messages[-1:]]
    job.reason = "; ".join(errors[:3]) or job.reason


def timed_out(outcome: Outcome, plan: Plan, left: bool = True) -> WaitTimeout:
    """The error of a wait that its deadline ended; ``left``: the jobs are left to themselves."""
    still = [job for job in outcome.jobs if not job.finished]
    text = "timed out after %g s: %s" % (plan.timeout, "; ".join(told(job) for job in still[:NAMED]))
    if len(still) > NAMED:
        text += " and %d more" % (len(still) - NAMED)
    if outcome.held:
        text += "; the server asked to be left alone for another %g s" % outcome.held
    elif outcome.last_failure:
        text += "; the last look failed: %s" % outcome.last_failure.message.rstrip(".")
    if left:
        text += "; the %s, and can be waited for again by %s" % (
            ("job goes on", "its id") if len(still) == 1 else ("jobs go on", "their ids"))
    return WaitTimeout(text)


def finish(client: Client, outcome: Outcome, plan: Plan, params: Mapping[str, Any], result: dict[str, Any],
           warn: Callable[[str], None], check_mode: bool = False) -> None:
    """What `on_timeout` and `fail_on` make of an outcome; fills `timed_out` in. Check mode stops nothing.

    :raises WaitTimeout, JobFailed, NotFound: see there.
    """
    result["timed_out"] = outcome.timed_out
    fail_on = given(params.get("fail_on"), FAIL_ON)
    if not outcome.timed_out:
        judge(client, outcome, fail_on, warn)
        return
    way = params.get("on_timeout") or "fail"
    if way == "return":
        judge(client, outcome, fail_on, warn)
        return
    error = timed_out(outcome, plan, left=way != "stop" or check_mode)
    if way == "stop":
        said = "check mode: nothing was stopped" if check_mode else _stop_open(client, outcome, result)
        raise WaitTimeout("%s; %s" % (error.message, said))
    raise error


def _stop_open(client: Client, outcome: Outcome, result: dict[str, Any]) -> str:
    """`on_timeout: stop`: stops what is still open, where the system can, and says what became of it."""
    said, stopped = [], []
    for job, ref in zip(outcome.jobs, outcome.refs):
        if job.finished:
            continue
        try:
            ref.provider.require("stop")
            if client.stop(ref, job):
                stopped.append(job.id)
        except AsyncopsError as exc:
            said.append("job %s was not stopped: %s" % (job.id, exc.message))
    if stopped:
        result["changed"] = True
        said.insert(0, "stopped: %s" % ", ".join(stopped))
    result["stopped"] = stopped
    return "; ".join(said) or "nothing was left to stop"

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the outcome of a wait means for the task, and the sentence that says why. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

from .._model.errors import AsyncopsError, JobFailed, NotFound, WaitTimeout
from .._model.job import Job
from .._model.text import label
from .._wire.request import SendOptions
from .client import Client
from .outcome import Outcome, WaitOptions
from .poll import JobRef

MAX_NAMED = 5  # jobs named in one sentence
_MAX_REASONS = 3


def describe(job: Job) -> str:
    """One job in a sentence: ``job 43f6 is failed (status done): no result``."""
    text = "job %s is %s" % (label(job.id), job.state)
    if job.status and job.status.lower() != job.state:
        text += " (status %s)" % job.status
    if job.progress is not None and not job.finished:
        text += ", %g %%" % job.progress
    return "%s: %s" % (text, job.reason) if job.reason else text


def summary(jobs: Sequence[Job]) -> dict[str, int]:
    """state -> how many."""
    counts: dict[str, int] = {}
    for job in jobs:
        counts[job.state] = counts.get(job.state, 0) + 1
    return counts


def check_states(
    client: Client, outcome: Outcome, fail_on: Sequence[str], warn: Callable[[str], None]
) -> None:
    """Does nothing where every job is in a state that the caller accepts; warns of `partial`. The
    one active state that `fail_on` may hold is `waiting`.

    :raises JobFailed: (NotFound where the system never knew the job) with the system's own reason.
    """
    failed: list[tuple[Job, JobRef]] = []
    for job, ref in zip(outcome.jobs, outcome.refs):
        if job.state in fail_on:
            fetch_reason(client, ref, job)
            failed.append((job, ref))
        elif job.state == "partial":
            warn(describe(job))
    if not failed:
        return
    text = _list_of([job for job, _ref in failed])
    if len(outcome.jobs) > 1:
        counts = (len(failed), len(outcome.jobs), text)
        text = "%d of %d jobs did not succeed: %s" % counts
    if all(job.state == "lost" and ref.asked in outcome.unseen for job, ref in failed):
        raise NotFound(text)
    raise JobFailed(text + _goes_on([job for job, _ref in failed if not job.finished]))


def fetch_reason(client: Client, ref: JobRef, job: Job) -> None:
    """Takes the reason from the job's messages where its record does not tell it; a rule's words
    are no reason.
    """
    if job.succeeded or job.state == "lost" or ref.provider.job.own_reason(job.raw or {}):
        return
    if ref.provider.messages is None and not job.messages:
        return
    messages = job.messages or []
    if not _errors_in(messages):
        try:
            messages = client.messages(ref, job, SendOptions(retries=0))
            template = ref.provider.messages
            if template is not None and template.fallback and not _errors_in(messages):
                own = client.messages_at(template.fallback, ref, job, SendOptions(retries=0))
                messages = [*messages, *own]
        except AsyncopsError:
            return  # the reason is a courtesy; the job's state is known
    job.messages = job.messages or messages
    texts = _errors_in(messages)
    if not texts and not job.reason and ref.provider.messages is not None:
        texts = [one["text"] for one in messages[-1:]]
    job.reason = "; ".join(texts[:_MAX_REASONS]) or job.reason


def _errors_in(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    return [one["text"] for one in messages if one["level"] == "error"]


def timeout_error(outcome: Outcome, options: WaitOptions, stopped: Optional[str]) -> WaitTimeout:
    """The error of a wait that its deadline ended.

    :param stopped: what became of the jobs where they were to be stopped; None: they are left to
        themselves.
    """
    still_open = [outcome.jobs[place] for place in outcome.still_open]
    text = "timed out after %g s: %s" % (round(outcome.waited, 1), _list_of(still_open))
    if outcome.last_failure:
        text += "; the last status request failed: %s" % outcome.last_failure.message.rstrip(".")
    if outcome.retry_after:
        text += "; the server asks for a retry in another %g s" % outcome.retry_after
    if stopped is not None:
        return WaitTimeout("%s; %s" % (text, stopped))
    return WaitTimeout(text + _goes_on([job for job in still_open if not job.finished]))


def _goes_on(still_open: Sequence[Job]) -> str:
    """What can be done about jobs that have not ended."""
    if not still_open:
        return ""
    if len(still_open) == 1:
        return "; the job goes on, and can be waited for again by its id"
    return "; the jobs go on, and can be waited for again by their ids"


def wait_error(error: AsyncopsError, still_open: Sequence[Job]) -> AsyncopsError:
    """The error that ended a wait, with what is known of the jobs and what can be done."""
    if not still_open:
        return error
    known = [job for job in still_open if job.state != "unknown" or job.status]
    text = error.message.rstrip(".")
    if known:
        text += "; when last seen, %s" % _list_of(known)
    if len(still_open) > 1:
        text += "; the jobs may go on, and can be waited for again by their ids"
    elif known:
        text += "; the job may go on, and can be waited for again by its id"
    else:
        named = label(still_open[0].id)
        text += "; job %s may go on, and can be waited for again by its id" % named
    ended: AsyncopsError = error.with_message(text)
    return ended


def _list_of(jobs: Sequence[Job]) -> str:
    text = "; ".join(describe(job) for job in jobs[:MAX_NAMED])
    more = len(jobs) - MAX_NAMED
    return "%s and %d more" % (text, more) if more > 0 else text

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs as provider_info runs them: what samples are read as, and what would follow. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional

from .._model.compiled.items import LeftOut
from .._model.compiled.sections import Messages, Outputs, Paged
from .._model.errors import AsyncopsError
from .._model.job import Job
from .changing import ask_to_stop, delete
from .client import Client
from .conversation import Conversation, NextRequest
from .fetching import Output, expected, fetch
from .listing import ListQuery
from .order import Order
from .poll import JobRef, PollResult
from .reading_steps import ReadingSteps, record_in
from .submission import submit

_OUTPUT = {"id": "OUTPUT_ID", "name": "OUTPUT", "href": None, "formats": ["FORMAT"]}


class Run:
    """One conversation: who holds it, about which job.

    :ivar reads_as: what is known so far.
    :ivar then: what would follow when all is read: why, what sends it, after how many seconds.
    """

    def __init__(self, client: Client, ref: JobRef, conversation: Conversation) -> None:
        self.client = client
        self.ref = ref
        self.conversation = conversation
        self.reads_as: dict[str, Any] = {}
        self.then: Optional[tuple[str, Callable[[], object], Optional[float]]] = None
        self._steps = ReadingSteps(ref)

    def steps(self) -> list[str]:
        """How each answer was read."""
        lines = []
        for number, exchange in enumerate(self.conversation.exchanges):
            lines += self._steps.of(exchange, self.conversation.notes(number))
        if self.conversation.unread:
            message = "sample: %d of the answers were not read, since nothing more was asked"
            lines.append(message % self.conversation.unread)
        return lines

    def follow(self, why: str, send: Callable[[], object], after: Optional[float] = None) -> None:
        """Says what would follow."""
        self.then = (why, send, after)


def read(run: Run, verb: str) -> dict[str, Any]:
    """What the samples are read as; as far as they go, where a request is left without answer."""
    try:
        return RUN[verb](run)
    except NextRequest:
        return run.reads_as or _as_far_as_read(run, verb)
    except AsyncopsError as exc:
        return {**run.reads_as, "error": exc.kind, "msg": exc.message}


def next_request(run: Run) -> Optional[dict[str, Any]]:
    """The request that would be sent now, with ``why`` and ``after`` (seconds; null: the system
    does not say); None: there is none.
    """
    conversation = run.conversation
    if conversation.waiting is not None:
        why = "it is part of this: give its answer, too (sample may be a list)"
        after = conversation.pauses[-1] if conversation.pauses else None
        return {"why": why, "after": after, **conversation.waiting}
    if run.then is None:
        return None
    why, send, after = run.then
    conversation.end()
    try:
        send()
    except NextRequest:
        return {"why": why, "after": after, **(conversation.waiting or {})}
    except AsyncopsError as exc:
        return {"why": why, "after": after, "note": exc.message}
    return None


def _as_far_as_read(run: Run, verb: str) -> dict[str, Any]:
    """What is known before the answer that is missing."""
    found: list[Any] = []
    for exchange in run.conversation.exchanges:
        template, decoded = exchange.template, exchange.decoded
        if decoded is None or not isinstance(template, Paged):
            continue
        items: Sequence[Any] = template.items_of(decoded.body)
        items = [item for item in items if not isinstance(item, LeftOut)]
        if isinstance(template, (Messages, Outputs)):
            shown = [run.client.session.shown(decoded, item) for item in items]
            items = [template.fields.read(item) for item in shown]
        found += items
    if verb not in ("messages", "outputs", "result") or not found:
        return {}
    return {verb: [found] if verb == "result" else found}


def _job(ref: JobRef) -> Job:
    return Job(ref.id, ref.provider.name, "running", href=ref.href, raw={})


def _get(run: Run) -> dict[str, Any]:
    client = run.client
    try:
        poll = client.poll(run.ref)
    except NextRequest:
        run.reads_as = _unfinished_look(run)
        raise
    reads_as = {"job": poll.job.to_dict() if poll.job else None, "retry_after": poll.retry_after}
    _after_look(run, poll)
    return reads_as


def _unfinished_look(run: Run) -> dict[str, Any]:
    """The job without what further answers tell of it."""
    for exchange in run.conversation.exchanges:
        decoded = exchange.decoded
        if exchange.template.verb != "get" or decoded is None:
            continue
        record = record_in(exchange.provider, run.ref, decoded.body)
        if isinstance(record, dict):
            ref = run.ref._replace(provider=exchange.provider)
            job = run.client.reader.read(ref, record, decoded)
            hint = run.client.session.retry_after(decoded, exchange.provider)
            return {"job": job.to_dict(), "retry_after": hint}
    return {}


def _after_look(run: Run, poll: PollResult) -> None:
    """A job that has not ended is asked for again; one that has, for its result."""
    client, job = run.client, poll.job
    if job is None or not job.finished:
        why = "the job has not ended: it is asked for again"
        run.follow(why, lambda: client.poll(poll.ref, poll.poll_url), poll.retry_after)
    elif job.succeeded and poll.ref.provider.result is not None:
        run.follow("the result, if it is asked for", lambda: _fetch_all(client, poll.ref, job))


def _fetch_all(client: Client, ref: JobRef, job: Job) -> list[Any]:
    return [fetch(client, ref, job, output).value for output in expected(client, ref, job)]


def _list(run: Run) -> dict[str, Any]:
    filters = run.client.provider.filters
    required = {name: "FILTER" for name, spec in filters.items() if spec.required}
    listing = run.client.jobs(ListQuery(required))
    jobs: list[dict[str, Any]] = []
    run.reads_as = {"jobs": jobs, "complete": False}
    for job in listing:
        jobs.append(job.to_dict())
    return {"jobs": jobs, "complete": listing.complete}


def _submit(run: Run) -> dict[str, Any]:
    client, template = run.client, run.client.provider.submit
    method = sorted(template.methods)[0] if template.methods else template.method
    submission = submit(client, Order("" if template.path else "PATH", method))
    polls = submission.polls
    jobs = [poll.job.to_dict() for poll in polls if poll.job]
    if polls:
        first = polls[0]
        why = "the job has been started: it is asked for"
        if first.job is not None and first.job.finished:
            _after_look(run, first)
        else:
            run.follow(why, lambda: client.poll(first.ref), first.retry_after)
    elif template.find and client.provider.list is not None:
        why = "no job is named: it is looked for in the list (submit.find)"
        run.follow(why, lambda: list(client.jobs(ListQuery())))
    return {
        "jobs": jobs,
        "retry_after": polls[0].retry_after if polls else None,
        "is_result": submission.is_result,
    }


def _messages(run: Run) -> dict[str, Any]:
    return {"messages": run.client.messages(run.ref, _job(run.ref))}


def _outputs(run: Run) -> dict[str, Any]:
    return {"outputs": run.client.outputs(run.ref, _job(run.ref))}


def _result(run: Run) -> dict[str, Any]:
    client, job = run.client, _job(run.ref)
    job.outputs = [_OUTPUT]
    outputs: list[Optional[Output]] = expected(client, run.ref, job)
    return {"result": [fetch(client, run.ref, job, output).value for output in outputs]}


def _stop(run: Run) -> dict[str, Any]:
    stopped = ask_to_stop(run.client, run.ref, _job(run.ref))
    why = "what became of the job: it is asked for"
    run.follow(why, lambda: run.client.poll(run.ref))
    return {"stopped": stopped}


def _delete(run: Run) -> dict[str, Any]:
    return {"deleted": delete(run.client, run.ref, _job(run.ref))}


def _login(run: Run) -> dict[str, Any]:
    """What proves who we are is masked: it is a secret now."""
    proof = run.client.session.auth.proof()
    run.follow("the first request with what the login gave", lambda: run.client.poll(run.ref))
    placed = {"headers": proof.headers, "query": proof.query, "body": proof.body}
    return {"logged_in": True, "sends": {key: sorted(names) for key, names in placed.items()}}


RUN: dict[str, Callable[[Run], dict[str, Any]]] = {
    "get": _get,
    "list": _list,
    "submit": _submit,
    "messages": _messages,
    "outputs": _outputs,
    "result": _result,
    "stop": _stop,
    "delete": _delete,
    "login": _login,
}

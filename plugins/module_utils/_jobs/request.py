# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb request: submit, wait, fetch, tidy up. Private to asyncops.jobs."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from .._model.errors import ApiError, ConfigError, NotFound
from .._model.job import Job
from .._wire import codecs
from . import result as results
from . import verdict
from .client import Client
from .context import Context
from .judge import finish, plan_of
from .plan import Outcome
from .saving import Saving
from .submission import Order, Submission, submit, takes_parts, target
from .waiting import show

Params = Mapping[str, Any]


def request(client: Client, params: Params, context: Context, result: dict[str, Any]) -> None:
    """async_request: sends a request that may start jobs, and sees them through."""
    order, wait = _order(client, params), params.get("wait") is not False
    plan, saving = plan_of(params), Saving(params.get("dest"))
    _check(client, params, wait)
    if order.path:
        target(client, order)  # a path that leads elsewhere is refused in check mode, too
    writes = order.method not in ("GET", "HEAD")
    if context.check_mode:
        result["changed"] = writes
        return
    client.exchange.auth.headers()  # a login that fails is told before anything is started
    submission = submit(client, order)
    result["changed"] = writes
    try:
        if not submission.looks:
            _at_once(client, order, submission, saving, result)
            return
        _started(submission, context, result)
        if wait:
            _wait(client, params, context, result, submission, plan, saving)
    finally:
        saving.close()
        result["job"] = result["jobs"][0] if len(result["jobs"]) == 1 else None


def _order(client: Client, params: Params) -> Order:
    section, body, kind = client.provider["submit"], None, ""
    if params.get("body") is not None and not takes_parts((section or {}).get("body")):
        body, kind = codecs.encode(params["body"], params.get("body_format") or (section or {}).get("body_format") or "json")
    method = (params.get("method") or ("GET" if params.get("path") else section["method"])).upper()
    return Order(params.get("path") or "", method, params.get("query"), body, kind, params.get("body"))


def _check(client: Client, params: Params, wait: bool) -> None:
    """What can be refused is refused before anything is sent."""
    if not params.get("path") and not client.provider["submit"]["path"]:
        raise ConfigError("path is required: what to request")
    after = params.get("delete_after") or "never"
    if after != "never" and not client.provider["delete"]:
        client.provider.require("delete")
    if not wait and (params.get("dest") or after != "never"):
        raise ConfigError("%s needs wait: true" % ("dest" if params.get("dest") else "delete_after"))


def _at_once(client: Client, order: Order, submission: Submission, saving: Saving, result: dict[str, Any]) -> None:
    """A synchronous answer is a job that has already finished; accepted (202) without naming a job is not an answer."""
    answer = submission.reply.answer
    job = Job("", client.provider.name, "succeeded", name=order.path.split("?")[0] or None, status="HTTP %d" % answer.status)
    if answer.status == 202:
        job.state = "unknown"
        text = "%s accepted the request (HTTP 202), but names no job that could be waited for" % client.exchange.told(answer)
        if order.method in ("GET", "HEAD") or saving.wanted:
            raise ApiError(text, **client.exchange.facts(answer))
        client.warn(text)
    unread = submission.reply.unread
    if unread and (not saving.wanted or verdict.is_page(answer, saving.dest)):
        raise unread
    show(result, [job])
    if saving.wanted:
        saving.open("").write(answer.content)
        saving.keep(result)
    else:
        result["result"] = submission.reply.body


def _started(submission: Submission, context: Context, result: dict[str, Any]) -> None:
    """The jobs are told before the wait begins, so that nothing that ends it can lose them."""
    jobs = [look.job for look in submission.looks if look.job]
    show(result, jobs)
    context.started(jobs)


def _wait(client: Client, params: Params, context: Context, result: dict[str, Any], submission: Submission,
          plan: Any, saving: Saving) -> None:
    waiter, failed = context.waiter(client), True
    try:
        outcome = waiter.wait(submission.looks, plan, fresh=True)
    finally:
        show(result, waiter.jobs)
    result.update(waited=outcome.waited, polls=outcome.polls)
    try:
        finish(client, outcome, plan, params, result, context.warn)
        if not outcome.timed_out:
            _fetch(client, outcome, context, saving, result)
        failed = any(not job.succeeded for job in outcome.jobs)
    finally:
        show(result, outcome.jobs)
        _tidy(client, outcome, params, result, failed)


def _fetch(client: Client, outcome: Outcome, context: Context, saving: Saving, result: dict[str, Any]) -> None:
    """The results of the jobs that have one; several jobs give a list in their order."""
    values: list[Any] = []
    for job, ref in zip(outcome.jobs, outcome.refs):
        pieces = []
        if job.succeeded:
            saving.name = job.id
            pieces = results.fetch(client, ref, job, saving.open if saving.wanted else None)
        values.append(_value(pieces))
    if saving.wanted:
        if not saving.files:
            context.warn("there is no result to save: the system keeps none for this job")
        saving.keep(result)
        return
    result["result"] = values[0] if len(values) == 1 else values


def _value(pieces: list[results.Piece]) -> Any:
    if len(pieces) <= 1:
        return pieces[0].value if pieces else None
    return {piece.name: piece.value for piece in pieces}


def _tidy(client: Client, outcome: Outcome, params: Params, result: dict[str, Any], failed: bool) -> None:
    """`delete_after`: only jobs that have ended; a job that the wait left running is never touched."""
    after: Optional[str] = params.get("delete_after")
    if after not in ("success", "always") or (after == "success" and failed):
        return
    deleted = []
    for job, ref in zip(outcome.jobs, outcome.refs):
        if not job.finished or job.state == "lost" or not ref.provider["delete"]:
            continue
        try:
            if client.delete(ref, job):
                deleted.append(job.id)
        except NotFound:
            continue
    result["deleted"] = deleted

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb request: submit, wait, fetch, clean up. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Optional

from .._model.errors import (
    ApiError,
    AsyncopsError,
    ConfigError,
    DecodeError,
    SaveError,
    TooLarge,
)
from .._model.job import Job
from .._wire import codecs
from .bodies import is_html_page
from .client import Client
from .conclusion import conclude
from .context import Context
from .decoding import DecodedResponse
from .failures import MAX_NAMED, describe
from .fetching import Piece, fetch
from .max_size import check, max_size_of, naming_option
from .outcome import Outcome, WaitOptions
from .poll import JobRef
from .saving import Destination
from .session import address_of, facts_of
from .showing import show_jobs
from .submission import Order, Submission, Submitter
from .waiter import Waiter, all_finished

if TYPE_CHECKING:
    from .acting import Refusals

Params = Mapping[str, Any]


def request(client: Client, params: Params, context: Context, result: dict[str, Any]) -> None:
    """async_request: sends a request that may start jobs, and sees them through."""
    try:
        _run(client, params, context, result)
    except TooLarge as exc:
        raise naming_option(exc, params) from exc


def _run(client: Client, params: Params, context: Context, result: dict[str, Any]) -> None:
    task = _Task(client, params, context, result)
    if context.check_mode:
        result["changed"] = task.order.writes
        return
    try:
        task.run()
    finally:
        task.destination.discard()
        result["job"] = result["jobs"][0] if len(result["jobs"]) == 1 else None


class _Task:
    """One task.

    :raises ConfigError, Unsupported: what can be refused is refused before anything is sent.
    """

    def __init__(
        self, client: Client, params: Params, context: Context, result: dict[str, Any]
    ) -> None:
        self._client = client
        self._context = context
        self._result = result
        self._wait = params.get("wait") is not False
        self._delete_after: str = params.get("delete_after") or "never"
        self.order = _order(client, params)
        self._options = WaitOptions.from_params(params)
        self._deadline = 0.0
        self._is_unsaved = True  # results are not fetched yet, or not whole
        self._max_size = max_size_of(params)
        self.destination = Destination(params.get("dest"), bool(params.get("unsafe_writes")))
        held = self.destination.held(self._max_size) if self.destination.wanted else None
        self._submitter = Submitter(client, self.order, held)
        self._check()

    def _check(self) -> None:
        provider = self._client.provider
        if not self.order.path and provider.submit.path is None:
            raise ConfigError("path is required: what to request")
        self._submitter.check()  # in check mode, too
        if self._delete_after != "never":
            provider.require("delete")
        if not self._wait and self.destination.wanted:
            raise ConfigError("dest needs wait: true")
        if not self._wait and self._delete_after != "never":
            raise ConfigError("delete_after needs wait: true")

    def run(self) -> None:
        """Submits, and waits for what was started."""
        self._client.session.auth.proof()  # a login that fails does so before anything is started
        submission = self._submit()
        if not submission.polls:
            self._take_answer(submission)
        elif self._wait:
            self.destination.drop()  # an answer that names jobs is no result
            self._see_through(submission)

    def _submit(self) -> Submission:
        """Whatever it ends with, the result has `changed` and the jobs that were named."""
        try:
            return self._submitter.submit()
        finally:
            self._result["changed"] = self.order.writes and self._submitter.has_changed
            jobs = [poll.job for poll in self._submitter.polls if poll.job]
            if jobs:
                show_jobs(self._result, jobs)
                self._context.started(jobs)

    def _take_answer(self, submission: Submission) -> None:
        """An answer that is the result itself is a job that has already finished.

        :raises ApiError: it is none, and names no job.
        """
        if not submission.is_result:
            raise submission.decoded.decode_error or _nameless(self._client, submission.decoded)
        decoded, destination = submission.decoded, self.destination
        response = decoded.response
        job = Job("", self._client.provider.name, "succeeded")
        job.name = self.order.path.split("?")[0] or None
        job.status = "HTTP %d" % response.status
        error = decoded.decode_error
        if destination.wanted and is_html_page(response, destination.path):
            message = "%s answered an HTML page instead of the result; it was not saved"
            raise error or DecodeError(message % address_of(response), **facts_of(response))
        if error and not destination.wanted:
            raise error
        show_jobs(self._result, [job])
        check(response.size, self._max_size)
        if destination.wanted:
            if not destination.files:
                destination.open("").write(response.content)
            destination.commit(self._result)
        else:
            self._result["result"] = decoded.body

    def _see_through(self, submission: Submission) -> None:
        waiter = self._context.waiter(self._client, self._options)
        for poll in submission.polls:
            waiter.add(poll, submitted=True)
        self._deadline = waiter.deadline
        outcome = self._wait_for(waiter)
        try:
            conclude(self._client, outcome, self._options, self._result, self._context)
            if not outcome.timed_out:
                self._fetch(outcome)
            self._is_unsaved = outcome.timed_out
        except AsyncopsError:
            show_jobs(self._result, outcome.jobs)
            refusals = self._clean_up(outcome, failed=True)
            if refusals is not None:
                refusals.warn(self._context.warn)
            raise
        show_jobs(self._result, outcome.jobs)
        refusals = self._clean_up(outcome, failed=any(not job.succeeded for job in outcome.jobs))
        if refusals is not None:
            refusals.check(job.id for job in outcome.jobs)

    def _wait_for(self, waiter: Waiter) -> Outcome:
        try:
            return waiter.run(all_finished)
        finally:
            self._result.update(waited=waiter.waited, polls=waiter.polls)
            show_jobs(self._result, waiter.jobs)

    def _fetch(self, outcome: Outcome) -> None:
        """The results of the jobs that have one; several jobs give a list in their order."""
        destination = self.destination
        values: list[Any] = []
        for job, ref in zip(outcome.jobs, outcome.refs):
            pieces: list[Piece] = []
            if job.succeeded:
                destination.name = job.id
                pieces = self._fetch_one(ref, job)
            values.append(_value(pieces))
        if not destination.wanted:
            self._result["result"] = values[0] if len(values) == 1 else values
            return
        if not destination.files:
            why = "the system keeps none for this job"
            if any(not job.finished for job in outcome.jobs):
                why = "a job has not ended, and was waited for no longer (wait_until)"
            self._context.warn("there is no result to save: %s" % why)
        try:
            destination.commit(self._result)
        except SaveError as exc:
            named = "; ".join(describe(job) for job in outcome.jobs[:MAX_NAMED])
            raise exc.with_message("%s, but %s" % (named, exc.message)) from exc

    def _fetch_one(self, ref: JobRef, job: Job) -> list[Piece]:
        """The results of a job that has ended.

        :raises AsyncopsError: with a sentence that says how the job ended; never what promises that
            nothing was sent.
        """
        sinks = self.destination if self.destination.wanted else None
        try:
            return fetch(self._client, ref, job, sinks, self._deadline, self._max_size)
        except AsyncopsError as exc:
            kind = ApiError if isinstance(exc, ConfigError) else None
            message = "%s, but its result was not fetched: %s"
            raise exc.with_message(message % (describe(job), exc.message), kind) from exc

    def _clean_up(self, outcome: Outcome, failed: bool) -> Optional[Refusals]:
        """`delete_after`: only jobs that have ended, and whose result is safe where they have one
        (docs/contract.md, async_request).

        :returns: those that the system did not delete.
        """
        if self._delete_after == "never" or (self._delete_after == "success" and failed):
            return None
        from .acting import Found, Refusals, delete_each

        jobs = []
        for job, ref in zip(outcome.jobs, outcome.refs):
            if not job.finished or job.state == "lost" or ref.provider.delete is None:
                continue
            if self._is_unsaved and job.succeeded and ref.provider.result is not None:
                continue
            jobs.append(Found(ref, job))
        refusals = Refusals("deleted", self._result)
        self._client.session.extend(flowing=True)
        delete_each(self._client, self._context, jobs, refusals, self._result)
        return refusals


def _order(client: Client, params: Params) -> Order:
    template = client.provider.submit
    given, path = params.get("body"), params.get("path") or ""
    body, content_type = None, ""
    if given is not None and not template.takes_parts:
        body_format = params.get("body_format") or template.body_format
        body, content_type = codecs.encode(given, body_format)
    default_method = "GET" if path else template.method
    method = (params.get("method") or default_method).upper()
    return Order(path, method, params.get("query"), body, content_type, given)


def _value(pieces: list[Piece]) -> Any:
    """One result as it is, several by their names."""
    if len(pieces) > 1:
        return {piece.name: piece.value for piece in pieces}
    return pieces[0].value if pieces else None


def _nameless(client: Client, decoded: DecodedResponse) -> ApiError:
    """The error of an answer that names no job: what it said, and what to do."""
    response = decoded.response
    words = client.session.words(decoded, client.provider)
    said = ": %s" % words if words else ""
    message = (
        "%s answered HTTP %d, but names no job that could be waited for%s; whether one was started"
        " is not known: see job_info before you repeat it"
    )
    values = (address_of(response), response.status, said)
    return ApiError(message % values, **facts_of(response))

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb request: submit and wait; collecting.py has the rest. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .._model.errors import (
    ApiError,
    ConfigError,
    DecodeError,
    TooLarge,
)
from .._model.job import Job
from .._wire import codecs
from .bodies import is_html_page
from .client import Client
from .collecting import Results
from .context import Context
from .decoding import DecodedResponse
from .max_size import check, naming_option
from .outcome import Outcome, WaitOptions
from .session import address_of, facts_of
from .showing import show_jobs
from .submission import Order, Submission, Submitter
from .waiter import Waiter, all_finished

if TYPE_CHECKING:
    from .choice import Choice

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
        self.order = _order(client, params)
        self._options = WaitOptions.from_params(params)
        self.results = Results(client, params, context, result)
        self.destination = self.results.destination
        held = self.destination.held(self.results.max_size) if self.destination.wanted else None
        self._submitter = Submitter(client, self.order, held)
        self._check()

    def _check(self) -> None:
        provider = self._client.provider
        if not self.order.path and provider.submit.path is None:
            raise ConfigError("path is required: what to request")
        self._submitter.check()  # in check mode, too
        if self.results.delete_after != "never":
            provider.require("delete")
        if not self._wait and self.destination.wanted:
            raise ConfigError("dest needs wait: true; job_result saves a result later")
        if not self._wait and self.results.delete_after != "never":
            raise ConfigError("delete_after needs wait: true")
        if self.results.choice is not None:
            self._check_choice(self.results.choice)

    def _check_choice(self, choice: Choice) -> None:
        if not self._wait:
            raise ConfigError("outputs and format need wait: true")
        if not self._client.provider.submit.starts_jobs(self.order.method):
            message = "outputs and format are for jobs, and a %s starts none at provider %s"
            raise ConfigError(message % (self.order.method, self._client.provider.name))
        choice.check(self._client.provider)

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
        if self.results.choice is not None:
            message = "%s answered the result itself: it has no outputs, which outputs and format"
            raise ApiError((message + " choose from") % address_of(response), **facts_of(response))
        check(response.size, self.results.max_size)
        if destination.wanted:
            if not destination.files:
                destination.open("").write(response.content)
            self.results.save()
        else:
            self._result["result"] = decoded.body

    def _see_through(self, submission: Submission) -> None:
        waiter = self._context.waiter(self._client, self._options)
        for poll in submission.polls:
            waiter.add(poll, submitted=True)
        outcome = self._wait_for(waiter)
        self.results.take(outcome, self._options, waiter.deadline)

    def _wait_for(self, waiter: Waiter) -> Outcome:
        try:
            return waiter.run(all_finished)
        finally:
            self._result.update(waited=waiter.waited, polls=waiter.polls)
            show_jobs(self._result, waiter.jobs)


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

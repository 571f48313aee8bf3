# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verb request: submit and wait; collecting.py has the rest. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional, Union

from .._model.errors import (
    ApiError,
    AsyncopsError,
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
from .order import Order
from .outcome import Outcome, WaitOptions
from .poll import PollResult
from .predicates import all_finished
from .session import address_of, facts_of
from .showing import show_jobs
from .submission import Submission, Submitter
from .waiter import Waiter

if TYPE_CHECKING:
    from .._wire.upload import Upload
    from .choice import Choice
    from .finding import Dispatch
    from .once import Once

Params = Mapping[str, Any]

_UNREADABLE = "%s; whether a job was started is not known: see job_info before you repeat it"


def request(client: Client, params: Params, context: Context, result: dict[str, Any]) -> None:
    """async_request: sends a request that may start jobs, and sees them through."""
    try:
        _run(client, params, context, result)
    except TooLarge as exc:
        raise naming_option(exc, params) from exc


def _run(client: Client, params: Params, context: Context, result: dict[str, Any]) -> None:
    task = _Task(client, params, context, result)
    if context.check_mode:
        task.plan()
        result["job"] = result["jobs"][0] if len(result["jobs"]) == 1 else None
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
        self._params = params
        self.order = _order(client, params)
        self._options = WaitOptions.from_params(params)
        self.results = Results(client, params, context, result)
        self.destination = self.results.destination
        held = self.destination.held(self.results.max_size) if self.destination.wanted else None
        self._held = held
        self._submitter = Submitter(client, self.order, held)
        self.once: Optional[Once] = None
        self._dispatch: Optional[Dispatch] = None
        self._check()
        if params.get("once") is not None:
            from .once import once_for

            self.once = once_for(client, params, context, self._submitter, result)
        if client.provider.submit.dispatches:
            from .finding import dispatch_for

            self._dispatch = dispatch_for(client, context, self._submitter)

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

    def plan(self) -> None:
        """Check mode: the job that would have been started, and what would have been done."""
        from .placeholder import new_job

        self._result["changed"] = self.order.writes
        if self.once is not None:
            self.once.foresee()
        if not self._result["jobs"]:
            path, random = self.order.path, self._context.random()
            show_jobs(self._result, [new_job(self._client.provider, path, random)])
        self.destination.plan(self._result)
        if self.results.delete_after != "never":
            ids = [job["id"] for job in self._result["jobs"]]
            self._result.update(deleted=ids, refused=[])

    def run(self) -> None:
        """Submits, and waits for what was started."""
        if self.once is not None:
            submission = self.once.submission(self._submit)
            if submission is None:
                self._take_up(self.once)
                return
        else:
            # A login that fails does so before anything is started.
            self._client.session.auth.proof()
            submission = self._submit_by_key() or self._submit()
        if not submission.polls:
            self._take_answer(submission)
        elif self._wait:
            self.destination.drop()  # an answer that names jobs is no result
            self._see_through(submission.polls)

    def _take_up(self, once: Once) -> None:
        """The jobs of a key that were there before."""
        self._result["resumed"] = True
        jobs = [poll.job for poll in once.polls if poll.job]
        show_jobs(self._result, jobs)
        if once.gone:
            dest = self.destination.path if self.destination.wanted else None
            once.tell_gone(None if jobs else dest)
        if jobs:
            self._context.started(jobs)
            if self._wait:
                self._see_through(once.polls, submitted=once.fresh)

    def _submit_by_key(self) -> Optional[Submission]:
        """Where the system knows the keys of `once`."""
        if self._params.get("once") is None:
            return None
        from .once import fails, key_of
        from .once_key import KeyedOnce

        key = key_of(self._params)
        keyed = KeyedOnce(self._client, self._context, key, fails(self._params))
        try:
            submission = keyed.submission(self._submit_with)
        finally:
            if keyed.resumed:
                self._result.update(resumed=True, changed=False)
        show_jobs(self._result, [poll.job for poll in submission.polls if poll.job])
        return submission

    def _submit_with(self, key: str) -> tuple[Submission, Submitter]:
        self.order = _order(self._client, self._params, key)
        self._submitter = Submitter(self._client, self.order, self._held, key)
        return self._submit(), self._submitter

    def _submit(self) -> Submission:
        """Whatever it ends with, the result has `changed` and the jobs that were named."""
        if self._dispatch is not None:
            self._dispatch.remember()
        try:
            submission = self._submitter.submit()
            if self._dispatch is not None:
                submission = self._dispatch.find(submission, self._submitter)
            return submission
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
            raise _nameless(self._client, submission.decoded, self.order.writes)
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

    def _see_through(self, polls: Sequence[PollResult], submitted: bool = True) -> None:
        waiter = Waiter(self._client, self._options, self._context)
        for poll in polls:
            waiter.add(poll, submitted=submitted)
        outcome = self._wait_for(waiter)
        if self.once is not None:
            self.results.ended = self.once.ended
        self.results.take(outcome, self._options, waiter.deadline)

    def _wait_for(self, waiter: Waiter) -> Outcome:
        try:
            return waiter.run(all_finished)
        finally:
            self._result.update(waited=waiter.waited, polls=waiter.polls)
            show_jobs(self._result, waiter.jobs)


def _order(client: Client, params: Params, key: Optional[str] = None) -> Order:
    template = client.provider.submit
    given, path = params.get("body"), params.get("path") or ""
    if key is not None and template.once is not None and given is not None:
        from .once_place import in_body

        given = in_body(template.once, given, key)
    body: Optional[Union[bytes, Upload]] = None
    body_format, content_type = params.get("body_format") or template.body_format, ""
    if params.get("src") or "-" in body_format:
        from .order_body import file_body, plain_format

        body_format = plain_format(body_format)
        if params.get("src"):
            body, content_type = file_body(template, params)
    if params.get("body_format") and given is None and body is None:
        raise ConfigError("body_format has no effect without body or src")
    if given is not None and not template.takes_parts:
        body, content_type = codecs.encode(given, body_format, has_files=True)
    default_method = "GET" if path else template.method
    method = (params.get("method") or default_method).upper()
    return Order(path, method, params.get("query"), body, content_type, given, body_format)


def _nameless(client: Client, decoded: DecodedResponse, writes: bool) -> AsyncopsError:
    """The error of an answer that names no job: what it said, and what to do."""
    response, unreadable = decoded.response, decoded.decode_error
    if unreadable is not None:
        return unreadable.with_message(_UNREADABLE % unreadable.message) if writes else unreadable
    words = client.session.words(decoded, client.provider)
    said = ": %s" % words if words else ""
    message = (
        "%s answered HTTP %d, but names no job that could be waited for%s; whether one was started"
        " is not known: see job_info before you repeat it"
    )
    values = (address_of(response), response.status, said)
    return ApiError(message % values, **facts_of(response))

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Submitting: a request that may start jobs -> what names them. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional, Union

from .._model.compiled.condition import any_holds
from .._model.compiled.request import RequestTemplate
from .._model.compiled.sections import Submit
from .._model.errors import (
    ApiError,
    AsyncopsError,
    ConfigError,
    TooLarge,
    TransportError,
)
from .._model.key import SUBMIT_STATUSES
from .._model.text import label
from .._wire import urls
from .._wire.headers import merge_headers
from .._wire.request import Request, SendOptions
from .changing import is_unknown_outcome
from .client import Client
from .decoding import DecodedResponse
from .expectations import SUBMIT
from .failures import MAX_NAMED
from .named_jobs import NamedJobs
from .order import READING, Order, target
from .poll import PollResult
from .saving import HeldAnswer
from .session import query_pairs
from .stand_ins import stand_ins

if TYPE_CHECKING:
    from .._wire.upload import Upload

_UNKNOWN_OUTCOME = (
    "%s; it is not known whether the request was carried out, and it was not sent again: see"
    " job_info before you repeat it"
)

_TOO_LARGE = "%s; whether a job was started is not known: see job_info before you repeat it"


class Submission(NamedTuple):
    """What a submit led to: the jobs it started, and the answer.

    ``is_result``: there is no job, and the answer is the result itself. Without jobs and without a
    result nobody knows what became of the request.
    """

    polls: list[PollResult]
    decoded: DecodedResponse
    is_result: bool = False


def submit(client: Client, order: Order) -> Submission:
    """Sends an order; see Submitter for what is known when it fails."""
    return Submitter(client, order).submit()


class Submitter:
    """Sends an order, with the calls that the definition puts before and after it.

    :param held: takes an answer that is too large for memory.
    :param key: of the option `once`, for a system that knows such keys (`submit.once`).

    However that ends, ``has_changed`` says whether something was, or may have been, changed by it,
    ``polls`` holds the jobs that answers have named so far, ``was_taken`` whether an answer says
    that the key has had its job before, and ``may_have_started`` whether the order itself was, or
    may have been, carried out.

    :ivar before_try: called before the order is sent, and before it is sent again; with it, an
        order is sent once even where it only reads.
    """

    def __init__(
        self,
        client: Client,
        order: Order,
        held: Optional[HeldAnswer] = None,
        key: Optional[str] = None,
    ) -> None:
        self._client = client
        self.order = order
        self._key = key
        self.was_taken = False
        self.may_have_started = False
        self.before_try: Optional[Callable[[], None]] = None
        self._held = held
        self._saved: dict[str, Any] = {}
        given = order.given if isinstance(order.given, Mapping) else {}
        self._names = {"saved": self._saved, "body": given, "once": key}
        self._answers: list[DecodedResponse] = []
        self._named = NamedJobs(client, self._saved)
        self._denied: Optional[DecodedResponse] = None  # an answer of a good status that says no
        self.has_changed = False
        self.polls: list[PollResult] = []

    def check(self) -> None:
        """Builds the requests as far as they are known before the first is answered.

        :raises ConfigError: a value is missing that no answer can bring, or does not fit; a path
            that leads elsewhere.
        """
        template = self._client.provider.submit
        if self.order.path:
            target(self._client, self.order)
        if not template.starts_jobs(self.order.method):
            self._order_request(self._order_template(template.copy(body=None, add=None)))
            return
        for step in (*template.before, *template.after):
            saved = stand_ins(step)
            if saved is not None:
                self._client.session.build(step, {**self._names, "saved": saved})
        order = self._order_template(template)
        saved = stand_ins(order)
        if saved is not None:
            self._order_request(order, saved)

    def submit(self) -> Submission:
        """Sends them.

        :raises TransportError: with a sentence that says whether the order may have been carried
            out.
        :raises ApiError: an answer says no, lacks a value, or names a job that cannot be asked for.
        """
        template = self._client.provider.submit
        if not template.starts_jobs(self.order.method):
            # The calls around it belong to a job.
            decoded = self._send_order(template.copy(body=None, add=None))
            if self.order.writes:
                from .denials import check_brief

                check_brief(self._client.session, decoded, self._client.provider)
            return Submission([], decoded, is_result=decoded.status != 202)
        try:
            self._send_all(template)
        except AsyncopsError:
            self._find_jobs(template)  # whatever was started before
            raise
        naming = self._find_jobs(template)
        if self.was_taken and naming is None:
            naming = self._name_by_key(template)
        if self._named.problem is not None:
            raise self._named.problem
        if naming is not None:
            return Submission(self.polls, naming)
        first = self._answers[0]
        return Submission([], first, is_result=self._is_result(template, first))

    def _send_all(self, template: Submit) -> None:
        for step in template.before:
            self._send_step(step)
        self._answers.append(self._send_order(template))
        if self.was_taken:
            return
        self._save(template, self._answers[0])
        for step in template.after:
            self._answers.append(self._send_step(step))

    def _find_jobs(self, template: Submit) -> Optional[DecodedResponse]:
        """Fills ``polls`` from the last answer that names jobs, and returns that answer."""
        for decoded in reversed(self._answers):
            if decoded.response.elsewhere or not template.is_accepted(decoded.view):
                continue
            posted = self.order.method == "POST" and decoded is self._answers[0]
            self.polls = self._named.read(template.references, decoded, posted)
            if self.polls:
                return decoded
        return None

    def _is_result(self, template: Submit, decoded: DecodedResponse) -> bool:
        """Whether an answer that names no job is the result itself: the definition says so, or it
        is what a request that only reads asked for.
        """
        if template.is_immediate(decoded.view):
            return True
        # A redirect that was not followed, or a 304, brings nothing.
        if self.order.writes or decoded.status == 202 or not 200 <= decoded.status < 300:
            return False
        return not (template.accepted and template.is_accepted(decoded.view))

    def _send_step(self, step: RequestTemplate) -> DecodedResponse:
        request = self._client.session.build(step, self._names)
        decoded = self._send_once(request, step, SUBMIT, None)
        if decoded.decode_error is not None and not step.save:
            raise decoded.decode_error
        self._save(step, decoded)
        return decoded

    def _send_order(self, template: Submit) -> DecodedResponse:
        template = self._order_template(template)
        request = self._order_request(template)
        if self.before_try is not None:
            request.repeatable = False
        self.may_have_started = True
        try:
            return self._send_once(request, template, SUBMIT, self._held)
        except AsyncopsError as exc:
            self.may_have_started = is_unknown_outcome(exc)
            if self._denied is not None:
                raise self._beside_jobs(exc, self._denied) from exc
            raise

    def _beside_jobs(self, error: AsyncopsError, refused: DecodedResponse) -> Any:
        """The error of an answer that says no, with the jobs that it names all the same."""
        self._answers.append(refused)
        naming = self._find_jobs(self._client.provider.submit)
        self._answers.pop()
        if naming is None:
            return error
        self.has_changed = self.may_have_started = True
        for poll in self.polls:
            if poll.job is not None and poll.job.raw is None:
                poll.job.state = "unknown"
        named = ", ".join(label(poll.ref.asked) for poll in self.polls[:MAX_NAMED])
        message = "%s; the answer also names job %s, which may have been started: see job_info"
        return error.with_message(message % (error.message, named))

    def _order_template(self, template: Submit) -> Submit:
        """The definition's request with what the user's order changes of it."""
        changes: dict[str, Any] = {
            "method": self.order.method,
            "ok": template.ok or SUBMIT_STATUSES,
        }
        if self._own_body(template) is not None:
            changes["body"] = None
        if self._key is not None and template.once is not None:
            from .once_place import with_key

            changes.update(with_key(template, self.order.body is not None))
        changed: Submit = template.copy(**changes)
        return changed

    def _order_request(
        self, template: Submit, saved: Optional[Mapping[str, Any]] = None
    ) -> Request:
        """The order as it is sent.

        :param saved: instead of what answers have brought.
        """
        session, order = self._client.session, self.order
        if not order.path and template.path is None:
            message = "path is required: provider %s does not say where jobs are submitted"
            raise ConfigError(message % self._client.provider.name)
        url = target(client=self._client, order=order) if order.path else None
        names = self._names if saved is None else {**self._names, "saved": saved}
        request = session.build(template, names, url=url)
        request.query = [*request.query, *query_pairs(order.query or {})]
        request.elsewhere = request.method == "GET"  # what it is redirected to is the result
        own_body = self._own_body(template)
        if own_body is not None:
            request.body = own_body
            self._set_content_type(request, template, order.content_type)
        if template.add is not None and order.writes:
            from .order_body import with_additions

            names = {**session.names, **names}
            additions = with_additions(template, order.given, order.body_format, names)
            request.body, content_type = additions
            self._set_content_type(request, template, content_type)
        return request

    def _own_body(self, template: Submit) -> Optional[Union[bytes, Upload]]:
        """The user's body where it is sent as it is."""
        return None if template.takes_parts else self.order.body

    def _set_content_type(self, request: Request, template: Submit, content_type: str) -> None:
        """The type of the user's body, unless the definition's or the user's headers name one."""
        given = (*template.headers, *self._client.session.transport.connection.headers)
        named = any(name.lower() == "content-type" for name in given)
        if content_type and not named:
            own = {"Content-Type": content_type}
            request.headers = merge_headers(request.headers, own)

    def _send_once(
        self,
        request: Request,
        template: RequestTemplate,
        expected: str,
        held: Optional[HeldAnswer],
    ) -> DecodedResponse:
        """One request that is never sent a second time when its outcome is not known."""
        session = self._client.session
        writes, before = request.method not in READING, self.has_changed
        # Until it is known that it was not: an answer may be unreadable, or a signal may come.
        self.has_changed = before or writes
        try:
            options = held.options if held else None
            if expected == SUBMIT and self.before_try is not None:
                options = options or SendOptions()
                options.before_try = self.before_try
            decoded = session.send(request, template, options=options, expected=expected)
            if held and held.is_in_file:
                decoded = self._read_if_needed(held, decoded, template)
            if expected == SUBMIT:
                self.was_taken = self._says_taken(decoded)
            if not self.was_taken:
                self._denied = decoded if decoded.status < 300 else None
                session.check(decoded, template)
                self._denied = None
            return decoded
        except (ApiError, ConfigError, TransportError) as exc:
            if writes and is_unknown_outcome(exc):
                raise exc.with_message(_UNKNOWN_OUTCOME % exc.message) from exc
            self.has_changed = before
            raise
        except TooLarge as exc:
            raise (exc.with_message(_TOO_LARGE % exc.message) if writes else exc) from exc

    def _says_taken(self, decoded: DecodedResponse) -> bool:
        """Whether the answer to an order says that its key has a job already."""
        once = self._client.provider.submit.once
        return self._key is not None and once is not None and any_holds(once.taken, decoded.view)

    def _name_by_key(self, template: Submit) -> Optional[DecodedResponse]:
        """Fills ``polls`` with the job of a key that was taken, whose answer does not name it."""
        decoded, session = self._answers[0], self._client.session
        if template.once is not None:
            path = urls.below(session.base_url + session.root, decoded.url)
            ref = self._client.ref(template.once.id_of({**session.names, **self._names}, path))
            self.polls = [self._named.first_poll(ref, decoded)]
        return decoded

    def _read_if_needed(
        self, held: HeldAnswer, decoded: DecodedResponse, template: RequestTemplate
    ) -> DecodedResponse:
        """A large answer that is in a file: read as well, unless it is the result whatever it
        holds.
        """
        session = self._client.session
        if self._is_result(self._client.provider.submit, decoded):
            return decoded
        content = held.read(session.transport.connection.max_bytes)
        return session.decode_again(decoded, content, template)

    def _save(self, template: RequestTemplate, decoded: DecodedResponse) -> None:
        if template.save:
            from .steps import as_text, save

            save(template, as_text(decoded), self._saved)

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Submitting: a request that may start jobs -> what names them. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Optional

from .._model.compiled.reference import Reference
from .._model.compiled.request import RequestTemplate
from .._model.compiled.sections import Submit
from .._model.compiled.source import cut_out
from .._model.errors import ApiError, ConfigError, TransportError
from .._model.job import Job
from .._model.key import SUBMIT_STATUSES
from .._model.values import exact
from .._wire import urls
from .._wire.headers import merge_headers
from .._wire.request import Request
from .client import Client
from .decoding import DecodedResponse
from .expectations import STRUCTURED, SUBMIT
from .poll import JobRef, PollResult
from .session import address_of, facts_of, query_pairs

_READING = ("GET", "HEAD")
# A server or gateway that failed may have passed the request on before.
_BROKEN = (408, 500, 502, 503, 504)
_UNKNOWN_OUTCOME = (
    "%s; it is not known whether the request was carried out, and it was not sent again: see"
    " job_info before you repeat it"
)


class Submission(NamedTuple):
    """What a submit led to: the jobs it started, and the answer.

    ``is_result``: there is no job, and the answer is the result itself. Without jobs and without a
    result nobody knows what became of the request.
    """

    polls: list[PollResult]
    decoded: DecodedResponse
    is_result: bool = False


class Order(NamedTuple):
    """What the user wants to send; empty parts fall back to the definition's ``submit``."""

    path: str
    method: str
    query: Optional[Mapping[str, Any]] = None
    body: Optional[bytes] = None
    content_type: str = ""
    # The body before it was encoded, for `{body.NAME}` in the definition's own bodies.
    given: Any = None

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method not in _READING


def submit(client: Client, order: Order) -> Submission:
    """Sends an order, with the calls that the definition puts before and after it.

    :raises TransportError: with a sentence that says whether the order may have been carried out.
    """
    return _Submitter(client, order).submit()


class _Submitter:
    def __init__(self, client: Client, order: Order) -> None:
        self._client = client
        self._order = order
        self._saved: dict[str, Any] = {}
        given = order.given if isinstance(order.given, Mapping) else {}
        self._names = {"saved": self._saved, "body": given}

    def submit(self) -> Submission:
        template = self._client.provider.submit
        if not template.starts_jobs(self._order.method):
            # The calls around it belong to a job.
            decoded = self._send_order(template.copy(body=None))
            return Submission([], decoded, is_result=decoded.status != 202)
        for step in template.before:
            self._send_step(step)
        answers = [self._send_order(template)]
        self._save(template, answers[0])
        answers += [self._send_step(step) for step in template.after]
        for decoded in reversed(answers):
            if template.is_accepted(decoded.view):
                refs = self._references(template.references, decoded)
                if refs:
                    return Submission([self._first_poll(ref, decoded) for ref in refs], decoded)
        return Submission([], answers[0], is_result=self._is_result(template, answers[0]))

    def _is_result(self, template: Submit, decoded: DecodedResponse) -> bool:
        """Whether an answer that names no job is the result itself: the definition says so, or it
        is what a request that only reads asked for.
        """
        if template.is_immediate(decoded.view):
            return True
        if self._order.writes or decoded.status == 202:
            return False
        return not (template.accepted and template.is_accepted(decoded.view))

    def _send_step(self, step: RequestTemplate) -> DecodedResponse:
        request = self._client.session.build(step, self._names)
        decoded = self._send_once(request, step, STRUCTURED)
        self._save(step, decoded)
        return decoded

    def _send_order(self, template: Submit) -> DecodedResponse:
        session, order = self._client.session, self._order
        if not order.path and template.path is None:
            message = "path is required: provider %s does not say where jobs are submitted"
            raise ConfigError(message % self._client.provider.name)
        own_body = None if template.takes_parts else order.body
        changes: dict[str, Any] = {"method": order.method, "ok": template.ok or SUBMIT_STATUSES}
        if own_body is not None:
            changes["body"] = None
        template = template.copy(**changes)
        url = target(client=self._client, order=order) if order.path else None
        request = session.build(template, self._names, url=url)
        request.query = [*request.query, *query_pairs(order.query or {})]
        if own_body is not None:
            request.body = own_body
            self._set_content_type(request, template)
        return self._send_once(request, template, SUBMIT)

    def _set_content_type(self, request: Request, template: Submit) -> None:
        """The type of the user's body, unless the definition names one."""
        named = any(name.lower() == "content-type" for name in template.headers)
        if self._order.content_type and not named:
            own = {"Content-Type": self._order.content_type}
            request.headers = merge_headers(request.headers, own)

    def _send_once(
        self, request: Request, template: RequestTemplate, expected: str
    ) -> DecodedResponse:
        """One request that is never sent a second time when its outcome is not known."""
        session = self._client.session
        try:
            decoded = session.send(request, template, expected=expected)
            session.check(decoded, template)
            return decoded
        except TransportError as exc:
            if not exc.sent or request.method in _READING:
                raise
            raise exc.with_message(_UNKNOWN_OUTCOME % exc.message) from exc
        except ApiError as exc:
            if exc.status not in _BROKEN or request.method in _READING:
                raise
            raise exc.with_message(_UNKNOWN_OUTCOME % exc.message) from exc

    def _save(self, template: RequestTemplate, decoded: DecodedResponse) -> None:
        for name, source in template.save.items():
            value = source.value(decoded.view)
            if value is None:
                where = decoded.url.split("?")[0]
                raise ApiError("the answer of %s holds no %s" % (where, source))
            self._saved[name] = value

    def _references(
        self, references: Sequence[Reference], decoded: DecodedResponse
    ) -> list[JobRef]:
        for reference in references:
            values = reference.values(decoded.view, self._saved)
            texts = filter(None, map(exact, values))
            refs = [self._ref(reference, text, decoded) for text in texts]
            if refs:
                return refs
        return []

    def _ref(self, reference: Reference, text: str, decoded: DecodedResponse) -> JobRef:
        if reference.pattern is not None:
            found = cut_out(reference.pattern, text)
            if found is None:
                message = "the system named a job as %r, where %r was expected"
                raise ApiError(message % (text, reference.pattern.pattern))
            text = found
        if reference.is_id(text):
            return JobRef(text, text, None, self._client.provider)
        try:
            return self._client.addressing.ref_at(text, current=decoded.url)
        except (ApiError, ConfigError) as exc:
            message = "the system has started a job at %s, which is refused: %s"
            raise ApiError(message % (text, exc.message), job_href=text) from exc

    def _first_poll(self, ref: JobRef, decoded: DecodedResponse) -> PollResult:
        """The job as the answer tells it: its record if there is one, else accepted and not polled
        yet.
        """
        template = self._client.provider.submit
        found = (record for path in template.record for record in path.all(decoded.body))
        record = next(found, None)
        if isinstance(record, dict):
            job = self._client.reader.read(ref, record, decoded)
            job.id = ref.id or job.id
        else:
            job = Job(ref.id, ref.provider.name, "queued", href=ref.href)
        retry_after = self._client.session.retry_after(decoded, ref.provider)
        return PollResult(job, retry_after, decoded.response.received, ref)


def target(client: Client, order: Order) -> str:
    """The URL of an order that has a path.

    :raises ConfigError: the path leads elsewhere; nothing was sent.
    """
    if order.path.startswith(("http://", "https://")):
        return client.session.resolve_option("path", order.path)
    return urls.join(client.session.base_url, client.session.root, order.path)


def nameless(client: Client, decoded: DecodedResponse) -> ApiError:
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

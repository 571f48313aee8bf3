# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests of a definition -> decoded responses. Private to asyncops.jobs."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, Optional, Union
from urllib.parse import urlsplit

from .._model.compiled.request import RequestTemplate, fill_headers
from .._model.compiled.source import Source
from .._model.compiled.view import View
from .._model.errors import ApiError, DecodeError, TransportError
from .._model.provider import Provider
from .._model.template import Names
from .._model.text import label
from .._model.values import as_list, text_of
from .._wire import codecs, urls
from .._wire.auth.scheme import Authentication, FixedAuthentication, Proof
from .._wire.connection import Connection
from .._wire.headers import merge_headers
from .._wire.request import Request, SendOptions, Transport
from .._wire.response import Response
from .._wire.retry import SinkStart
from .._wire.retry_after import RetryAfterReader
from .._wire.secrets import Secrets
from .api_urls import ApiUrls
from .budget import RequestBudget
from .classifier import ResponseClassifier
from .decoding import DecodedResponse, decode
from .expectations import LENIENT, SAVED, STRUCTURED, SUBMIT

if TYPE_CHECKING:
    from .._wire.upload import Upload

# The headers, the query and the body of a request.
Bare = tuple[Mapping[str, str], Sequence[tuple[str, str]], Optional[Union[bytes, "Upload"]]]
# Seconds that what begins at the deadline of a task may take at the most.
AFTER_DEADLINE = 5.0


def _as_it_is(value: Any) -> Any:
    """Where nobody listens."""
    return value


class ApiSession(ApiUrls):
    """Sends what a definition describes: builds the URL, authenticates, decodes, and raises what
    says no.

    :param names: what templates may use: org_id, api_version, username.
    :param secrets: taken out of a body or a text, before anything of it is cut off; gets those
        that arrive.
    :param warn: takes one sentence for the user.
    :ivar deadline: an instant of the transport's clock: the end of the task, for each request that
        is given no other; None: there is none.
    """

    def __init__(
        self,
        provider: Provider,
        transport: Transport,
        names: Names,
        retry_after: RetryAfterReader,
        sleep: Callable[[float], None],
        secrets: Optional[Secrets] = None,
        warn: Callable[[str], object] = _as_it_is,
    ) -> None:
        self.provider = provider
        self.secrets = secrets or Secrets()
        self._scrub = self.secrets.scrub_answer
        self._warn = warn
        self._has_warned_of_text = False
        self.transport = transport
        self.names: dict[str, Any] = dict(names)
        self.auth: Authentication = FixedAuthentication(Proof({}))
        # Opens a way to another host, for logins only; those that are open, by their origin.
        self.open: Optional[Callable[[Connection], Transport]] = None
        self.others: dict[str, Transport] = {}
        self._is_closed = False
        self.deadline: Optional[float] = None
        connection = transport.connection
        tries = 1 + connection.request_retries
        # Seconds for a request of a task without a deadline, until its body begins: with all tries
        # and pauses, the login and the wait for the budget.
        self.patience: float = tries * connection.request_timeout + retry_after.bounds.cap
        self._is_flowing = False
        self.thread = threading.local()  # .options: of the request that a login is for
        self._retry_after = retry_after
        self.sleep = sleep
        self.budget = RequestBudget(provider.requests_per_minute, transport.clock, sleep)
        super().__init__(
            connection.base_url,
            provider.base.fill(self.names),
            connection.result_hosts,
            provider.rebase,
        )
        connection.rebased = self.resolve_result if provider.rebase else None

    def close(self) -> None:
        """Lets nothing more out, not even what other threads are about to send."""
        self._is_closed = True

    def extend(self, seconds: Optional[float] = None, flowing: bool = False) -> None:
        """For what is due at the end of a task, or after it.

        :param seconds: that the next requests have at the least; None: the time of one.
        :param flowing: each answer gives as much to the next.
        """
        self._is_flowing = flowing
        if self.deadline is not None:
            seconds = self.request_timeout if seconds is None else seconds
            self.deadline = max(self.deadline, self.transport.clock() + seconds)

    @property
    def request_timeout(self) -> float:
        """Seconds."""
        return float(self.transport.connection.request_timeout)

    def build(
        self,
        template: RequestTemplate,
        names: Names,
        provider: Optional[Provider] = None,
        url: Optional[str] = None,
        with_own_headers: bool = True,
    ) -> Request:
        """A request with all its values; whoever needs more in it adds that before it is sent.

        :param provider: whose headers it has, where that is not the session's.
        :param url: where to, instead of the template's path.
        :param with_own_headers: whether the user's are laid over them (Accept or Prefer, say).
        :raises ConfigError: a name without a value.
        """
        names = {**self.names, **names}
        theirs = fill_headers((provider or self.provider).headers, names)
        own = self.transport.connection.headers if with_own_headers else {}
        headers = merge_headers(theirs, fill_headers(template.headers, names), own)
        body = filled = None
        if template.body is not None:
            filled = template.body.fill(names)
            body, content_type = codecs.encode(filled, template.body_format)
            headers = merge_headers({"Content-Type": content_type}, headers)
        request = Request(
            template.method,
            url or self.url(template, names),
            query_pairs(template.query.fill(names)),
            headers,
            body,
            follow_redirects=not template.accepts_redirect,
            see_other=template.follows_see_other,
            elsewhere=template.may_be_elsewhere,
        )
        if names.get("saved"):  # by an answer: nobody knew it before
            from .._wire.learning import learn_request

            learn_request(self.secrets, request, filled)
        return request

    def send(
        self,
        request: Request,
        template: RequestTemplate,
        provider: Optional[Provider] = None,
        options: Optional[SendOptions] = None,
        expected: str = STRUCTURED,
    ) -> DecodedResponse:
        """Sends a request and decodes its response, whatever it says (see ``check``).

        :param template: says which statuses are an answer.
        :raises TransportError, DecodeError: no usable response.
        """
        provider = provider or self.provider
        classifier = self.classifier(provider, template.verb)
        response = self._send_authenticated(request, options, classifier)
        return self.decoded(response, template, expected, provider)

    def decode_again(
        self, decoded: DecodedResponse, content: bytes, template: RequestTemplate
    ) -> DecodedResponse:
        """The answer to a submit, of which the content went elsewhere at first."""
        decoded.response.content = content
        return self.decoded(decoded.response, template, SUBMIT, self.provider)

    def ask(
        self,
        template: RequestTemplate,
        names: Names,
        provider: Optional[Provider] = None,
        options: Optional[SendOptions] = None,
        url: Optional[str] = None,
        expected: str = STRUCTURED,
    ) -> DecodedResponse:
        """Sends a request that only reads and returns its answer.

        :raises ApiError: (a subclass) the system says no, by HTTP status or by an error rule.
        :raises TransportError, DecodeError: no usable response.
        """
        request = self.build(template, names, provider, url)
        request.repeatable = True
        decoded = self.send(request, template, provider, options, expected)
        self.check(decoded, template, provider)
        return decoded

    def check(
        self,
        decoded: DecodedResponse,
        template: RequestTemplate,
        provider: Optional[Provider] = None,
        unchanged: frozenset[int] = frozenset(),
    ) -> None:
        """Does nothing where the response is an answer.

        :param unchanged: statuses that are one as well.
        :raises ApiError: the system says no.
        """
        if decoded.status in unchanged:
            return
        provider = provider or self.provider
        by_rule = False
        # The rules are about what the system says, not what a storage service does.
        kind = None
        if not decoded.response.elsewhere:
            kind = provider.refusal.by_rule(decoded.view)
        if kind is None and not template.accepts(decoded.status):
            kind = provider.refusal.by_status(decoded.status)
        elif kind not in (None, "rate_limited"):
            by_rule = True
        if kind is not None and kind != "ok":
            error = self._refusal(provider, decoded, kind)
            error.final = by_rule  # what a rule explains is no matter of time
            raise error

    def login(
        self, template: RequestTemplate, names: Names, wanted: Sequence[Sequence[Source]]
    ) -> View:
        """Sends a request of a login, which may go to another host that the definition names.

        :param wanted: see steps.readable.
        :raises ApiError: the system refuses.
        """
        from .login import send_login

        return send_login(self, template, names, wanted)

    def retry_after(self, decoded: DecodedResponse, provider: Provider) -> Optional[float]:
        """Seconds from the response until the system wants to be asked again, bounded; None: it
        does not say.
        """
        return self.classifier(provider, decoded.request).retry_after_in(
            decoded.response, decoded.body
        )

    def classifier(self, provider: Provider, request: str) -> ResponseClassifier:
        """What a provider means by its responses to the requests of a section."""
        return ResponseClassifier(provider, self._retry_after, request)

    @property
    def has_sent(self) -> bool:
        """Whether a request was sent, to whomever."""
        return any(one.requests for one in (self.transport, *self.others.values()))

    def _send_authenticated(
        self, request: Request, options: Optional[SendOptions], classifier: ResponseClassifier
    ) -> Response:
        options = self.within_deadline(request, options)
        if request.elsewhere and not urls.is_of_origin(request.url, self.base_url):
            return self.transmit(request, options, classifier)  # without any proof
        self.thread.options = options
        start = SinkStart(options.sink if options else None)
        bare = (request.headers, request.query, request.body)
        proof = self.auth.proof()
        self.budget.wait(options.deadline if options else None)
        self._prove(request, bare, proof)
        response = self.transmit(request, options, classifier)
        # A fixed token is not renewed, so that its answers need not be read for that.
        can_renew = not isinstance(self.auth, FixedAuthentication)
        if can_renew and classifier.is_expired(response) and self.auth.renew(proof):
            # Such a request was not carried out, so that this is no second submit.
            self._prove(request, bare, self.auth.proof())
            start.rewind()
            self.budget.wait(options.deadline if options else None)
            response = self.transmit(request, options, classifier)
        if self._is_flowing:
            self.extend(flowing=True)
        return response

    def within_deadline(
        self, request: Request, options: Optional[SendOptions]
    ) -> Optional[SendOptions]:
        """The options, with the task's deadline where they have none; where there is no such, with
        one for this request.

        What may change something is not given up too soon: its answer is what tells of it.

        :raises TransportError: the deadline has passed.
        """
        if options is not None and options.deadline is not None:
            return options
        now, limit = self.transport.clock(), self.deadline
        if limit is None:
            return (options or SendOptions()).until(now + self.patience, flows=True)
        if now >= limit:
            message = "the request was not sent: the time of wait_timeout is over"
            raise TransportError(message, sent=False)
        if not request.repeatable:
            limit = max(limit, now + min(AFTER_DEADLINE, self.request_timeout))
        return (options or SendOptions()).until(limit)

    def transmit(
        self,
        request: Request,
        options: Optional[SendOptions],
        classifier: Optional[ResponseClassifier],
        transport: Optional[Transport] = None,
    ) -> Response:
        """Sends a request as it stands, unless the task was interrupted.

        :param transport: to another host.
        """
        if self._is_closed:
            raise TransportError("the request was not sent: the task was interrupted", sent=False)
        response = (transport or self.transport).send(request, options, classifier)
        if transport is None:
            self.budget.note(response.tries - 1)
        return response

    def _prove(self, request: Request, bare: Bare, proof: Proof) -> None:
        """Puts what says who we are into a request, in place of what said so before.

        :param bare: its headers, query and body without.
        :raises ConfigError: its body cannot take it.
        """
        headers, request.query, request.body = bare
        request.headers = {**headers, **proof.headers}
        if proof.query or proof.body:
            from .placing import place

            place(request, proof)

    def decoded(
        self, response: Response, template: RequestTemplate, expected: str, provider: Provider
    ) -> DecodedResponse:
        """A response as data.

        :param expected: of a body that is an answer; see expectations.
        :raises DecodeError: it is something else.
        """
        accepted = template.accepts(response.status)
        if not accepted:
            expected_here = STRUCTURED
        elif response.status >= 300:
            expected_here = (
                LENIENT  # a 303 leads on by its Location; what else it holds is for browsers
            )
        else:
            expected_here = expected
        error, body = None, None
        try:
            form = "" if expected == SAVED else template.answer_format
            body = decode(response, expected_here, self._warn_of_text, form)
        except DecodeError as exc:
            error = self._unreadable(response, exc, expected_here)
        if error or (accepted and isinstance(body, str)):
            from .refusing import look_again

            body = look_again(response, provider, accepted, self._scrub, template.verb) or body
            if error and accepted and body is None and expected != SUBMIT:
                raise error
        if 300 <= response.status < 400 and isinstance(body, str):
            body = None
        return DecodedResponse(response, body, error, template.verb)

    def _warn_of_text(self, charset: str) -> None:
        """Once: a system that sends such text does so in each of its answers."""
        if self._has_warned_of_text:
            return
        self._has_warned_of_text = True
        message = "%s sends text with bytes that mean nothing in %s; each was replaced by U+FFFD"
        self._warn(message % (urlsplit(self.base_url).netloc, charset.upper()))

    def _unreadable(self, response: Response, cause: DecodeError, expected: str) -> DecodeError:
        from .bodies import quoting_no_secrets

        cause = quoting_no_secrets(cause, response, expected, self._scrub)
        message = "%s: %s" % (address_of(response), cause.message)
        return DecodeError(message, **facts_of(response))

    def shown(self, decoded: DecodedResponse, record: Any) -> Any:
        """A record of an answer (or all of it) as people may read it: without secrets. They are
        masked before a text is cleaned and cut, which would leave a part of one.
        """
        if decoded.holds_secrets is None:  # asked once for all records of a list
            decoded.holds_secrets = self.secrets.may_be_in(decoded.body)
        return self._scrub(record) if decoded.holds_secrets else record

    def words(self, decoded: DecodedResponse, provider: Provider) -> Optional[str]:
        """What an answer says; see refusing.words."""
        from .refusing import words

        return words(decoded, provider, self._scrub)

    def said(self, decoded: DecodedResponse, provider: Provider) -> str:
        """``: `` and what an answer without what it should hold says instead; nothing where it does
        not say.
        """
        words = provider.refusal.reader.said(self.shown(decoded, decoded.body))
        return ": %s" % words if words else ""

    def _refusal(self, provider: Provider, decoded: DecodedResponse, kind: str) -> ApiError:
        """The error of a response that says no, with the system's own words."""
        from .refusing import refusal

        facts = facts_of(decoded.response)
        facts["retry_after"] = self.retry_after(decoded, provider)
        where = address_of(decoded.response)
        return refusal(decoded, provider, kind, self._scrub, self.auth.schemes, where, facts)


def address_of(response: Response) -> str:
    """How a response is named in a sentence: the host and the path that answered."""
    parts = urlsplit(response.url)
    return "%s%s" % (parts.netloc, label(parts.path))


def facts_of(response: Response) -> dict[str, Any]:
    """What a person looks up a response by, as arguments of an error."""
    return {
        "status": response.status,
        "request_id": response.request_id,
        "tries": response.tries,
    }


def query_pairs(query: Any) -> list[tuple[str, str]]:
    """A mapping or pairs -> pairs of texts; a list repeats its name, null is left out."""
    pairs: Iterable[tuple[Any, Any]] = query.items() if isinstance(query, Mapping) else query
    return [(str(name), text_of(one)) for name, value in pairs for one in as_list(value)]

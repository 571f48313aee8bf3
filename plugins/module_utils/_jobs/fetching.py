# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetching what a finished job leaves: in its record, at a URL, in pages, or as outputs. Private to
asyncops.jobs.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Protocol

from .._model.compiled.condition import first_value
from .._model.compiled.page.styles import pager_for
from .._model.compiled.sections import Result
from .._model.denial import reaches
from .._model.errors import DecodeError
from .._model.job import Job
from .._model.template import Template
from .._wire.connection import MAX_BYTES
from .._wire.request import SendOptions
from .bodies import is_html_name, is_html_page
from .client import Client
from .decoding import DecodedResponse
from .expectations import RESULT, SAVED
from .max_size import check
from .pages import Page, fetch_pages
from .poll import JobRef
from .session import address_of, facts_of

if TYPE_CHECKING:
    from .readiness import FirstPage

Output = Mapping[str, Any]
_AT_HREF = Template("{href}")


class ResultSink(Protocol):
    """Where bytes go; ``dest`` is what the file will be called, ``sha256`` what was hashed on the
    way.
    """

    dest: str
    sha256: Optional[str]

    def write(self, data: Any) -> Any:
        """Takes the next piece."""


class Sinks(Protocol):
    """Where the results of a job go."""

    def open(self, name: str) -> ResultSink:
        """A sink for a piece that the system calls so (an output's file name, or "")."""


class Piece(NamedTuple):
    """One result: parsed, or written to a sink (then ``value`` is None)."""

    name: str
    value: Any
    is_absent: bool = False  # the system says that there is none


def expected(client: Client, ref: JobRef, job: Job) -> list[Optional[Output]]:
    """What there is to fetch of a job that succeeded: the outputs where the system has several,
    else one None. An empty list where nothing is there.
    """
    template = ref.provider.result
    if template is None:
        return []
    if template.each_output:
        job.outputs = client.outputs(ref, job)
        return [*job.outputs]
    if template.inline:
        return [] if first_value(template.inline, job.raw) is None else [None]
    return [] if template.href and not job.result_href else [None]


def why_none(ref: JobRef, job: Job) -> Optional[str]:
    """Why there is nothing to fetch of a job that succeeded, where its record lacks even the place
    that the definition names; None where it has that, or none is named.
    """
    template = ref.provider.result
    if template is None or not job.succeeded or template.each_output:
        return None
    if template.inline and not any(reaches(path, job.raw) for path in template.inline):
        return "its record has no %s" % " or ".join(path.text for path in template.inline)
    return "its record names no place of one" if template.href and not job.result_href else None


def fetch(
    client: Client,
    ref: JobRef,
    job: Job,
    output: Optional[Output],
    sinks: Optional[Sinks] = None,
    deadline: float = 0.0,
    max_size: Optional[int] = None,
) -> Piece:
    """One result of those that are expected. With ``sinks`` it is written, not parsed.

    :param output: of several; its key ``format`` says which of its formats, else it is the first.
    :param deadline: an instant of the clock; a result in pages that brings nothing ends there, but
        has the time of one request at least.
    :param max_size: bytes of one result; None: what memory may take, and any number into a sink.
    :raises TooLarge: it has more.
    """
    template = ref.provider.result
    if template is None:
        raise ref.provider.lacks("result")
    fetcher = _Fetcher(client, ref, sinks, max_size, deadline)
    if template.inline:
        return fetcher.inline(template, job)
    client.session.extend()
    if template.gather:
        return fetcher.gathered(job)
    names = client.addressing.names(ref, job)
    if output is not None:
        return fetcher.output(template, names, output)
    if template.href:
        template = template.copy(path=template.path or _AT_HREF)
        names["href"] = job.result_href
    if template.in_parts:
        return fetcher.parts(template, names, "")
    if template.in_pages:
        return fetcher.pages(template, names, deadline)
    return fetcher.whole(template, names, "")


def name_of(output: Output) -> str:
    """What an output is called: its name, else its id."""
    return str(output["name"] or output["id"] or "")


class _Fetcher:
    def __init__(
        self,
        client: Client,
        ref: JobRef,
        sinks: Optional[Sinks],
        max_size: Optional[int],
        deadline: float,
    ) -> None:
        self._deadline = deadline
        self._max_size = max_size
        self._client = client
        self._ref = ref
        self._sinks = sinks

    def inline(self, template: Result, job: Job) -> Piece:
        """What the job's own record holds."""
        value = first_value(template.inline, job.raw)
        if self._sinks is None and self._max_size in (None, MAX_BYTES):
            return Piece("", value)  # the look that brought it had that bound
        return self._kept("", value)

    def _kept(self, name: str, value: Any) -> Piece:
        """A value that is in memory: in a file a text as it is, anything else as JSON."""
        text = value if isinstance(value, str) else json.dumps(value, indent=1, sort_keys=True)
        content = text.encode()
        check(len(content), self._max_size)
        if self._sinks is None:
            return Piece(name, value)
        self._sinks.open(name).write(content)
        return Piece(name, None)

    def output(self, template: Result, names: Mapping[str, Any], output: Output) -> Piece:
        """One of several outputs."""
        named = {"format": next(iter(output["formats"]), None), **output}
        name = name_of(output)
        if not template.value and is_html_name(named["format"], name):  # an envelope is no page
            template = template.copy(answer_format="html")
        fetch_one = self.parts if template.in_parts else self.whole
        return fetch_one(template, {**names, "output": named}, name)

    def whole(self, template: Result, names: Mapping[str, Any], name: str) -> Piece:
        """What one request is answered with."""
        session = self._client.session
        names = self._prepared(template, names)
        if self._sinks is None or template.value:
            return self._parsed(template, names, name)
        sink = self._sinks.open(name)
        options = SendOptions(
            deadline=session.deadline, sink=sink, max_bytes=self._max_size, flows=True
        )
        decoded = self._ask(template, names, options, SAVED)
        session.extend()
        if decoded is None:
            return Piece(name, None, is_absent=True)
        response = decoded.response
        if template.answer_format != "html" and is_html_page(response, name or sink.dest):
            # A parsed result is refused by the decoder; a streamed one would put a sign-in page in
            # the file's place.
            message = "%s answered an HTML page instead of the result; it was not saved"
            raise DecodeError(message % address_of(response), **facts_of(response))
        sink.sha256 = response.sha256
        return Piece(name, None)

    def _parsed(self, template: Result, names: Mapping[str, Any], name: str) -> Piece:
        """The same, read as data."""
        session = self._client.session
        options = SendOptions(deadline=session.deadline, max_bytes=self._max_size, flows=True)
        decoded = self._ask(template, names, options, RESULT)
        session.extend()
        if decoded is None:
            return Piece(name, None, is_absent=True)
        if not template.value:
            return Piece(name, decoded.body)
        from .readiness import opened

        return self._kept(name, opened(session, self._ref.provider, template, decoded))

    def _ask(
        self, template: Result, names: Mapping[str, Any], options: SendOptions, expected: str
    ) -> Optional[DecodedResponse]:
        """The answer that is the result; None where the system says that there is none."""
        session, provider = self._client.session, self._ref.provider
        if not (template.not_ready or template.absent):
            return session.ask(template, names, provider, options, expected=expected)
        from .readiness import ask_until_ready

        return ask_until_ready(session, provider, template, names, options, self._latest)

    @property
    def _latest(self) -> float:
        """Until when a result that is not ready yet is asked for: the time of one request at
        least.
        """
        session = self._client.session
        return max(self._deadline, session.transport.clock() + session.request_timeout)

    def _prepared(self, template: Result, names: Mapping[str, Any]) -> Mapping[str, Any]:
        """The names with what the calls before the result have saved."""
        if not template.before:
            return names
        session, provider = self._client.session, self._ref.provider
        if template.not_ready:
            from .readiness import call_until_ready

            saved = call_until_ready(session, provider, template, names, self._latest)
        else:
            from .steps import call_before

            saved = call_before(session, template.before, names, provider, None)
        session.extend()
        return {**names, "saved": saved}

    def parts(self, template: Result, names: Mapping[str, Any], name: str) -> Piece:
        """What several requests are answered with, as one text."""
        from .parts import fetch_parts

        session, provider = self._client.session, self._ref.provider
        names = self._prepared(template, names)
        sink = None if self._sinks is None else self._sinks.open(name)
        text = fetch_parts(session, provider, template, names, sink, self._max_size)
        return Piece(name, text)

    def gathered(self, job: Job) -> Piece:
        """The items that the looks at the job have brought, as one list."""
        from .gathering import gather_rest

        most = self._client.session.transport.connection.max_bytes
        items = gather_rest(self._client, self._ref, job, min(most, self._max_size or most))
        return self._list([items])

    def pages(self, template: Result, names: Mapping[str, Any], deadline: float) -> Piece:
        """The items of all pages, as one list."""
        names = self._prepared(template, names)
        first = None
        if template.not_ready or template.absent:
            from .readiness import FirstPage

            first = FirstPage(self._client.session, self._ref.provider, template, self._latest)
        pages = self._flowing(template, names, deadline, first)
        if first is not None:
            begun = next(pages, None)
            if begun is None:
                return Piece("", None, is_absent=True)
            pages = itertools.chain([begun], pages)
        return self._list(self._items(template, page) for page in pages)

    def _items(self, template: Result, page: Page) -> Sequence[Any]:
        """The items of a page; one without even their place is told."""
        body = page.decoded.body
        if not page.items and body and not any(reaches(one.path, body) for one in template.items):
            places = " or ".join(one.path.text for one in template.items)
            message = "%s answered no items of a result (%s); it counts as empty"
            self._client.warn(message % (address_of(page.decoded.response), places))
        return page.items

    def _list(self, pages: Iterable[Sequence[Any]]) -> Piece:
        if self._sinks is None:
            return Piece("", [item for page in pages for item in page])
        sink = self._sinks.open("")
        before = b"[\n"
        for page in pages:
            for item in page:
                sink.write(before + json.dumps(item, sort_keys=True).encode())
                before = b",\n"
        sink.write(b"\n]\n" if before == b",\n" else b"[]\n")
        return Piece("", None)

    def _flowing(
        self,
        template: Result,
        names: Mapping[str, Any],
        deadline: float,
        first: Optional[FirstPage] = None,
    ) -> Iterator[Page]:
        """The pages, as long as they bring items; empty ones end at the deadline."""
        session = self._client.session
        clock, span = session.transport.clock, session.transport.connection.request_timeout
        options, size = SendOptions(deadline=max(deadline, clock() + span), flows=True), 0
        provider, pager = self._ref.provider, pager_for(template.page, template.total)
        pages = fetch_pages(session, provider, template, names, options, pager, first=first)
        for page in pages:
            size += page.decoded.response.size
            check(size, self._max_size)
            if page.items:
                options.deadline = max(options.deadline or 0.0, clock() + span)
            yield page
        if pager.cut:
            message = "the system gave %d of %d items of the result, and no further page"
            raise DecodeError(message % (pager.count, pager.total))

# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client: the verbs of one job API; answers are Jobs. Private to asyncops.jobs.

What only some verbs need is imported there: a module compiles all that it imports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Callable, Optional

from .._model.compiled.condition import first_value
from .._model.compiled.sections import Get, Messages, Paged
from .._model.errors import (
    ApiError,
    AuthError,
    DecodeError,
    NotFound,
)
from .._model.job import Job
from .._model.path import Path
from .._model.provider import Provider
from .._model.text import label
from .._wire.request import SendOptions
from .addressing import Addressing
from .decoding import DecodedResponse
from .poll import JobRef, PollResult
from .reading import RecordReader
from .session import ApiSession, address_of, facts_of

if TYPE_CHECKING:
    from .listing import Listing, ListQuery
    from .pages import Page

_MAX_FOLLOWED = 5


class Client:
    """One system.

    :param warn: takes one sentence for the user.
    :param check_mode: jobs may be named that were never started (placeholder.py).
    """

    def __init__(
        self, session: ApiSession, warn: Callable[[str], None], check_mode: bool = False
    ) -> None:
        self.session = session
        self.warn = warn
        self.addressing = Addressing(session, check_mode)
        self.reader = RecordReader(session, self.addressing, warn)

    @property
    def provider(self) -> Provider:
        """The provider of the system's main kind of job."""
        return self.session.provider

    def ref(self, asked: Any) -> JobRef:
        """A job id or href, as the user gives it.

        :raises ConfigError: it cannot be one; nothing was sent.
        """
        return self.addressing.ref(asked)

    def poll(
        self, ref: JobRef, url: Optional[str] = None, options: Optional[SendOptions] = None
    ) -> PollResult:
        """Asks for one job, once.

        :param url: a long-poll URL to ask instead.
        :raises NotFound: the system does not know it.
        """
        if ref.is_placeholder:
            from .placeholder import poll

            return poll(ref, self.session.transport.clock())
        before: Optional[tuple[JobRef, Any, DecodedResponse]] = None
        for _hop in range(_MAX_FOLLOWED):
            get = ref.provider.get
            if get.from_list:
                from .from_list import poll_in_list

                return poll_in_list(self, ref, options)
            try:
                decoded = self._ask_for(ref, url, options)
                if decoded.status in get.unchanged:
                    retry_after = self.session.retry_after(decoded, ref.provider)
                    return PollResult(None, retry_after, decoded.response.received, ref)
                record = self._record_of(ref, decoded)
            except NotFound:
                if before is None:
                    raise
                from .looks import named_now

                named = named_now(self, before, ref)
                if named is None:
                    raise
                return named
            onward = first_value(get.follow, record)
            if not onward or onward == ref.href:
                return self._poll_result(ref, record, decoded, options)
            before = (ref, record, decoded)
            ref, url = self.addressing.ref_at(str(onward), ref.asked, decoded.url), None
        raise ApiError("job %s leads from one URL to the next without end" % ref.asked)

    def poller(self, refs: Sequence[JobRef]) -> Callable[[JobRef], PollResult]:
        """What polls each of several jobs once (see ``poll``): those whose only look-up is a list
        by one list for all.
        """
        if not any(ref.provider.get.from_list for ref in refs):
            return self.poll
        from .from_list import poller

        return poller(self, refs)

    def get(self, ref: JobRef, options: Optional[SendOptions] = None) -> Job:
        """The job.

        :raises NotFound: the system does not know it.
        """
        return job_of(self.poll(ref, options=options))

    def jobs(
        self,
        query: ListQuery,
        provider: Optional[Provider] = None,
        options: Optional[SendOptions] = None,
    ) -> Listing:
        """Lists jobs, page by page; iterate over it. See Listing for ``complete``."""
        from .listing import Listing

        return Listing(
            self.session,
            self.addressing,
            self.reader,
            provider or self.provider,
            query,
            lambda ref: self.get(ref, options),
            self.warn,
            options,
        )

    def messages(
        self, ref: JobRef, job: Job, options: Optional[SendOptions] = None
    ) -> list[dict[str, Any]]:
        """The job's messages; where they are refused, what the job itself holds, with a warning."""
        template = ref.provider.messages
        if template is None or ref.is_placeholder:
            return job.messages or []
        try:
            return self.messages_at(template, ref, job, options)
        except (AuthError, NotFound) as exc:
            if template.fallback is None:
                raise
            message = "messages of job %s were refused (%s); what the job itself holds is shown"
            self.warn(message % (ref.asked, exc.message))
            return self.messages_at(template.fallback, ref, job, options)

    def outputs(
        self, ref: JobRef, job: Job, options: Optional[SendOptions] = None
    ) -> list[dict[str, Any]]:
        """What can be downloaded of the job."""
        template = ref.provider.outputs
        if template is None or job.outputs:
            return job.outputs or []
        pages = self._pages(template, ref, job, options)
        return template.fields.read_all(item for page in pages for item in page.items)

    def messages_at(
        self, template: Messages, ref: JobRef, job: Job, options: Optional[SendOptions]
    ) -> list[dict[str, Any]]:
        """The messages at one of the places that the definition knows."""
        return [
            template.fields.read(self.session.shown(page.decoded, item))
            for page in self._pages(template, ref, job, options)
            for item in page.items
        ]

    def _pages(
        self, template: Paged, ref: JobRef, job: Job, options: Optional[SendOptions]
    ) -> Iterator[Page]:
        from .._model.compiled.page.styles import pager_for
        from .pages import fetch_pages

        names = self.addressing.names(ref, job)
        pager = pager_for(template.page, template.total)
        yield from fetch_pages(self.session, ref.provider, template, names, options, pager)
        if pager.cut and pager.total is not None:
            counts = (pager.count, pager.total, template.verb, ref.asked)
            self.warn("the system gave %d of %d %s of job %s" % counts)

    def _ask_for(
        self, ref: JobRef, url: Optional[str], options: Optional[SendOptions]
    ) -> DecodedResponse:
        get = ref.provider.get
        request = self.session.build(get, self.addressing.names(ref), ref.provider, url)
        request.repeatable = True
        decoded = self.session.send(request, get, ref.provider, options)
        self.session.check(decoded, get, ref.provider, get.unchanged)
        return decoded

    def _record_of(self, ref: JobRef, decoded: DecodedResponse) -> dict[str, Any]:
        """The job's record in an answer.

        :raises NotFound: the answer holds no such job.
        """
        get, response = ref.provider.get, decoded.response
        record = decoded.body
        if get.record and isinstance(record, (dict, list)):
            record = _select(get, ref, record)
            if record is None:
                self._check_denial(ref, decoded, get.record)
                message = "job %s is not known: the answer of %s holds no such job%s"
                said = self.session.said(decoded, ref.provider)
                values = (ref.asked, address_of(response), said)
                raise NotFound(message % values, **facts_of(response))
        if record is None and response.status not in (200, 206) and ref.provider.state.reads_answer:
            record = {}  # nothing but headers and a status: for rules to read
        elif isinstance(record, list):
            from .looks import record_of_list

            record = record_of_list(ref.provider, record)
        if not isinstance(record, dict):
            self._check_denial(ref, decoded)
            said = self.session.said(decoded, ref.provider)
            message = "%s did not answer a job%s" % (address_of(response), said)
            raise DecodeError(message, **facts_of(response))
        return record

    def _check_denial(
        self,
        ref: JobRef,
        decoded: DecodedResponse,
        places: Sequence[Path] = (),
        status: Optional[str] = None,
    ) -> None:
        """Does nothing where an answer without the job does not say no; see denials.py."""
        from .denials import check

        check(self.session, decoded, ref.provider, places, status)

    def _poll_result(
        self,
        ref: JobRef,
        record: dict[str, Any],
        decoded: DecodedResponse,
        options: Optional[SendOptions],
    ) -> PollResult:
        name = ref.provider.job.named(record)
        if name is None:
            reading = ref.provider.state.read(decoded.view_of(record))
            if reading.state == "unknown" and not reading.reason:  # is it about a job at all?
                self._check_denial(ref, decoded, status=reading.status)
        job = self.reader.read(ref, record, decoded)
        if not name and ref.provider.job.is_misnamed(record):
            raise DecodeError("asked for job %s, but the id in the answer is no id" % ref.asked)
        if name and not _is_name_of(name, ref):
            message = "asked for job %s, but the answer is about job %s"
            if ref.href:
                message += " (if it is the same: the key id says what of a job's URL is its id)"
            raise DecodeError(message % (label(ref.asked), label(name)))
        job.id = ref.id or job.id
        job = self.reader.with_detail(ref, job, decoded, options)
        is_gathered = ref.provider.result is not None and bool(ref.provider.result.gather)
        self.gather(job, ref.provider, decoded, record)
        if ref.provider.get.moves and (is_gathered or not job.finished):
            from .looks import moved

            ref = moved(self.addressing, ref, job, decoded.view_of(record), decoded.url)
        retry_after = self.session.retry_after(decoded, ref.provider)
        poll_url = self._poll_url(ref, job, decoded)
        return PollResult(job, retry_after, decoded.response.received, ref, poll_url)

    def gather(self, job: Job, provider: Provider, decoded: DecodedResponse, record: Any) -> None:
        """Keeps with a job what an answer has of its result, where looks bring it."""
        if provider.result is not None and provider.result.gather:
            from .gathering import gather

            gather(job, provider, decoded, record, self.session.transport.connection.max_bytes)

    def _poll_url(self, ref: JobRef, job: Job, decoded: DecodedResponse) -> Optional[str]:
        """The URL that answers when something changes, if there is one."""
        get = ref.provider.get
        if get.poll_path is not None:
            names = {**self.session.names, **self.addressing.names(ref, job)}
            return self.session.url(get.copy(path=get.poll_path, root=None), names)
        named = first_value(get.poll, job.raw)
        return self.session.resolve(str(named), decoded.url) if named else None


def job_of(poll: PollResult) -> Job:
    """The job of a poll that was the first.

    :raises DecodeError: it holds none.
    """
    if poll.job is None:
        message = (
            "the system answered that job %s has not changed, although it was not asked before"
        )
        raise DecodeError(message % poll.ref.asked)
    return poll.job


def _select(get: Get, ref: JobRef, body: Any) -> Any:
    """The record of the job that was asked for: in a list the one with its id; None where there is
    none.
    """
    for path in get.record:
        value = path.value(body)
        if not isinstance(value, list):
            if value is not None:
                return value  # of another job perhaps, which the caller finds out
            continue
        named = [record for record in value if _is_about(record, ref)]
        if any(record != named[0] for record in named):
            message = "the system answered %d records with the id %s"
            raise ApiError(message % (len(named), ref.asked))
        if named:
            return named[0]
    return None


def _is_about(record: Any, ref: JobRef) -> bool:
    """Whether a record is about a job, or does not say whose it is."""
    name = ref.provider.job.named(record)
    return name is None or _is_name_of(name, ref)


def _is_name_of(name: str, ref: JobRef) -> bool:
    """Whether an id or href in an answer is that of the job that was asked for."""
    return ref.id in (name, ref.provider.job.id_of(name) if "/" in name else name)

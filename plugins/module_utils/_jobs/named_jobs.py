# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that the answer to a submit names. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from .._model.compiled.reference import Reference
from .._model.compiled.source import cut_out
from .._model.errors import ApiError, AsyncopsError
from .._model.job import Job
from .._model.text import label
from .._model.values import exact
from .._wire import urls
from .client import Client
from .decoding import DecodedResponse
from .poll import JobRef, PollResult
from .session import address_of, facts_of

_USER_INFO = re.compile("//[^/]*@")


class NamedJobs:
    """Reads references to jobs.

    :param saved: what answers have brought so far, by name.

    :ivar problem: why a job that was started cannot be asked for, if there is one.
    """

    def __init__(self, client: Client, saved: Mapping[str, Any]) -> None:
        self._client = client
        self._saved = saved
        self.problem: Optional[ApiError] = None

    def read(
        self, references: Sequence[Reference], decoded: DecodedResponse, posted: bool
    ) -> list[PollResult]:
        """The jobs that the first place which names any names.

        :param posted: the answer is that to the POST which starts jobs.
        """
        for reference in references:
            values = reference.values(decoded.view, self._saved)
            texts = list(filter(None, map(exact, values)))
            polls = [self._named(reference, text, decoded, posted) for text in texts]
            found = [poll for poll in polls if poll is not None]
            found = list({poll.ref.href or poll.ref.id: poll for poll in found}.values())
            if found and len(texts) < len(values):
                message = "%s names %d jobs, of which %d by an id that is none; these are left out"
                counts = (len(values), len(values) - len(texts))
                self._client.warn(message % (address_of(decoded.response), *counts))
            if found:
                return found
        return []

    def first_poll(self, ref: JobRef, decoded: DecodedResponse) -> PollResult:
        """The job as the answer tells it: its record if there is one, else accepted and not polled
        yet.
        """
        template = self._client.provider.submit
        found = (record for path in template.record for record in path.all(decoded.body))
        record = next(found, None)
        if isinstance(record, dict):
            ref = _named_by(record, ref)
            job = self._client.reader.read(ref, record, decoded)
            job.id = ref.id or job.id
        else:
            job = Job(ref.id, ref.provider.name, "queued", href=ref.href)
        self._client.gather(job, ref.provider, decoded, record or decoded.body)
        retry_after = self._client.session.retry_after(decoded, ref.provider)
        return PollResult(job, retry_after, decoded.response.received, ref)

    def _named(
        self, reference: Reference, text: str, decoded: DecodedResponse, posted: bool
    ) -> Optional[PollResult]:
        """One job that an answer names; None where what stands there names none.

        A job that was started and cannot be asked for is told as well, and why is kept.
        """
        try:
            ref = self._ref(reference, text, decoded)
            if posted and self._is_where_it_was_sent(ref, decoded):
                return None
            return self.first_poll(ref, decoded)
        except AsyncopsError as exc:
            return self._refused(text, None if reference.is_id(text) else text, decoded, exc)

    def _refused(
        self, text: str, url: Optional[str], decoded: DecodedResponse, cause: AsyncopsError
    ) -> PollResult:
        """A job that was started, and cannot be asked for; the cause is kept."""
        provider = self._client.provider
        href = url and _shown(url)
        job = Job(provider.job.id_of(url) if url else text, provider.name, href=href)
        if self.problem is None:
            at = href and label(href)
            what = "a job at %s, which is refused" % at if at else "job %s" % label(text)
            message = "the system has started %s: %s" % (what, cause.message)
            self.problem = ApiError(message, job_href=href, **facts_of(decoded.response))
        ref = JobRef(text, job.id, href, provider)
        return PollResult(job, None, decoded.response.received, ref)

    def _ref(self, reference: Reference, text: str, decoded: DecodedResponse) -> JobRef:
        if reference.pattern is not None:
            found = cut_out(reference.pattern, text)
            if found is None:
                message = "the system named a job as %r, where %r was expected"
                raise ApiError(message % (label(text), reference.pattern.pattern))
            text = found
        if reference.rebase:
            text = urls.without_host(text)
        if reference.is_id(text):
            return JobRef(text, text, None, self._client.provider)
        return self._client.addressing.ref_at(text, current=decoded.url)

    def _is_where_it_was_sent(self, ref: JobRef, decoded: DecodedResponse) -> bool:
        """Whether a URL is the one that the POST went to: that is no job, it starts them."""
        if ref.href is None:
            return False
        url = self._client.session.resolve(ref.href, decoded.url)
        return url in (decoded.url, decoded.url.partition("?")[0])


def _named_by(record: dict[str, Any], ref: JobRef) -> JobRef:
    """A job that an answer gives by its URL, by the id that its record tells: what else the URL
    holds (a page of it, the place where it stands) is no name.
    """
    name = ref.provider.job.named(record) if ref.href else None
    if not name:
        return ref
    return ref._replace(id=ref.provider.job.id_of(name) if "/" in name else name)


def _shown(url: str) -> str:
    """A URL that is refused, without what it may grant to whoever has it."""
    return _USER_INFO.sub("//", re.split("[?#]", url)[0])

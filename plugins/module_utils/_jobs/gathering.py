# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A result of which each look at the job brings a part, while the place to look at moves on.
Private to asyncops.jobs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from .._model.compiled.condition import all_values
from .._model.compiled.page.pager import MAX_EMPTY
from .._model.errors import ApiError, DecodeError
from .._model.job import Job
from .._model.provider import Provider
from .decoding import DecodedResponse
from .max_size import check
from .poll import JobRef, PollResult

if TYPE_CHECKING:
    from .client import Client


class Gathered:
    """What the looks at one job have brought so far: the items by the URL that had them, so that
    one which is asked twice counts once.

    :param most: bytes of answers that are kept in memory.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._items: dict[str, list[Any]] = {}
        self._sizes: dict[str, int] = {}

    def add(self, url: str, items: list[Any], size: int) -> None:
        """Takes in one answer. ``size`` are its bytes."""
        self._items[url], self._sizes[url] = items, size

    def update(self, other: Gathered) -> None:
        """Takes in what a later look brought."""
        for url, items in other._items.items():
            self.add(url, items, other._sizes[url])

    @property
    def size(self) -> int:
        """Bytes of all answers."""
        return sum(self._sizes.values())

    def has(self, url: str) -> bool:
        """Whether a URL has been asked."""
        return url in self._items

    def all(self) -> list[Any]:
        """All items, in the order in which they were told."""
        return [item for items in self._items.values() for item in items]


def gather(job: Job, provider: Provider, decoded: DecodedResponse, record: Any, most: int) -> None:
    """Keeps with a job what the answer that tells of it has of its result.

    :param record: the job's, in that answer.
    """
    if provider.result is None or not provider.result.gather:
        return
    job.gathered = Gathered(most)
    items = all_values(provider.result.gather, record) or []
    job.gathered.add(decoded.url, items, decoded.response.size)


def join(before: Optional[Job], job: Job) -> None:
    """Gives a job what the looks before this one have brought of its result.

    :raises TooLarge: more than may be kept.
    """
    if job.gathered is None or before is None or before.gathered is None:
        return
    before.gathered.update(job.gathered)
    job.gathered = before.gathered
    check(job.gathered.size, job.gathered.most)


def gather_rest(client: Client, ref: JobRef, job: Job, most: int) -> list[Any]:
    """The whole result of a job that has ended: what the looks have brought, and what is still to
    be had where the last one has named a further place.

    :param most: bytes of the whole.
    :raises ApiError: the system says no, or names a place elsewhere.
    :raises TooLarge: it has more.
    :raises DecodeError: the places have no end.
    """
    empty, first = 0, job
    while isinstance(job.gathered, Gathered):
        url = client.session.resolve(ref.href) if ref.href else None
        check(job.gathered.size, most)
        if url is None or job.gathered.has(url):
            return job.gathered.all()
        poll = client.poll(ref)
        client.session.extend()
        if poll.job is None:
            break
        _check_success(first, poll)
        empty = 0 if poll.job.gathered and poll.job.gathered.all() else empty + 1
        join(job, poll.job)
        job, ref = poll.job, poll.ref
        if empty >= MAX_EMPTY:
            message = "the result of job %s has no end: each part names one more"
            raise DecodeError(message % ref.asked)
    raise ApiError("the rest of the result of job %s was not answered" % ref.asked)


def _check_success(first: Job, poll: PollResult) -> None:
    """A job that had succeeded and now has not is no result, and is told as what it is now."""
    job = poll.job
    if job is not None and job.finished and not job.succeeded:
        first.state, first.status, first.reason = job.state, job.status, job.reason
        raise ApiError("its last look says: %s" % (job.reason or job.status))

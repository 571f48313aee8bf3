# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs whose only look-up is a list (``get.from_list``): one list tells of all. Private to
asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Callable, Optional, Union

from .._model.errors import ApiError, AsyncopsError, NotFound
from .._model.job import Job
from .._model.provider import Provider
from .._wire.request import SendOptions
from .listing import Listing, ListQuery
from .poll import JobRef, PollResult

if TYPE_CHECKING:
    from .client import Client


def poll_in_list(client: Client, ref: JobRef, options: Optional[SendOptions]) -> PollResult:
    """One poll of one job.

    :raises NotFound: the list does not hold it.
    :raises ApiError: two jobs of the list have its id.
    """
    listing = client.jobs(ListQuery(ids={ref.id}), ref.provider, options)
    return _answered(listing, list(listing), ref)


def poller(client: Client, refs: Sequence[JobRef]) -> Callable[[JobRef], PollResult]:
    """What polls each of several jobs once, by one list where that is the only look-up.

    See ``poll_in_list`` for what it raises.
    """
    lists: dict[Provider, tuple[Listing, list[Job]]] = {}

    def poll(ref: JobRef) -> PollResult:
        if ref.is_placeholder or not ref.provider.get.from_list:
            return client.poll(ref)
        if ref.provider not in lists:
            ids = {one.id for one in refs if one.provider is ref.provider}
            listing = client.jobs(ListQuery(ids=ids), ref.provider)
            lists[ref.provider] = listing, list(listing)
        return _answered(*lists[ref.provider], ref)

    return poll


def answer_of_list(
    listing: Listing, jobs: Sequence[Job], ref: JobRef
) -> Union[PollResult, AsyncopsError]:
    """What a list tells of one job; errors are answers here.

    :param jobs: those of the list that have the job's id.
    """
    if len(jobs) > 1:
        return ApiError("the list has %d jobs with the id %s" % (len(jobs), ref.asked))
    if not jobs:
        return NotFound("job %s is not known: it is not in the list" % ref.asked)
    return PollResult(jobs[0], listing.retry_after, listing.received, ref)


def _answered(listing: Listing, jobs: Sequence[Job], ref: JobRef) -> PollResult:
    answer = answer_of_list(listing, [job for job in jobs if job.id == ref.id], ref)
    if isinstance(answer, AsyncopsError):
        raise answer
    return answer

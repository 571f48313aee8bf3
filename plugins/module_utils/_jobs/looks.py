# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What few look-ups meet: a job that is found at another URL from now on, a list instead of a
record. Private to asyncops.jobs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from .._model.compiled.view import View
from .._model.errors import ApiError, NotFound
from .._model.job import Job
from .._model.provider import Provider
from .._model.template import Names
from .._model.values import exact
from .._wire import urls
from .._wire.request import SendOptions
from .addressing import Addressing
from .decoding import DecodedResponse
from .expectations import RESULT
from .poll import JobRef, PollResult

if TYPE_CHECKING:
    from .._model.compiled.looks import Detail
    from .client import Client
    from .session import ApiSession


def moved(addressing: Addressing, ref: JobRef, job: Job, view: View, url: str) -> JobRef:
    """Where to ask from now on: the same place, unless the answer names another; then the job is
    told to be there.

    :param url: what the answer came from.
    :raises ApiError: the place is of another origin.
    """
    for move in ref.provider.get.moves:
        target = exact(move.target(view))
        if target is not None:
            target = urls.without_host(target) if move.rebase else target
            ref = addressing.ref_at(target, ref.asked, url)._replace(id=ref.id)
            job.href = ref.href
            return ref
    return ref


def named_now(
    client: Client, before: tuple[JobRef, Any, DecodedResponse], ref: JobRef
) -> Optional[PollResult]:
    """The job as that tells it which has just named ``ref``, where nothing is yet; None where the
    job had finished.
    """
    job = client.reader.read(*before)
    retry_after = client.session.retry_after(before[2], before[0].provider)
    poll = PollResult(job, retry_after, before[2].response.received, ref)
    return None if job.finished else poll


def record_of_list(provider: Provider, answer: list[Any]) -> Any:
    """A list is the result itself of a job that has finished, and its record empty, where rules
    read the answer's status and the result is not taken from the record; else it is no record.
    """
    inline = provider.result is not None and provider.result.inline
    return {} if provider.state.reads_answer and not inline and not provider.get.record else answer


def detail_of(
    session: ApiSession,
    ref: JobRef,
    detail: Detail,
    names: Names,
    options: Optional[SendOptions],
) -> DecodedResponse:
    """What the second call of a look-up is answered with: data, or a text.

    :raises ApiError: it is refused. That it is not there says nothing of the job, which is.
    """
    try:
        return session.ask(detail, names, ref.provider, options, expected=RESULT)
    except NotFound as exc:
        message = (
            "job %s is there, but what get.detail asks for is not: %s (get.detail.ok may hold 404)"
        )
        raise exc.with_message(message % (ref.asked, exc.message), ApiError) from exc
